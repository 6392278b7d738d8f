"""Helpers: the descriptions of a rack, read from its bus as anybody may."""

import asyncio
from collections.abc import Sequence

from shared.bus.codec import decode
from shared.bus.nats.bus import connect_bus
from shared.bus.settings import BusSettings
from shared.contracts.messages.description import Description
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream, Topology
from tests.e2e.harness import Rack, eventually

TOPOLOGY = Topology()
SUBJECT = TOPOLOGY.description("spice", "*")


def descriptions(rack: Rack) -> tuple[list[Description], int]:
    """Return the newest description of each content, and how many messages the stream ever took."""
    return asyncio.run(_read(rack))


async def _read(rack: Rack) -> tuple[list[Description], int]:
    known = rack.nats()
    settings = BusSettings(
        servers=(f"nats://127.0.0.1:{known['port']}",), user=known["user"], password=known["password"]
    )
    async with connect_bus(settings) as bus:
        messages = await bus.last_per_subject(Stream.DESCRIPTIONS, SUBJECT)
        stream = await bus.jetstream.call(f"STREAM.INFO.{Stream.DESCRIPTIONS}")
        last = 1 + stream["state"]["last_seq"] - stream["config"]["first_seq"]
    return [Description.model_validate_json(decode(Signed, one.data).body) for one in messages], last


def described(rack: Rack, names: Sequence[str]) -> dict[str, Description]:
    """Wait until all of some paths are described, and return their descriptions by path."""
    found: dict[str, Description] = {}

    def complete() -> bool:
        found.update((one.name, one) for one in descriptions(rack)[0])
        return found.keys() >= set(names)

    eventually(complete, what=f"descriptions of {len(names)} paths", pause=0.2)
    return found

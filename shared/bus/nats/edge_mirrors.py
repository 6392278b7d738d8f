"""Mirrors of LOG and PACKS at a leaf node, in a JetStream domain of its own: they cross the line once.

A mirror keeps sequences and subjects, and lags. What is removed at the hub stays in it until it is
too old, or too much.
"""

import asyncio
from collections.abc import Iterator

from shared.bus.nats.jetstream import JetStream
from shared.bus.nats.read import read_direct
from shared.bus.nats.stream_config import SECOND_NS, UNLIMITED
from shared.bus.port import Message, NoStreamError
from shared.contracts.streams import MIRRORED
from shared.contracts.topology import StreamSpec, Topology

LOCAL_API = "$JS.API"
"""JetStream of the server that a client is connected to."""

PATIENCE = 60.0
"""Seconds that a message is waited for which the hub has: as long as one of bulk data may take."""

LOOK_AGAIN = 0.2


async def ensure_mirrors(jetstream: JetStream, topology: Topology, *, domain: str) -> None:
    """Make the mirrors where they are not there; what is there is left as it is. Raises BusError.

    Args:
        jetstream: of the leaf node, with `LOCAL_API`.
        topology: says what the streams are like at the hub.
        domain: of the hub.
    """
    for config in _configs(topology, domain=domain):
        try:
            await jetstream.call(f"STREAM.INFO.{config['name']}")
        except NoStreamError:
            await jetstream.call(f"STREAM.CREATE.{config['name']}", config)


async def read_mirrored(local: JetStream, hub: JetStream, stream: str, subject: str) -> Message | None:
    """Return the last message on an exact subject from the mirror, or from the hub where it never comes.

    It is waited for only while the hub tells that it is there, which takes no bytes of it.
    """
    clock = asyncio.get_running_loop().time
    end = clock() + PATIENCE
    while (found := await read_direct(local, stream, subject)) is None:
        if not await _has(hub, stream, subject):
            return None
        if clock() >= end:
            return await read_direct(hub, stream, subject)
        await asyncio.sleep(LOOK_AGAIN)
    return found


async def _has(hub: JetStream, stream: str, subject: str) -> bool:
    """Tell whether the hub has a message on an exact subject."""
    answer = await hub.call(f"STREAM.INFO.{stream}", {"subjects_filter": subject})
    return bool(answer.get("state", {}).get("subjects"))


def _configs(topology: Topology, *, domain: str) -> Iterator[dict[str, object]]:
    yield from (_config(spec, domain=domain) for spec in topology.streams() if spec.name in MIRRORED)


def _config(spec: StreamSpec, *, domain: str) -> dict[str, object]:
    """Return the configuration of one mirror. It refuses nothing: where it is full, the oldest go."""
    return {
        "name": spec.name.value,
        "retention": "limits",
        "storage": "file",
        "discard": "old",
        "num_replicas": 1,
        "max_consumers": UNLIMITED,
        "max_msgs": UNLIMITED,
        "max_bytes": spec.max_bytes or UNLIMITED,
        "max_age": int(spec.max_age * SECOND_NS),
        "allow_direct": True,
        "mirror_direct": True,
        "mirror": {"name": spec.name.value, "external": {"api": f"$JS.{domain}.API", "deliver": ""}},
    }

"""The log and the descriptions of made frames, on a real server: what an archive is built from."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from benchmarks.archive.frames import BEGAN, content_of, facts_of, named, placements
from benchmarks.long_log import COLLECTION, LongLog
from shared.bus.codec import encode
from shared.bus.describer_keys import DescriberKeys
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.settings import BusSettings
from shared.contracts.messages.description import Asked, Description, Findings, Told
from shared.contracts.messages.presence import DescriberRecord
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from shared.model.entry import Kind, State

PER_COMMIT = 1000
"""Files: a night of a network of telescopes."""

WRITERS = 2
"""Processes that publish descriptions."""

AT_ONCE = 500
"""Descriptions that are published together."""

SITE = "observatory"

KEY = SigningKey(b"d" * 32)


async def write(bus: NatsBus, settings: BusSettings, *, frames: int) -> None:
    """Append the commits of so many frames, and have processes say what describers say of each."""
    await LongLog(bus, files=PER_COMMIT, put=_file).write(frames // PER_COMMIT)
    record = DescriberRecord(collection=COLLECTION, site=SITE, key=KEY.public)
    await DescriberKeys(bus, collection=COLLECTION).register(record)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(WRITERS, get_context("spawn")) as writers:
        parts = [partial(_describe, settings, part, frames) for part in range(WRITERS)]
        await asyncio.gather(*(loop.run_in_executor(writers, part) for part in parts))


def _describe(settings: BusSettings, part: int, frames: int) -> None:
    """Publish every so-manieth portion of the descriptions. Blocks."""

    async def publish() -> None:
        async with connect_bus(settings) as bus:
            await bus.ready(timeout=60.0)
            for first in range(part * AT_ONCE, frames, WRITERS * AT_ONCE):
                made = _messages(range(first, min(first + AT_ONCE, frames)), of=frames)
                *most, (subject, data) = made
                for one, said in most:
                    await bus.jetstream.connection.send(one, said, timeout=60.0)
                # The last one is answered when all before it are stored: they come on one connection.
                await bus.publish(subject, data)

    asyncio.run(publish())


def _file(commit: int, place: int) -> tuple[str, State]:
    number = (commit - 1) * PER_COMMIT + place
    (placed,) = placements(number, number + 1)
    assert placed.content is not None
    return placed.path, State(
        kind=Kind.FILE, content=placed.content, size=placed.size, mtime_ns=number, mode=0o644
    )


def _messages(numbers: range, *, of: int) -> Iterator[tuple[str, bytes]]:
    for number in numbers:
        description = Description(
            collection=COLLECTION,
            content=content_of(number),
            size=11_520_000,
            name=f"{named(number)}.fits.fz",
            site=SITE,
            made_at=BEGAN,
            told=Told.RECOGNISED,
            describer="fits",
            asked=(Asked(name="fits", version=3),),
            findings=Findings(kind="fits", frame=facts_of(number, of=of)),
        )
        subject = Topology().description(COLLECTION, description.content)
        yield subject, encode(KEY.sign(description.model_dump_json()))

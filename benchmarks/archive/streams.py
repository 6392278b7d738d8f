"""The log and the descriptions of made frames, on a real server: what an archive is built from."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import get_context

from benchmarks.archive.frames import BEGAN, content_of, facts_of, named, placements
from benchmarks.long_log import COLLECTION, LongLog
from shared.bus.codec import encode
from shared.bus.describer_keys import DescriberKeys
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.port import BusTimeoutError
from shared.bus.settings import BusSettings
from shared.contracts.messages.description import Asked, Description, Findings, Told
from shared.contracts.messages.presence import DescriberRecord
from shared.contracts.topology import Stream, Topology
from shared.identity.keys import SigningKey
from shared.model.entry import Kind, State

PER_COMMIT = 1000
"""Files: a night of a network of telescopes."""

WRITERS = 2
"""Processes that publish descriptions."""

AT_ONCE = 500
"""Descriptions that are published together."""

PATIENCE = 60.0

SITE = "observatory"

KEY = SigningKey(b"d" * 32)


async def write(bus: NatsBus, settings: BusSettings, *, frames: int) -> None:
    """Append the commits of so many frames, and have processes say what describers say of each.

    Where it was cut, descriptions are gone on with.
    """
    if await bus.direct(Stream.LOG, Topology().log(COLLECTION)) is None:
        await LongLog(bus, files=PER_COMMIT, put=_file).write(frames // PER_COMMIT)
    record = DescriberRecord(collection=COLLECTION, site=SITE, key=KEY.public)
    await DescriberKeys(bus, collection=COLLECTION).register(record)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(WRITERS, get_context("spawn")) as writers:
        parts = [partial(_describe, settings, part, frames) for part in range(WRITERS)]
        await asyncio.gather(*(loop.run_in_executor(writers, part) for part in parts))


def _describe(settings: BusSettings, part: int, frames: int) -> None:
    """Publish every so-manieth portion of the descriptions. Blocks."""
    portions = [
        range(first, min(first + AT_ONCE, frames))
        for first in range(part * AT_ONCE, frames, WRITERS * AT_ONCE)
    ]

    async def publish() -> None:
        async with connect_bus(settings) as bus:
            await bus.ready(timeout=PATIENCE)
            for numbers in portions:
                if await bus.direct(Stream.DESCRIPTIONS, _subject(numbers[-1])) is None:
                    await _publish(bus, numbers, of=frames)

    asyncio.run(publish())


async def _publish(bus: NatsBus, numbers: range, *, of: int) -> None:
    for number in numbers[:-1]:
        data = _message(number, of=of)
        await bus.jetstream.connection.send(_subject(number), data, timeout=PATIENCE)
    last, data = _subject(numbers[-1]), _message(numbers[-1], of=of)
    # It is answered when all before it are stored, since they come on one connection; that may take longer
    # than an answer is waited for.
    while True:
        with suppress(BusTimeoutError):
            await bus.publish(last, data)
            return


def _file(commit: int, place: int) -> tuple[str, State]:
    number = (commit - 1) * PER_COMMIT + place
    (placed,) = placements(number, number + 1)
    assert placed.content is not None
    return placed.path, State(
        kind=Kind.FILE, content=placed.content, size=placed.size, mtime_ns=number, mode=0o644
    )


def _subject(number: int) -> str:
    return Topology().description(COLLECTION, content_of(number))


def _message(number: int, *, of: int) -> bytes:
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
    return encode(KEY.sign(description.model_dump_json()))

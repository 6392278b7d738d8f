"""A range of a content at its target: written once, durable as a whole, and taken back where it is wrong."""

import asyncio
import random

from services.transfer.jobs.arriving_range import ArrivingRange
from shared.contracts.messages.transfers.job import ApplyJob
from shared.contracts.messages.transfers.manifest import Encoding
from shared.contracts.messages.transfers.report import Applied, Reason
from shared.contracts.topology import Stream
from shared.delta.compression import compress
from shared.delta.hashing import hash_bytes
from shared.delta.pack import PART_BYTES, PackEntry, PackWriter
from shared.roots.posix.control import PARTIAL
from tests.unit.services.transfer.jobs.applying import Site

WHOLE = random.Random(2).randbytes(5 * PART_BYTES)
RANGE = 3 * PART_BYTES
FIRST, LAST = WHOLE[:RANGE], WHOLE[RANGE:]
CONTENT = hash_bytes(WHOLE)


def entry(data: bytes, *, holds: bytes) -> PackEntry:
    """Return one range of the content, or what only says that it is one."""
    return PackEntry(
        content=CONTENT,
        size=len(data),
        encoding=Encoding.FULL,
        offset=WHOLE.index(data),
        chunks=compress([holds]),
    )


async def send(site: Site, number: int, data: bytes, *, holds: bytes | None = None) -> ApplyJob:
    """Put a range on the bus as pack `number`; return the job to append it."""
    made = entry(data, holds=data if holds is None else holds)
    job = await site.send(made, data=WHOLE, pack=f"{number:032x}")
    return job.model_copy(update={"offset": WHOLE.index(data)})


def come(applied: Applied) -> int:
    """Return how much of the content stands at the target, as it says."""
    (arrived,) = applied.arrived
    return arrived.bytes


def partial_files(site: Site) -> dict[str, int]:
    """Return the names of what has come in part, with their bytes."""
    files = site.open()
    names = [listed.name for listed in files.list(PARTIAL)]
    return {name: files.status(f"{PARTIAL}/{name}").fingerprint.size for name in names}


async def test_ranges_are_appended_and_the_last_one_places_the_content() -> None:
    """What has come is told after each."""
    site = Site()
    first = await site.apply(await send(site, 1, FIRST))
    assert (come(first), first.placed, first.unplaced) == (RANGE, (), ())
    assert partial_files(site) == {f"{CONTENT}-{RANGE}": RANGE}
    last = await site.apply(await send(site, 2, LAST))
    assert [placed.path for placed in last.placed] == ["new.bsp"]
    with site.open().open("new.bsp") as file:
        assert file.read_at(0, len(WHOLE)) == WHOLE


async def test_each_byte_of_a_range_is_written_once() -> None:
    """No file of the pack's stream is made before it is decoded."""
    site, made = Site(), list[str]()
    files = site.open_root()
    site.ailing["create"] = lambda path: made.append(path) or files.create(path)
    await site.apply(await send(site, 1, FIRST))
    assert [path for path in made if not path.endswith(".lock")] == [f"{PARTIAL}/{CONTENT}-0"]


async def test_a_range_of_which_a_part_is_gone_leaves_what_had_come() -> None:
    """The beginning of it that was written goes: room may be short."""
    site = Site()
    await site.apply(await send(site, 1, FIRST))
    job = await send(site, 2, LAST)
    site.bus._server.evict(Stream.PACKS, site.topology.pack("spice", "a", job.pack, 2))
    applied = await site.apply(job)
    assert [lacking.reason for lacking in applied.unplaced] == [Reason.LACKING]
    assert partial_files(site) == {f"{CONTENT}-{RANGE}": RANGE}


async def test_bytes_that_are_fewer_or_more_than_a_range_are_taken_back() -> None:
    """Whatever a pack holds, only what it announced is kept, and it is told to be broken."""
    site = Site()
    for number, holds in enumerate((FIRST[:-1], FIRST + b"x"), start=1):
        applied = await site.apply(await send(site, number, FIRST, holds=holds))
        assert [broken.reason for broken in applied.unplaced] == [Reason.CORRUPT]
        assert come(applied) == 0 and partial_files(site) == {f"{CONTENT}-0": 0}
    assert come(await site.apply(await send(site, 3, FIRST))) == RANGE


async def test_ranges_that_are_not_of_the_content_are_never_placed() -> None:
    """The whole is hashed before it is placed."""
    site = Site()
    await site.apply(await send(site, 1, FIRST, holds=bytes(RANGE)))
    applied = await site.apply(await send(site, 2, LAST))
    assert not applied.placed
    assert [broken.reason for broken in applied.unplaced] == [Reason.CORRUPT]


async def test_a_range_that_has_come_already_is_not_appended_again() -> None:
    """Its job may be delivered twice."""
    site = Site()
    job = await send(site, 1, FIRST)
    await site.apply(job)
    assert come(await site.apply(job.model_copy(update={"pack": f"{9:032x}"}))) == RANGE


async def test_nothing_is_written_by_a_thread_that_was_left_behind() -> None:
    """The file may be closed, and its number another's, when a cancelled job's thread goes on."""
    writer = PackWriter("1" * 32)
    parts = list(writer.parts([entry(FIRST, holds=FIRST)]))
    manifest = writer.manifest()
    with Site().open().create("target") as target:
        with ArrivingRange(manifest, manifest.contents[0], target) as arriving:
            arriving.take(parts[:1])
        before = target.status().fingerprint.size
        await asyncio.to_thread(arriving.take, parts[1:])
        assert target.status().fingerprint.size == before

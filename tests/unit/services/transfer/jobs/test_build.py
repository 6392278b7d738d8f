"""Building a pack: what it counts, and how it ends when the disk or the bus fails."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from services.transfer.contents.content_finder import finding
from services.transfer.contents.recent_contents import RecentBounds
from services.transfer.jobs.build import PackBuilder
from services.transfer.jobs.fetch import Fetcher
from services.transfer.jobs.send import Sender
from shared.bus.port import BusError
from shared.contracts.messages.transfers.job import BuildJob, PackItem
from shared.contracts.topology import Topology
from shared.roots.posix.files.port import InputOutputError
from testing.bus.faults import WELL, Fate, NoFaults, Trouble
from testing.bus.memory import MemoryBus
from testing.bus.server import MemoryServer
from testing.disk.root import PACK, Root, clock, digest

DATA = [bytes([65 + number]) * 100_000 for number in range(3)]
BOUNDS = RecentBounds(keep_bytes=0, keep_seconds=0, reserve_bytes=0)


class NoPacks(NoFaults):
    """A bus that takes everything but packs."""

    def fate(self, client: str, operation: str, target: str) -> Fate:
        """Lose what is published for packs."""
        return Fate(trouble=Trouble.LOST) if ".pack." in target else WELL


def building(bus: MemoryBus) -> tuple[PackBuilder, Sender]:
    """Return what builds, and what it sends with."""
    sender = Sender(bus, patience=1)
    made = PackBuilder(
        topology=bus.topology,
        sender=sender,
        fetcher=Fetcher(bus, topology=bus.topology),
        find=finding(now=clock(), bounds=BOUNDS),
    )
    return made, sender


def job_for(root: Root, contents: Sequence[bytes]) -> BuildJob:
    """Write files and return the job to pack them."""
    items = []
    for number, data in enumerate(contents):
        root.user.write(f"f{number}", data)
        items.append(PackItem(content=digest(data), size=len(data), found_at=(f"f{number}",)))
    return BuildJob(collection="spice", site="a", pack=PACK, items=tuple(items))


@pytest.fixture
def root() -> Root:
    """A root in memory."""
    return Root()


def bus_with(faults: NoFaults) -> MemoryBus:
    """Return a client of a new server in memory."""
    return MemoryBus(MemoryServer(Topology("rack"), faults=faults), "transfer", timeout=0.1)


async def test_a_pack_tells_what_was_sent_for_it(root):
    """All of its parts and its manifest, and nothing that others sent meanwhile."""
    built, sender = building(bus_with(NoFaults()))
    sender.sent_bytes = 5_000_000
    report = await built.run(job_for(root, DATA), root.files)
    assert report.parts > 1
    assert report.sent_bytes == sender.sent_bytes - 5_000_000
    assert report.full_bytes == 300_000


async def test_a_disk_that_fails_in_the_middle_ends_a_build_with_a_report(root):
    """A file that was found, and then cannot be read to its end: other sources are asked for the contents."""
    built, _ = building(bus_with(NoFaults()))
    job = job_for(root, DATA)
    reads = 0

    def count(operation: str, path: str) -> None:
        nonlocal reads
        reads += operation == "read_at"

    root.faults.before = count
    assert (await built.run(job, root.files)).parts > 0
    left = reads

    def fail(operation: str, path: str) -> None:
        nonlocal left
        left -= operation == "read_at"
        if operation == "read_at" and left == 0:
            raise InputOutputError("the disk has a bad block")

    root.faults.before = fail
    report = await built.run(job, root.files)
    assert report.parts == 0
    assert set(report.missing) == {digest(data) for data in DATA}


async def test_a_bus_that_fails_is_said_to_have_failed(root):
    """The job is tried again later: it is not taken for a fault of ours."""
    built, _ = building(bus_with(NoPacks()))
    with pytest.raises(BusError):
        await built.run(job_for(root, DATA), root.files)


async def test_a_content_larger_than_any_pack_is_known_before_its_first_byte_is_sent(root):
    """It is asked for in ranges then, instead of being tried for ever with the whole of the line."""
    built, sender = building(bus_with(NoFaults()))
    noise = Random(1).randbytes(100_000)
    report = await replace(built, pack_bytes_max=99_999).run(job_for(root, [noise]), root.files)
    assert (report.parts, report.too_large, report.missing) == (0, (digest(noise),), ())
    assert sender.sent_bytes == 0


async def test_a_large_content_that_compresses_into_a_pack_travels(root):
    """Its size alone says nothing."""
    built, _ = building(bus_with(NoFaults()))
    report = await replace(built, pack_bytes_max=50_000).run(job_for(root, [DATA[0]]), root.files)
    assert report.parts > 0

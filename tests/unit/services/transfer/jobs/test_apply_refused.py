"""A file system that takes nothing: a person hears of it, since the report says so."""

import random
from collections.abc import Callable

import pytest

from services.transfer.contents.content_finder import ContentFinder
from services.transfer.contents.recent_contents import RecentBounds, RecentContents
from services.transfer.jobs.apply import Applier
from services.transfer.jobs.build import PackBuilder
from services.transfer.jobs.fetch import Fetcher
from services.transfer.jobs.send import Sender
from services.transfer.jobs.sign import Signer
from services.transfer.jobs.worker import Figures, Worker
from shared.bus.codec import decode_with, encode
from shared.bus.port import Message
from shared.contracts.messages.job import ApplyJob, Placement
from shared.contracts.messages.manifest import Encoding
from shared.contracts.messages.report import REPORT, Applied, Reason
from shared.contracts.messages.want import Held
from shared.contracts.topology import Stream, Topology
from shared.delta.compression import compress
from shared.delta.hashing import hash_bytes
from shared.delta.pack import PART_BYTES, PackEntry, PackWriter
from shared.model.entry import Kind, State
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import DeniedError, NoSpaceError
from shared.roots.posix.marker import Marker, write_marker
from testing.bus.memory import MemoryBus
from testing.bus.server import MemoryServer
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from testing.disk.root import PACK, clock

BYTES = random.Random(1).randbytes(4 * PART_BYTES)
"""Several parts: they do not compress."""

RESERVE = 1000
"""Bytes that are to stay free."""


class Site:
    """Site b, a worker that is told what the tests want, and a pack that waits for it."""

    def __init__(self) -> None:
        self.topology = Topology()
        self.bus = MemoryBus(MemoryServer(self.topology), "b")
        self.disk = MemoryDisk()
        self.ailing: dict[str, Callable[..., object]] = {}
        """What the disk does instead of what it should, by the name of the call."""
        files = MemoryFiles(self.disk)
        make_control(files)
        write_marker(files, Marker(collection="spice", site="b", root_id="1" * 32, generation=1))
        bounds = RecentBounds(keep_bytes=0, keep_seconds=0, reserve_bytes=0)
        fetcher = Fetcher(self.bus, topology=self.topology)
        sender = Sender(self.bus, patience=1)

        def find(files: MemoryFiles) -> ContentFinder:
            return ContentFinder(files, RecentContents(files, now=clock(), bounds=bounds))

        self.worker = Worker(
            bus=self.bus,
            topology=self.topology,
            site="b",
            collection="spice",
            open_files=self.open,
            signing=Signer(topology=self.topology, sender=sender, find=find),
            building=PackBuilder(topology=self.topology, sender=sender, fetcher=fetcher, find=find),
            applying=Applier(now=clock(), fetcher=fetcher, find=find, reserve_bytes=RESERVE),
            figures=Figures(),
        )

    def open(self) -> MemoryFiles:
        """Open the root, as it is now."""
        files = MemoryFiles(self.disk)
        for name, instead in self.ailing.items():
            setattr(files, name, instead)
        return files

    async def send_pack(self) -> ApplyJob:
        """Put a pack on the bus; return the job to apply it."""
        writer = PackWriter(PACK)
        entry = PackEntry(
            content=hash_bytes(BYTES),
            size=len(BYTES),
            encoding=Encoding.FULL,
            basis=None,
            chunks=compress([BYTES]),
        )
        for number, part in enumerate(writer.parts(iter([entry])), start=1):
            await self.bus.publish(self.topology.pack("spice", "a", PACK, number), part)
        head = encode(writer.manifest())
        await self.bus.publish(self.topology.pack("spice", "a", PACK, 0), head)
        state = State(kind=Kind.FILE, content=hash_bytes(BYTES), size=len(BYTES), mtime_ns=1, mode=0o644)
        return ApplyJob(
            collection="spice",
            site="b",
            pack=PACK,
            source="a",
            parts=len(writer.manifest().parts) + 1,
            manifest_hash=hash_bytes(head),
            placements=(Placement(path="new.bsp", revision=2, state=state, prior=Held(kind=Kind.DELETED)),),
        )

    async def apply(self, job: ApplyJob) -> Applied:
        """Have the worker handle the job; return what it reports."""
        await self.worker.handle(Message(subject="rack.job.b.apply", data=encode(job), sequence=1))
        message = await self.bus.last(Stream.REPORTS, self.topology.report("spice", "b"))
        assert message is not None
        report = decode_with(REPORT, message.data)
        assert isinstance(report, Applied)
        return report


async def test_pack_that_does_not_fit_is_reported_and_fills_no_disk():
    """The reserve stays free: the stream of a pack is not begun that has no room."""
    site = Site()
    job = await site.send_pack()
    site.ailing["free_bytes"] = lambda: RESERVE + 10
    report = await site.apply(job)
    assert [(item.path, item.reason) for item in report.unplaced] == [("new.bsp", Reason.NO_SPACE)]
    assert "make room" in report.unplaced[0].detail


@pytest.mark.parametrize(("error", "reason"), [(NoSpaceError, Reason.NO_SPACE), (DeniedError, Reason.FAILED)])
async def test_disk_that_takes_nothing_is_reported(error, reason):
    """A full or read-only disk is told to a person, instead of being tried in silence."""

    def refuse(path: str) -> None:
        raise error(f"cannot create {path!r}")

    site = Site()
    job = await site.send_pack()
    site.ailing["create"] = refuse
    report = await site.apply(job)
    assert [(item.path, item.reason) for item in report.unplaced] == [("new.bsp", reason)]


async def test_the_same_job_is_done_once_there_is_room():
    """What was refused was not begun: nothing keeps it from being done."""
    site = Site()
    job = await site.send_pack()
    site.ailing["free_bytes"] = lambda: 0
    await site.apply(job)
    site.ailing.clear()
    report = await site.apply(job)
    assert [item.path for item in report.placed] == ["new.bsp"]

"""A file system that takes nothing: a person hears of it, since the report says so."""

import random
from collections.abc import Callable

import pytest

from services.transfer.contents.content_finder import finding
from services.transfer.contents.free_space import FreeSpace
from services.transfer.contents.recent_contents import RecentBounds
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
from shared.model.paths import CONTROL_DIRECTORY
from shared.roots.posix.control import ARRIVED, JOURNAL, STAGING, TRASH, make_control
from shared.roots.posix.files.port import DeniedError, NoSpaceError
from shared.roots.posix.marker import Marker, write_marker
from testing.bus.memory import MemoryBus
from testing.bus.server import MemoryServer
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from testing.disk.person import MemoryUser
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
        find = finding(now=clock(), bounds=bounds)

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
            room=FreeSpace(self.open, find=find, reserve_bytes=RESERVE),
        )

    def open(self) -> MemoryFiles:
        """Open the root, as it is now."""
        files = MemoryFiles(self.disk)
        for name, instead in self.ailing.items():
            setattr(files, name, instead)
        return files

    async def send_pack(self, data: bytes = BYTES) -> ApplyJob:
        """Put a pack on the bus; return the job to apply it."""
        writer = PackWriter(PACK)
        entry = PackEntry(
            content=hash_bytes(data),
            size=len(data),
            encoding=Encoding.FULL,
            basis=None,
            chunks=compress([data]),
        )
        for number, part in enumerate(writer.parts(iter([entry])), start=1):
            await self.bus.publish(self.topology.pack("spice", "a", PACK, number), part)
        head = encode(writer.manifest())
        await self.bus.publish(self.topology.pack("spice", "a", PACK, 0), head)
        state = State(kind=Kind.FILE, content=hash_bytes(data), size=len(data), mtime_ns=1, mode=0o644)
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


class RefusedMove:
    """A directory that takes no new name, as an immutable one; the control directory is not in it."""

    def __init__(self, disk: MemoryDisk) -> None:
        self._files = MemoryFiles(disk)

    def __call__(self, source: str, target: str) -> None:
        if not target.startswith(CONTROL_DIRECTORY):
            raise DeniedError(f"cannot move to {target!r}: Operation not permitted")
        self._files.move(source, target)


def ours(site: Site, *folders: str) -> list[str]:
    """Return what lies in folders of the control directory."""
    files = MemoryUser(site.disk).files(control=True)
    return [path for path in files if path.startswith(folders)]


async def test_what_arrived_and_was_refused_is_kept_and_placed_without_the_pack():
    """Nothing travels twice: the next job needs no pack, whichever process carries it out."""
    site = Site()
    job = await site.send_pack()
    site.ailing["move"] = RefusedMove(site.disk)
    report = await site.apply(job)
    assert [(item.path, item.reason, item.kept) for item in report.unplaced] == [
        ("new.bsp", Reason.FAILED, True)
    ]
    again = job.model_copy(update={"pack": "e" * 32, "source": None, "parts": 0, "manifest_hash": None})
    report = await site.apply(again)
    assert [(item.reason, item.kept) for item in report.unplaced] == [(Reason.FAILED, True)]
    site.ailing.clear()
    report = await site.apply(again.model_copy(update={"pack": "f" * 32}))
    assert [item.path for item in report.placed] == ["new.bsp"]
    assert not ours(site, ARRIVED, STAGING, JOURNAL)


async def test_a_failed_try_leaves_nothing_in_the_trash():
    """It is for what people deleted: streams of packs would drive that out."""
    site = Site()
    job = await site.send_pack()
    site.ailing["move"] = RefusedMove(site.disk)
    await site.apply(job)
    assert not ours(site, TRASH)


async def test_what_was_kept_and_changed_since_is_not_placed():
    """It is hashed again: then the content is lacking, and comes once more."""
    site = Site()
    job = await site.send_pack()
    site.ailing["move"] = RefusedMove(site.disk)
    await site.apply(job)
    site.ailing.clear()
    (kept,) = ours(site, ARRIVED)
    MemoryUser(site.disk).write(kept, b"rotten")
    again = job.model_copy(update={"pack": "e" * 32, "source": None, "parts": 0, "manifest_hash": None})
    report = await site.apply(again)
    assert [item.reason for item in report.unplaced] == [Reason.CORRUPT]
    report = await site.apply(again.model_copy(update={"pack": "f" * 32}))
    assert [item.reason for item in report.unplaced] == [Reason.LACKING]


async def test_the_bytes_that_a_small_pack_needs_are_said():
    """A pack of one part needs more than nothing."""
    site = Site()
    job = await site.send_pack(b"small")
    site.ailing["free_bytes"] = lambda: RESERVE
    report = await site.apply(job)
    assert "needs 0 bytes" not in report.unplaced[0].detail
    assert report.unplaced[0].reason is Reason.NO_SPACE


async def test_a_site_that_is_asked_places_nothing_and_says_what_has_no_room():
    """The report names just what does not fit, and presence has the room before the report is out."""
    site = Site()
    job = await site.send_pack()
    site.ailing["free_bytes"] = lambda: RESERVE + 100
    second = job.placements[0].model_copy(update={"path": "other.bsp"})
    probe = job.model_copy(
        update={"parts": 0, "source": None, "probe": (101, 100), "placements": (*job.placements, second)}
    )
    report = await site.apply(probe)
    assert [(item.path, item.reason) for item in report.unplaced] == [("new.bsp", Reason.NO_SPACE)]
    assert not report.placed
    assert site.worker.presence().free_bytes == 100


async def test_a_site_whose_staging_area_takes_nothing_says_so_when_it_is_asked():
    """A read-only root has room, and can take nothing all the same."""

    def refuse(path: str, *, mode: int) -> None:
        raise DeniedError(f"cannot make directory {path!r}")

    site = Site()
    job = await site.send_pack()
    site.ailing["make_directory"] = refuse
    report = await site.apply(job.model_copy(update={"parts": 0, "source": None, "probe": (1,)}))
    assert [item.reason for item in report.unplaced] == [Reason.FAILED]

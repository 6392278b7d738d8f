"""A job is carried out once, however often it is delivered."""

import asyncio
from datetime import UTC, datetime

from services.transfer.contents.content_finder import finding
from services.transfer.contents.recent_contents import RecentBounds
from services.transfer.jobs.apply import Applier
from services.transfer.jobs.fetch import Fetcher
from services.transfer.jobs.jobs_begun import JobsBegun
from shared.contracts.messages.transfers.job import ApplyJob, Placement
from shared.contracts.messages.transfers.report import Applied, Reason
from shared.contracts.messages.transfers.want import Held
from shared.contracts.topology import Topology
from shared.delta.hashing import hash_bytes
from shared.model.entry import Kind, State
from shared.roots.posix.control import make_control
from testing.bus.memory import MemoryBus, MemoryServer
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from testing.disk.person import MemoryUser

BYTES = b"kernel"
STATE = State(kind=Kind.FILE, content=hash_bytes(BYTES), size=len(BYTES), mtime_ns=1, mode=0o644)
JOB = ApplyJob(
    collection="spice",
    site="b",
    pack="1" * 32,
    placements=(
        Placement(
            path="new.bsp", revision=2, state=STATE, prior=Held(kind=Kind.DELETED), found_at=("old.bsp",)
        ),
    ),
)


def utc_now() -> datetime:
    """Return an instant of which nothing here depends."""
    return datetime(2026, 1, 1, tzinfo=UTC)


async def apply_job(files: MemoryFiles) -> Applied:
    """Carry the job out, as a worker that got it from the queue."""
    topology = Topology()
    applying = Applier(
        now=utc_now,
        fetcher=Fetcher(MemoryBus(MemoryServer(topology), "b"), topology=topology),
        find=finding(now=utc_now, bounds=RecentBounds(keep_bytes=0, keep_seconds=0, reserve_bytes=0)),
        reserve_bytes=0,
    )
    return await applying.run(JOB, files)


def test_what_a_person_deleted_is_not_brought_back_by_a_job_that_comes_again():
    """The prior holds once more, and still the job is not done a second time."""
    disk = MemoryDisk()
    user, files = MemoryUser(disk), MemoryFiles(disk)
    make_control(files)
    user.write("old.bsp", BYTES)
    first = asyncio.run(apply_job(files))
    assert [placed.path for placed in first.placed] == ["new.bsp"]

    user.delete("new.bsp")
    again = asyncio.run(apply_job(files))

    assert "new.bsp" not in user.files()
    assert [(item.path, item.reason) for item in again.unplaced] == [("new.bsp", Reason.CHANGED)]


def test_the_memory_of_jobs_is_bounded(monkeypatch):
    """The oldest jobs are forgotten first."""
    monkeypatch.setattr("services.transfer.jobs.jobs_begun.REMEMBERED_MAX", 2)
    files = MemoryFiles(MemoryDisk())
    make_control(files)
    jobs = [JOB.model_copy(update={"pack": f"{number:032x}"}) for number in range(4)]
    for job in jobs:
        JobsBegun(files).begin(job)
    JobsBegun(files).sweep()
    assert [JobsBegun(files).was_begun(job) for job in jobs] == [False, False, True, True]

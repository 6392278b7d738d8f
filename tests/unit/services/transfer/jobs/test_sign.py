"""Signing what a disk no longer gives."""

from services.transfer.contents.content_finder import finding
from services.transfer.contents.recent_contents import RecentBounds
from services.transfer.jobs.send import Sender
from services.transfer.jobs.sign import Signer
from shared.contracts.messages.transfers.job import SignJob
from shared.contracts.topology import Topology
from shared.delta.hashing import hash_bytes
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import InputOutputError
from testing.bus.memory import MemoryBus
from testing.bus.server import MemoryServer
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from testing.disk.person import MemoryUser
from testing.disk.root import clock

BYTES = bytes(range(256)) * 400

READ = "read_at"
"""The port's name for it."""


def signing() -> Signer:
    """Return what signs, on a bus of its own."""
    topology = Topology()
    bus = MemoryBus(MemoryServer(topology), "a")
    bounds = RecentBounds(keep_bytes=0, keep_seconds=0, reserve_bytes=0)
    find = finding(now=clock(), bounds=bounds)
    return Signer(topology=topology, sender=Sender(bus, patience=1), find=find)


async def test_what_cannot_be_read_any_more_is_not_signed_and_no_fault_of_ours():
    """The report says that there is no signature: then the file travels whole."""
    disk = MemoryDisk()
    files = MemoryFiles(disk)
    make_control(files)
    MemoryUser(disk).write("f", BYTES)
    job = SignJob(collection="spice", site="a", content=hash_bytes(BYTES), size=len(BYTES), found_at=("f",))
    assert (await signing().run(job, files)).parts > 0
    reads: list[str] = []
    healthy = len(BYTES)

    def fail(operation: str, path: str) -> None:
        if operation == READ:
            reads.append(path)
            if len(reads) > healthy:
                raise InputOutputError(f"cannot read {path!r}: input/output error")

    files.faults.before = fail
    await signing().run(job, files)
    # The last read is one of signing: those before make sure that the file is what it is called.
    healthy = len(reads) - 1
    reads.clear()
    assert (await signing().run(job, files)).parts == 0
    assert len(reads) == healthy + 1

"""Helpers: a worker that applies packs which a test puts on the bus."""

import random
from collections.abc import Callable

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
from shared.contracts.messages.transfers.job import ApplyJob, Placement
from shared.contracts.messages.transfers.manifest import Encoding
from shared.contracts.messages.transfers.report import REPORT, Applied
from shared.contracts.messages.transfers.want import Held
from shared.contracts.topology import Stream, Topology
from shared.delta.compression import compress
from shared.delta.hashing import hash_bytes
from shared.delta.pack import PART_BYTES, PackEntry, PackWriter
from shared.model.entry import Kind, State
from shared.roots.posix.control import make_control
from shared.roots.posix.files.port import Files
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

ABSENT = Held(kind=Kind.DELETED)


class Site:
    """Site b, a worker that is told what the tests want, and a pack that waits for it."""

    def __init__(self, *, open_root: Callable[[], Files] | None = None) -> None:
        self.topology = Topology()
        self.bus = MemoryBus(MemoryServer(self.topology), "b")
        self.disk = MemoryDisk()
        self.ailing: dict[str, Callable[..., object]] = {}
        """What the disk does instead of what it should, by the name of the call."""
        self.open_root = open_root or (lambda: MemoryFiles(self.disk))
        files = self.open_root()
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

    def open(self) -> Files:
        """Open the root, as it is now."""
        files = self.open_root()
        for name, instead in self.ailing.items():
            setattr(files, name, instead)
        return files

    async def send_pack(self, data: bytes = BYTES) -> ApplyJob:
        """Put a pack on the bus; return the job to apply it."""
        entry = PackEntry(
            content=hash_bytes(data),
            size=len(data),
            encoding=Encoding.FULL,
            basis=None,
            chunks=compress([data]),
        )
        return await self.send(entry, data=data)

    async def send(
        self,
        *entries: PackEntry,
        data: bytes,
        pack: str = PACK,
        path: str = "new.bsp",
        prior: Held = ABSENT,
    ) -> ApplyJob:
        """Put a pack of such entries on the bus; return the job to place `data` from it."""
        writer = PackWriter(pack)
        for number, part in enumerate(writer.parts(iter(entries)), start=1):
            await self.bus.publish(self.topology.pack("spice", "a", pack, number), part)
        head = encode(writer.manifest())
        await self.bus.publish(self.topology.pack("spice", "a", pack, 0), head)
        state = State(kind=Kind.FILE, content=hash_bytes(data), size=len(data), mtime_ns=1, mode=0o644)
        return ApplyJob(
            collection="spice",
            site="b",
            pack=pack,
            source="a",
            parts=len(writer.manifest().parts) + 1,
            manifest_hash=hash_bytes(head),
            placements=(Placement(path=path, revision=2, state=state, prior=prior),),
        )

    async def apply(self, job: ApplyJob) -> Applied:
        """Have the worker handle the job; return what it reports."""
        await self.worker.handle(Message(subject="rack.job.b.apply", data=encode(job), sequence=1))
        message = await self.bus.last(Stream.REPORTS, self.topology.report("spice", "b"))
        assert message is not None
        report = decode_with(REPORT, message.data)
        assert isinstance(report, Applied)
        return report

"""Open files of a disk in memory."""

from types import TracebackType
from typing import Protocol, Self

from shared.model.entry import Fingerprint
from shared.model.links import MODE_MASK
from shared.model.numbers import nearest_nanoseconds
from shared.roots.posix.files.port import ReadableFile, Status, StorageError
from testing.disk.disk import Inode, MemoryDisk


class Mount(Protocol):
    """What an open file asks of the mount that it was opened through."""

    def begin(self, operation: str, path: str) -> None:
        """Let faults happen."""

    def reserve(self, size: int, path: str) -> None:
        """Raises NoSpaceError where `size` more bytes do not fit."""

    def numbered(self, status: Status, path: str) -> Status:
        """Give a status the number that the disk gives to what has this name."""


def to_status(inode: Inode) -> Status:
    """Return the port's view of an inode."""
    return Status(
        type=inode.type,
        fingerprint=Fingerprint(
            size=len(inode.data),
            mtime_ns=nearest_nanoseconds(inode.mtime_ns),
            ctime_ns=nearest_nanoseconds(inode.ctime_ns),
            inode=inode.number,
        ),
        mode=inode.mode,
        links=inode.links,
    )


class _MemoryFile:
    """An inode that stays reachable while it is open."""

    def __init__(self, mount: Mount, inode: Inode, path: str) -> None:
        self._mount = mount
        self._inode = inode
        self._path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close; nothing is synced by it."""

    def status(self) -> Status:
        """Return the file's status as it is now."""
        return self._mount.numbered(to_status(self._inode), self._path)


class MemoryReadable(_MemoryFile):
    """A file that is open for reading."""

    def uncache(self) -> None:
        """Do nothing: what is read is what the disk has."""

    def has_writer(self) -> bool:
        """Tell whether a program has the file open for writing."""
        return self._inode.writers > 0

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes at `offset`; fewer only at the end of the file."""
        self._mount.begin("read_at", self._path)
        return bytes(self._inode.data[offset : offset + size])


class MemoryWritable(_MemoryFile):
    """A new file."""

    def __init__(self, mount: Mount, disk: MemoryDisk, inode: Inode, path: str) -> None:
        super().__init__(mount, inode, path)
        self._disk = disk

    def cut(self, size: int) -> None:
        """Keep the first `size` bytes."""
        del self._inode.data[size:]
        self._inode.dirty = True

    def write(self, data: bytes) -> None:
        """Append bytes, all of them."""
        self._mount.begin("write", self._path)
        self._append(data)

    def copy_from(self, source: ReadableFile, offset: int, size: int) -> None:
        """Append `size` bytes of `source` at `offset`. Raises StorageError where the source ends before."""
        self._mount.begin("copy_from", self._path)
        data = source.read_at(offset, size)
        self._append(data)
        if len(data) < size:
            early = size - len(data)
            raise StorageError(f"cannot copy to {self._path!r}: the source ends {early} bytes early")

    def set_metadata(self, *, mtime_ns: int, mode: int) -> None:
        """Set the modification time and permission bits."""
        self._mount.begin("set_metadata", self._path)
        self._inode.mtime_ns, self._inode.mode = mtime_ns, self._inode.mode & ~MODE_MASK | mode
        self._inode.ctime_ns, self._inode.dirty = self._disk.clock(), True

    def sync(self) -> None:
        """Make content and metadata durable."""
        self._mount.begin("sync", self._path)
        self._inode.sync()

    def _append(self, data: bytes) -> None:
        self._mount.reserve(len(data), self._path)
        self._inode.data += data
        self._inode.mtime_ns = self._inode.ctime_ns = self._disk.clock()
        self._inode.dirty = True

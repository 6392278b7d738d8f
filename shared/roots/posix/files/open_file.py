"""Open files of a POSIX file system."""

import errno
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType, TracebackType
from typing import Self

from shared.model.entry import Fingerprint
from shared.model.links import MODE_MASK, PERMISSIONS, is_link
from shared.model.numbers import INT64_MAX, INT64_MIN, nearest_nanoseconds
from shared.roots.posix.files.errors import raise_translated, translate, translated
from shared.roots.posix.files.holes import extents, pieces
from shared.roots.posix.files.leases import has_writer
from shared.roots.posix.files.linux_calls import LinuxCalls
from shared.roots.posix.files.port import FileType, ReadableFile, Status, StorageError

READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""Flags that open what is there for reading, and do nothing else to it."""

COPY_CHUNK = 8 * 1024 * 1024
"""Bytes for one copy call: keeps a thread from sitting in the kernel for the whole of a large file."""
READ_CHUNK = 1024 * 1024
"""Bytes in memory at once where the kernel cannot copy."""
BEGIN_BYTES = 8 * 1024 * 1024
"""Bytes after which the disk is told to begin: it is busy from then on, and a small file costs no call."""

NO_KERNEL_COPY = frozenset({errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM})
"""copy_file_range(2) between these two files is not to be had: read and write instead."""
NO_MODES = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS})
"""The file system does not store modes (FAT and its kin): what came back is what is reported."""

TYPES: Mapping[int, FileType] = MappingProxyType(
    {stat.S_IFREG: FileType.FILE, stat.S_IFDIR: FileType.DIRECTORY}
)


def to_status(found: os.stat_result) -> Status:
    """Return the port's view of a stat result."""
    mode = found.st_mode
    kind = TYPES.get(stat.S_IFMT(mode), FileType.OTHER)
    mtime_ns, ctime_ns = found.st_mtime_ns, found.st_ctime_ns
    # Nearly every time is within, and a look at an archive makes a status for each of its files.
    if not (INT64_MIN <= mtime_ns <= INT64_MAX and INT64_MIN <= ctime_ns <= INT64_MAX):
        mtime_ns, ctime_ns = nearest_nanoseconds(mtime_ns), nearest_nanoseconds(ctime_ns)
    return Status(
        type=kind,
        fingerprint=Fingerprint(size=found.st_size, mtime_ns=mtime_ns, ctime_ns=ctime_ns, inode=found.st_ino),
        mode=stat.S_IMODE(mode),
        links=found.st_nlink,
        device=found.st_dev,
    )


class _PosixFile:
    """A descriptor that is closed once, and the path that errors name."""

    def __init__(self, descriptor: int, path: str) -> None:
        self._descriptor = descriptor
        self._path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    @property
    def descriptor(self) -> int:
        """For calls that the kernel does between two files."""
        return self._descriptor

    def status(self) -> Status:
        """Return the file's status as it is now."""
        try:
            return to_status(os.fstat(self._descriptor))
        except OSError as error:
            raise translate(error, "look at", self._path) from error


class PosixReadable(_PosixFile):
    """A regular file that is open for reading."""

    def uncache(self) -> None:
        """Have what is read next come from the disk, as far as the system can."""
        with translated("read", self._path):
            os.posix_fadvise(self._descriptor, 0, 0, os.POSIX_FADV_DONTNEED)

    def has_writer(self) -> bool:
        """Tell whether a program has the file open for writing; False also where the system does not tell."""
        return has_writer(self._descriptor)

    def duplicate(self) -> "PosixReadable":
        """Return the same file opened once more, to be closed by its own owner."""
        with translated("open", self._path):
            return PosixReadable(os.dup(self._descriptor), self._path)

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes at `offset`; fewer only at the end of the file."""
        # No context: each file that is looked at or brought is read and asked for its status several times.
        try:
            data = os.pread(self._descriptor, size, offset)
            if len(data) == size or not data:
                return data
            return self._rest(data, offset, size)
        except (OSError, OverflowError) as error:
            raise_translated(error, "read", self._path)
            raise

    def _rest(self, data: bytes, offset: int, size: int) -> bytes:
        """Read on after a short read: a signal or a network file system may cause one before the end."""
        pieces, length = [data], len(data)
        while length < size:
            piece = os.pread(self._descriptor, size - length, offset + length)
            if not piece:
                break
            pieces.append(piece)
            length += len(piece)
        return b"".join(pieces)


class PosixWritable(_PosixFile):
    """A new file, or one that grows. Runs of zeros in it take no room on the disk.

    The disk begins to write while more comes: else a sync of a large file would wait for all of it.
    """

    def __init__(
        self,
        descriptor: int,
        path: str,
        calls: LinuxCalls | None = None,
        become_link: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__(descriptor, path)
        self._calls = calls or LinuxCalls()
        self._become_link = become_link
        self._unbegun = 0

    def cut(self, size: int) -> None:
        """Keep the first `size` bytes, and write on after them. Raises StorageError where there are fewer."""
        with translated("append to", self._path):
            has = os.fstat(self._descriptor).st_size
            if has < size:
                raise StorageError(f"cannot append to {self._path!r}: it has {has} bytes, not {size}")
            os.ftruncate(self._descriptor, size)
            os.lseek(self._descriptor, size, os.SEEK_SET)

    def write(self, data: bytes) -> None:
        """Append bytes, all of them."""
        with translated("write", self._path):
            for is_hole, piece in pieces(data):
                if is_hole:
                    self._leave_hole(len(piece))
                else:
                    self._write(piece)

    def _write(self, rest: memoryview) -> None:
        self._unbegun += len(rest)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        if self._unbegun >= BEGIN_BYTES:
            self._unbegun = 0
            with suppress(OSError):  # A sync tells what is wrong with the disk.
                self._calls.begin_sync(self._descriptor)

    def _leave_hole(self, size: int) -> None:
        """Let the file grow by bytes that read as zeros."""
        os.ftruncate(self._descriptor, os.lseek(self._descriptor, size, os.SEEK_CUR))

    def copy_from(self, source: ReadableFile, offset: int, size: int) -> None:
        """Append `size` bytes of `source` at `offset`. Raises StorageError where the source ends before."""
        copied = 0
        if isinstance(source, PosixReadable):
            with translated("copy to", self._path):
                copied = self._copy_in_kernel(source.descriptor, offset, size)
        while copied < size:
            data = source.read_at(offset + copied, min(READ_CHUNK, size - copied))
            if not data:
                raise StorageError(
                    f"cannot copy to {self._path!r}: the source ends {size - copied} bytes early"
                )
            self.write(data)
            copied += len(data)

    def _copy_in_kernel(self, source: int, offset: int, size: int) -> int:
        """Return how many bytes the kernel copied: fewer than `size` where it cannot go on."""
        copied = 0
        for is_hole, length in extents(source, offset, size):
            if is_hole:
                self._leave_hole(length)
                copied += length
                continue
            done = self._copy_extent(source, offset + copied, length)
            copied += done
            if done < length:
                break
        return copied

    def _copy_extent(self, source: int, offset: int, size: int) -> int:
        copied = 0
        while copied < size:
            try:
                count = os.copy_file_range(
                    source, self._descriptor, min(COPY_CHUNK, size - copied), offset_src=offset + copied
                )
            except OSError as error:
                if error.errno not in NO_KERNEL_COPY:
                    raise
                return copied
            if count == 0:
                return copied
            copied += count
        return copied

    def set_metadata(self, *, mtime_ns: int, mode: int) -> None:
        """Set the modification time and permission bits."""
        with translated("set metadata of", self._path):
            apply_metadata(self._descriptor, mtime_ns=mtime_ns, mode=mode & PERMISSIONS)
        if is_link(mode) and self._become_link is not None:
            self._become_link(mtime_ns)

    def sync(self) -> None:
        """Make content and metadata durable; a link is, once its directory is."""
        with translated("sync", self._path):
            os.fsync(self._descriptor)


def apply_metadata(descriptor: int, *, mtime_ns: int | None, mode: int | None) -> None:
    """Set what is given, and leave set-id and sticky bits; a file system without modes keeps its own."""
    if mode is not None:
        try:
            above = stat.S_IMODE(os.fstat(descriptor).st_mode) & ~MODE_MASK
            os.fchmod(descriptor, above | mode)
        except OSError as error:
            if error.errno not in NO_MODES:
                raise
    if mtime_ns is not None:
        os.utime(descriptor, ns=(os.fstat(descriptor).st_atime_ns, mtime_ns))

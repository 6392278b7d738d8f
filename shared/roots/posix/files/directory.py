"""`Files` over a directory of a Linux file system.

The root is opened once. Every operation walks down from that descriptor, one component at a time,
with O_NOFOLLOW: a name can mean nothing outside of the root, however directories and symbolic links
are swapped meanwhile, and a path may be longer than the system takes in one call.
"""

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from shared.model.links import is_link
from shared.model.paths import CONTROL_DIRECTORY
from shared.roots.posix.files.attributes import carry_over, gives_anything, inherit
from shared.roots.posix.files.errors import translate, translated
from shared.roots.posix.files.links import become_link, is_link_at, open_link, status_at, type_of_link
from shared.roots.posix.files.linux_calls import RENAME_EXCHANGE, RENAME_NOREPLACE, LinuxCalls
from shared.roots.posix.files.mounts import read_mounts
from shared.roots.posix.files.open_file import READ, PosixReadable, PosixWritable, apply_metadata
from shared.roots.posix.files.port import (
    FileType,
    Listed,
    MissingError,
    OccupiedError,
    ReadableFile,
    Status,
    StorageError,
    WritableFile,
    WrongTypeError,
)
from shared.roots.posix.files.regular import open_regular, sync_files
from shared.roots.posix.files.walk import Walk

DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
APPEND = os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
LOCK = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

NO_SUCH_FLAG = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})
"""renameat2(2) on a file system or kernel without the flag."""
NO_HARD_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""link(2) for a directory, or on a file system without hard links."""
LOCK_ATTEMPTS = 16
"""Each one more means that another process removed the lock file in the same instant."""


class PosixFiles:
    """One root directory on disk."""

    def __init__(self, root: str | Path, *, exchange: bool | None = None) -> None:
        """Open `root`. `exchange` says what the file system can do; None finds out at first use.

        Raises:
            MissingError: there is no such directory; make it, or mount it, first.
            DeniedError: the service may not read it.
        """
        with translated("open root", str(root)):
            self._root = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._walk = Walk(self._root)
        self._calls = LinuxCalls()
        self._exchange = exchange

    @property
    def can_exchange(self) -> bool:
        """Whether names can be swapped atomically; tried once, with two files in the control directory."""
        if self._exchange is None:
            try:
                self._exchange = self._probe()
            except MissingError:  # no control directory yet: ask again once there is one
                return False
        return self._exchange

    def status(self, path: str) -> Status:
        """Return what stands at `path`."""
        with self._walk.entry("look at", path) as (parent, name):
            return status_at(parent, name, path, os.stat(name, dir_fd=parent, follow_symlinks=False))

    def list(self, path: str) -> Sequence[Listed]:
        """Return the entries of a directory, sorted by name."""
        with self._opened("list", path, DIRECTORY) as descriptor, os.scandir(descriptor) as entries:
            found = [_listed(entry, descriptor, path) for entry in entries]
        return sorted(found, key=lambda entry: entry.name)

    def statuses(self, path: str) -> Sequence[tuple[Listed, Status | StorageError]]:
        """Return the entries of a directory, sorted by name, each with its status or why there is none."""
        with self._opened("list", path, DIRECTORY) as descriptor, os.scandir(descriptor) as entries:
            found = [
                (_listed(entry, descriptor, path), _status_of(entry, descriptor, path)) for entry in entries
            ]
        return sorted(found, key=lambda pair: pair[0].name)

    def open(self, path: str) -> ReadableFile:
        """Open a regular file for reading; anything else is not even opened."""
        with self._walk.entry("open", path) as (parent, name):
            found = os.stat(name, dir_fd=parent, follow_symlinks=False)
            if stat.S_ISLNK(found.st_mode):
                return open_link(parent, name, path)
            _only_regular(found, path)
            file = PosixReadable(os.open(name, READ, dir_fd=parent), path)
            try:
                _only_regular(os.fstat(file.descriptor), path)
            except WrongTypeError:
                file.__exit__(None, None, None)
                raise
            return file

    def create(self, path: str) -> WritableFile:
        """Create a new regular file, mode 0600."""
        with contextlib.ExitStack() as opened:
            with self._walk.vacancy("create", path, undo=_unlink) as (parent, name):
                become = partial(self._become_link, path)
                file = PosixWritable(os.open(name, CREATE, 0o600, dir_fd=parent), path, self._calls, become)
                opened.enter_context(file)
            opened.pop_all()
            return file

    def append(self, path: str, *, after: int) -> WritableFile:
        """Open a regular file to write on after its first `after` bytes."""
        with contextlib.ExitStack() as opened:
            with self._walk.entry("append to", path) as (parent, name):
                _only_regular(os.stat(name, dir_fd=parent, follow_symlinks=False), path)
                file = PosixWritable(os.open(name, APPEND, dir_fd=parent), path, self._calls)
                opened.enter_context(file)
                _only_regular(os.fstat(file.descriptor), path)
                file.cut(after)
            opened.pop_all()
            return file

    def make_directory(self, path: str, *, mode: int = 0o755) -> None:
        """Make one directory with exactly this mode, whatever the umask."""
        with self._walk.vacancy("make directory", path, undo=_rmdir) as (parent, name):
            os.mkdir(name, 0o700, dir_fd=parent)
            descriptor = os.open(name, DIRECTORY, dir_fd=parent)
            try:
                apply_metadata(descriptor, mtime_ns=None, mode=mode)
            finally:
                os.close(descriptor)

    def move(self, source: str, target: str) -> None:
        """Rename, only where `target` is absent."""
        with self._walk.entry("move", source) as (source_at, source_name):

            def back(target_at: int, target_name: bytes) -> None:
                self._move(target_at, target_name, source_at, source_name)

            with self._walk.vacancy(f"move {source!r} to", target, undo=back) as (target_at, target_name):
                self._move(source_at, source_name, target_at, target_name)

    def exchange(self, one: str, other: str) -> None:
        """Swap two names atomically."""
        with self._walk.two("exchange", one, other) as (first, second):
            self._calls.rename(*first, *second, RENAME_EXCHANGE)

    def replace(self, source: str, target: str) -> None:
        """Rename over whatever file is at `target`."""
        with (
            self._walk.entry("replace", source) as (source_at, source_name),
            self._walk.replaceable("replace", target) as (target_at, target_name),
        ):
            os.replace(source_name, target_name, src_dir_fd=source_at, dst_dir_fd=target_at)

    def remove(self, path: str) -> None:
        """Remove a file or other non-directory."""
        with self._walk.entry("remove", path) as (parent, name):
            os.unlink(name, dir_fd=parent)

    def remove_directory(self, path: str) -> None:
        """Remove an empty directory."""
        with self._walk.entry("remove directory", path) as (parent, name):
            os.rmdir(name, dir_fd=parent)

    def set_metadata(self, path: str, *, mtime_ns: int | None = None, mode: int | None = None) -> None:
        """Set metadata of the file or directory at `path`."""
        if self._is_link(path):
            self._set_time_of_link(path, mtime_ns, mode)
        elif mode is not None and is_link(mode):
            self._become_link(path, mtime_ns)
        else:
            with self._regular("set metadata of", path) as descriptor:
                apply_metadata(descriptor, mtime_ns=mtime_ns, mode=mode)

    def carry_over(self, source: str, target: str) -> str:
        """Give the file at `target` what hangs on the one at `source`; return what could not be carried."""
        if self._is_link(source) or self._is_link(target):
            return ""
        with self._regular("read", source) as one, self._regular("set attributes of", target) as other:
            return carry_over(one, other)

    def inherit(self, directory: str, targets: Sequence[str]) -> None:
        """Give new files what they would have got if they were made in `directory`."""
        with self._opened("look at", directory, DIRECTORY) as above:
            if gives_anything(above):
                for target in targets:
                    if self._is_link(target):
                        continue
                    with self._regular("set attributes of", target) as descriptor, suppress(OSError):
                        inherit(above, descriptor)

    def sync_file(self, path: str) -> None:
        """Make content and metadata of the file or directory at `path` durable."""
        for error in self.sync_files([path]).values():
            raise error

    def sync_files(self, paths: Sequence[str]) -> Mapping[str, StorageError]:
        """Make content and metadata of many files or directories durable; return what failed, by path."""
        return sync_files(self._walk, paths)

    def sync_directory(self, path: str) -> None:
        """Make the names in a directory durable."""
        with self._opened("sync directory", path, DIRECTORY) as descriptor:
            os.fsync(descriptor)

    def sync_all(self) -> None:
        """Make everything below the root durable."""
        with translated("sync file system of", ""):
            self._calls.sync_filesystem(self._root)

    def is_read_only(self) -> bool:
        """Tell whether the file system is mounted without writing."""
        with translated("look at file system of", ""):
            return bool(os.fstatvfs(self._root).f_flag & os.ST_RDONLY)

    def free_bytes(self) -> int:
        """Return how many bytes an ordinary user can still write."""
        with translated("look at file system of", ""):
            found = os.fstatvfs(self._root)
            read_only = found.f_flag & os.ST_RDONLY
            return 0 if read_only else found.f_bavail * found.f_frsize

    def mounts(self) -> Mapping[str, str]:
        """Return what is mounted below the root, bind mounts included."""
        with translated("look at mounts of", ""):
            root = Path(f"/proc/self/fd/{self._root}").readlink()
        return read_mounts(root)

    @contextmanager
    def lock(self, path: str) -> Iterator[None]:
        """Hold the lock file at `path` (flock(2): it ends with the process)."""
        descriptor = self._lock(path)
        try:
            yield
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Release the root."""
        root, self._root = self._root, -1
        if root >= 0:
            os.close(root)

    def _move(self, source_at: int, source: bytes, target_at: int, target: bytes) -> None:
        try:
            self._calls.rename(source_at, source, target_at, target, RENAME_NOREPLACE)
        except OSError as error:
            if error.errno not in NO_SUCH_FLAG:
                raise
            _move_without_flag(source_at, source, target_at, target)

    def _is_link(self, path: str) -> bool:
        with self._walk.entry("look at", path) as (parent, name):
            return is_link_at(parent, name)

    def _become_link(self, path: str, mtime_ns: int | None) -> None:
        """Put a link to what the file at `path` holds in its place."""
        with self._walk.entry("link", path) as (parent, name):
            become_link(parent, name, path, mtime_ns)

    def _set_time_of_link(self, path: str, mtime_ns: int | None, mode: int | None) -> None:
        with self._walk.entry("set metadata of", path) as (parent, name):
            status = status_at(parent, name, path, os.stat(name, dir_fd=parent, follow_symlinks=False))
            if status.type is FileType.OTHER or (mode is not None and not is_link(mode)):
                raise WrongTypeError(f"cannot set metadata of {path!r}: it is a symbolic link")
            if mtime_ns is not None:
                os.utime(name, ns=(mtime_ns, mtime_ns), dir_fd=parent, follow_symlinks=False)

    @contextmanager
    def _opened(self, operation: str, path: str, flags: int) -> Iterator[int]:
        with self._walk.entry(operation, path) as (parent, name):
            descriptor = os.open(name, flags, dir_fd=parent)
            try:
                yield descriptor
            finally:
                os.close(descriptor)

    @contextmanager
    def _regular(self, operation: str, path: str) -> Iterator[int]:
        """Open a file or directory; a device or FIFO is not even opened."""
        with self._walk.entry(operation, path) as (parent, name):
            descriptor = open_regular(parent, name, operation, path)
            try:
                yield descriptor
            finally:
                os.close(descriptor)

    def _lock(self, path: str) -> int:
        """Return a descriptor that holds the lock on the very file that `path` names."""
        for _ in range(LOCK_ATTEMPTS):
            with self._walk.at("lock", path) as (parent, name):
                descriptor = os.open(name, LOCK, 0o600, dir_fd=parent)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    os.close(descriptor)
                    raise OccupiedError(f"{path!r} is locked by another worker") from error
                except OSError:
                    os.close(descriptor)
                    raise
                with contextlib.suppress(FileNotFoundError):
                    named = os.stat(name, dir_fd=parent, follow_symlinks=False)
                    if os.path.samestat(named, os.fstat(descriptor)):
                        return descriptor
                os.close(descriptor)
        raise OccupiedError(f"{path!r} is removed again and again by another worker")

    def _probe(self) -> bool:
        """Swap two empty files that are kept for this in the control directory."""
        folder = f"{CONTROL_DIRECTORY}/probe"
        names = (f"{folder}/one", f"{folder}/other")
        with contextlib.suppress(OccupiedError):
            self.make_directory(folder, mode=0o700)
        for name in names:
            with contextlib.suppress(OccupiedError), self.create(name):
                pass
        try:
            self.exchange(*names)
        except StorageError:
            return False
        return True


def _listed(entry: "os.DirEntry[str]", parent: int, directory: str) -> Listed:
    kind = FileType.OTHER
    if entry.is_file(follow_symlinks=False):
        kind = FileType.FILE
    elif entry.is_dir(follow_symlinks=False):
        kind = FileType.DIRECTORY
    elif entry.is_symlink():
        kind = type_of_link(parent, os.fsencode(entry.name), _below(directory, entry))
    name = entry.name if entry.name.isascii() else os.fsencode(entry.name).decode("utf-8", "surrogateescape")
    return Listed(name=name, type=kind)


def _status_of(entry: "os.DirEntry[str]", parent: int, directory: str) -> Status | StorageError:
    try:
        found = entry.stat(follow_symlinks=False)
        return status_at(parent, os.fsencode(entry.name), _below(directory, entry), found)
    except OSError as error:
        return translate(error, "look at", _below(directory, entry))


def _below(directory: str, entry: "os.DirEntry[str]") -> str:
    return f"{directory}/{entry.name}" if directory else entry.name


def _only_regular(found: os.stat_result, path: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise WrongTypeError(f"cannot open {path!r}: it is no regular file")


def _unlink(parent: int, name: bytes) -> None:
    os.unlink(name, dir_fd=parent)


def _rmdir(parent: int, name: bytes) -> None:
    os.rmdir(name, dir_fd=parent)


def _move_without_flag(source_at: int, source: bytes, target_at: int, target: bytes) -> None:
    """Move where the file system knows no RENAME_NOREPLACE (NFS, FAT).

    A hard link never replaces anything. Where there are none, look, then rename: the small window in
    which somebody else may take the name cannot be closed there.
    """
    try:
        os.link(source, target, src_dir_fd=source_at, dst_dir_fd=target_at, follow_symlinks=False)
    except OSError as error:
        if error.errno not in NO_HARD_LINKS:
            raise
    else:
        os.unlink(source, dir_fd=source_at)
        return
    try:
        os.stat(target, dir_fd=target_at, follow_symlinks=False)
    except FileNotFoundError:
        os.rename(source, target, src_dir_fd=source_at, dst_dir_fd=target_at)
    else:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))

"""Symbolic links of a POSIX file system, as files whose bytes are their targets.

What a link leads to is never asked. Names are taken below an open directory, as `Walk` gives them.
"""

import os
import stat
from contextlib import suppress
from dataclasses import replace
from types import TracebackType

from shared.model.links import LINK_MODE, is_ours, may_stand
from shared.model.paths import PATH_MAX
from shared.roots.posix.files.open_file import READ, PosixReadable, to_status
from shared.roots.posix.files.port import FileType, Status, WrongTypeError

LINK_ITSELF = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC
MADE_SUFFIX = b".link"
"""Ends the name of a link until it takes its file's place."""


class PosixLink(PosixReadable):
    """A symbolic link that is open for reading: its target from memory, its status from the link itself."""

    def __init__(self, link: int, path: str) -> None:
        self._link = link
        super().__init__(_held(os.readlink(b"", dir_fd=link)), path)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        link, self._link = self._link, -1
        if link >= 0:
            os.close(link)

    def status(self) -> Status:
        """Return the link's status as it is now."""
        return replace(to_status(os.fstat(self._link)), type=FileType.FILE, mode=LINK_MODE)

    def has_writer(self) -> bool:
        """Tell that nobody writes: a link is made whole."""
        return False

    def duplicate(self) -> "PosixLink":
        """Return the same link opened once more, to be closed by its own owner."""
        return PosixLink(os.dup(self._link), self._path)


def is_link_at(parent: int, name: bytes) -> bool:
    """Tell whether a symbolic link has a name."""
    return stat.S_ISLNK(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)


def type_of_link(parent: int, name: bytes, path: str) -> FileType:
    """Return FILE for a link that a collection may hold, and for any that is our own."""
    with suppress(OSError):  # It went, or is none any more: a status tells.
        if may_stand(path, os.readlink(name, dir_fd=parent)):
            return FileType.FILE
    return FileType.OTHER


def status_at(parent: int, name: bytes, path: str, found: os.stat_result) -> Status:
    """Return the port's view of what has a name."""
    status = to_status(found)
    if stat.S_ISLNK(found.st_mode) and type_of_link(parent, name, path) is FileType.FILE:
        return replace(status, type=FileType.FILE, mode=LINK_MODE)
    return status


def open_link(parent: int, name: bytes, path: str) -> PosixLink:
    """Open a link for reading. Raises WrongTypeError where it leads out of the collection."""
    if type_of_link(parent, name, path) is not FileType.FILE:
        raise WrongTypeError(f"cannot open {path!r}: it is a symbolic link that leads out of the directory")
    return PosixLink(os.open(name, LINK_ITSELF, dir_fd=parent), path)


def become_link(parent: int, name: bytes, path: str, mtime_ns: int | None) -> None:
    """Put a link to what a file of ours holds in the file's place.

    Raises:
        WrongTypeError: the file is the collection's, or holds no target.
    """
    descriptor = os.open(name, READ, dir_fd=parent)
    try:
        target = os.pread(descriptor, PATH_MAX + 1, 0)
    finally:
        os.close(descriptor)
    if not is_ours(path) or not target or len(target) > PATH_MAX or b"\0" in target:
        raise WrongTypeError(
            f"cannot make {path!r} a symbolic link: a target has 1 to {PATH_MAX} bytes, no NUL"
        )
    made = name + MADE_SUFFIX
    with suppress(FileNotFoundError):
        os.unlink(made, dir_fd=parent)
    os.symlink(target, made, dir_fd=parent)
    if mtime_ns is not None:
        os.utime(made, ns=(mtime_ns, mtime_ns), dir_fd=parent, follow_symlinks=False)
    os.replace(made, name, src_dir_fd=parent, dst_dir_fd=parent)


def _held(target: bytes) -> int:
    """Return a descriptor of a file in memory that holds a target."""
    held = os.memfd_create("link", os.MFD_CLOEXEC)
    os.write(held, target)
    return held

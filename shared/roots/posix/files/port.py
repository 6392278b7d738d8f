"""The port to the files below one root directory. Nothing outside of the root can be named by it.

Paths are relative, POSIX, UTF-8 (`shared.model.paths`); the empty string is the root itself; the
control directory `.spicerack` is reached by the same methods. No method follows a symbolic link, in
any component, whatever is swapped in meanwhile. All methods block: call them from a thread.

Names are exact, whatever the file system makes of them: a path is there when a directory lists its very
name, and a new name is refused (TwinError) where the file system takes it for another one. In the control
directory no two names differ in case or form alone, so nothing is checked there.

Two implementations pass one conformance suite (`testing/disk/conformance.py`):
`PosixFiles`, and `MemoryFiles`, which the simulation runs on and which can crash, tear and fill up.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from shared.model.entry import Fingerprint
from shared.roots.errors import (
    DeniedError,
    InputOutputError,
    MissingError,
    NoSpaceError,
    OccupiedError,
    OtherDeviceError,
    StorageError,
    TwinError,
    WrongTypeError,
)

__all__ = [
    "AppendableFile",
    "DeniedError",
    "FileType",
    "Files",
    "InputOutputError",
    "Listed",
    "MissingError",
    "NoSpaceError",
    "OccupiedError",
    "OtherDeviceError",
    "ReadableFile",
    "Status",
    "StorageError",
    "TwinError",
    "WritableFile",
    "WrongTypeError",
]
"""The errors are those of all roots: an implementation of this port and its callers need no second import."""


class FileType(StrEnum):
    """What a directory entry is."""

    FILE = "file"
    DIRECTORY = "directory"
    OTHER = "other"
    """A special file, or a symbolic link that leads out: reported, never touched."""


@dataclass(frozen=True, slots=True)
class Status:
    """What lstat says. `links` above 1 is a hard link.

    A symbolic link that stays inside (`shared.model.links`) is a file of the mode `LINK_MODE`, whose bytes
    are its target. In the control directory every link is one.

    A time that is beyond `shared.model.numbers.Nanoseconds` is given as the nearest one within.
    """

    type: FileType
    fingerprint: Fingerprint
    mode: int
    links: int = 1
    device: int = 0
    keeps_attributes: bool = True
    """Whether time and mode are those that it was given: at a store they are not, and tell of no change."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a directory. `name` may be no valid UTF-8 (surrogate escapes): check it."""

    name: str
    type: FileType


class ReadableFile(AbstractContextManager["ReadableFile"], Protocol):
    """An open file. It stays the same file, whatever happens to its name."""

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes at `offset`; fewer only at the end of the file."""

    def status(self) -> Status:
        """Return the file's status as it is now."""

    def uncache(self) -> None:
        """Have what is read next come from the disk, as far as the system can: it keeps files in memory.

        What is not written to the disk yet stays in memory.
        """

    def has_writer(self) -> bool:
        """Tell whether a program has the file open for writing; False also where the system does not tell.

        Where the answer is True for a file that nobody can have open, it means nothing: some network file
        systems say so of every file.
        """


class AppendableFile(Protocol):
    """What content can be appended to."""

    def write(self, data: bytes) -> None:
        """Append bytes, all of them."""

    def copy_from(self, source: ReadableFile, offset: int, size: int) -> None:
        """Append `size` bytes of `source` at `offset`, in the kernel where it can (reflink included)."""


class WritableFile(AbstractContextManager["WritableFile"], Protocol):
    """A new file, not yet durable."""

    def write(self, data: bytes) -> None:
        """Append bytes, all of them."""

    def copy_from(self, source: ReadableFile, offset: int, size: int) -> None:
        """Append `size` bytes of `source` at `offset`, in the kernel where it can (reflink included)."""

    def set_metadata(self, *, mtime_ns: int, mode: int) -> None:
        """Set the modification time and permission bits, last of all.

        A file that gets the mode of a link becomes one at its name, to what it holds.
        """

    def sync(self) -> None:
        """Make content and metadata durable; afterwards a crash keeps them (the name: `sync_directory`)."""

    def status(self) -> Status:
        """Return the file's status as it is now."""


class Files(Protocol):
    """One root directory."""

    @property
    def can_exchange(self) -> bool:
        """Whether two names can be swapped atomically (RENAME_EXCHANGE) and moved without replacing."""

    def status(self, path: str) -> Status:
        """Return what stands at `path`. Raises MissingError."""

    def list(self, path: str) -> Sequence[Listed]:
        """Return the entries of a directory, sorted by name, all of them or an error."""

    def statuses(self, path: str) -> Sequence[tuple[Listed, Status | StorageError]]:
        """Return what `list` returns, each entry with what `status` returns or raises of it.

        A scan asks for every file there is: on disk, one walk to the directory serves all of its entries.
        """

    def open(self, path: str) -> ReadableFile:
        """Open a regular file for reading. Raises MissingError, WrongTypeError, DeniedError."""

    def create(self, path: str) -> WritableFile:
        """Create a new regular file, mode 0600, with no content. Raises OccupiedError."""

    def append(self, path: str, *, after: int) -> WritableFile:
        """Open a regular file to write on after its first `after` bytes; what it has beyond them is cut off.

        Raises MissingError, WrongTypeError; StorageError where the file has fewer bytes.
        """

    def make_directory(self, path: str, *, mode: int = 0o755) -> None:
        """Make one directory; what its parent gives (set-gid, default ACL) stays beside the mode.

        Raises OccupiedError, MissingError.
        """

    def move(self, source: str, target: str) -> Status | None:
        """Rename, only where `target` is absent (RENAME_NOREPLACE). Raises OccupiedError, MissingError.

        Returns:
            The status that a file got by being moved to a path where it is another file, as at a store; None
            where it stays the file that it was.
        """

    def exchange(self, one: str, other: str) -> Status | None:
        """Swap two names atomically (RENAME_EXCHANGE). Raises MissingError. Returns what `move` returns."""

    def replace(self, source: str, target: str) -> Status | None:
        """Rename over whatever file is at `target` (plain rename). Returns what `move` returns."""

    def remove(self, path: str) -> None:
        """Remove a file or other non-directory. Raises MissingError, WrongTypeError."""

    def remove_directory(self, path: str) -> None:
        """Remove an empty directory. Raises OccupiedError when it is not empty, MissingError."""

    def set_metadata(self, path: str, *, mtime_ns: int | None = None, mode: int | None = None) -> None:
        """Set metadata of the file or directory at `path`. Bits of the mode above 0777 stay as they are.

        A file of the control directory that gets the mode of a link becomes one. Raises WrongTypeError where
        a link should become a file, or a file of the collection a link: these change places.
        """

    def carry_over(self, source: str, target: str) -> str:
        """Give the file at `target` what hangs on the one at `source`: owner, group, ACL, attributes.

        Bytes, time and permission bits of the target stay. Returns what could not be carried, for people to
        read; empty when all was.
        """

    def inherit(self, directory: str, targets: Sequence[str]) -> None:
        """Give new files what they would have got if they were made in `directory`: group, default ACL.

        What this user may not set is left as it is, as it is for everybody who moves a file.
        """

    def sync_file(self, path: str) -> None:
        """Make content and metadata of the file or directory at `path` durable.

        For what an earlier attempt, or a person, wrote there: no `WritableFile` of it is left.
        """

    def sync_files(self, paths: Sequence[str]) -> Mapping[str, StorageError]:
        """Do what `sync_file` does for each of many; return what failed, by path.

        A disk takes many at once in little more than the time of one: it waits for its journal once.
        """

    def sync_directory(self, path: str) -> None:
        """Make the names in a directory durable."""

    def sync_all(self) -> None:
        """Make everything below the root durable (syncfs)."""

    def is_read_only(self) -> bool:
        """Tell whether the file system takes no writes at all."""

    def free_bytes(self) -> int:
        """Return how many bytes can still be written: none where the file system is read-only."""

    def mounts(self) -> Mapping[str, str]:
        """Return the directories below the root at which something is mounted, each with what it is.

        Two answers for one directory that differ tell that another file system, or another part of one,
        stands there: what was in it has gone away, and was not deleted.
        """

    def lock(self, path: str) -> AbstractContextManager[None]:
        """Hold the lock file at `path`, made where it is missing, until the block ends or the process dies.

        Tells the leftovers of a dead worker from the work of a living one. Raises OccupiedError at once
        when anybody else holds it. Remove the file only inside of the block.
        """

    def close(self) -> None:
        """Release the root. No method may be called afterwards."""

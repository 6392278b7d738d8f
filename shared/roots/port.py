"""The port to a root: a place that holds the files of a site, whatever keeps them.

A root lists, tells of a path, gives ranges of bytes, and publishes groups. A directory, an SFTP server and a
bucket can all do that; what one of them promises less is in its `Strengths`, and status says it. Nothing
here speaks of inodes, descriptors or renames: `version` is an opaque token that is the same as long as
nobody has written to the path.

Paths are relative, POSIX, UTF-8 (`shared.model.paths`). No path reaches the control directory. All methods
block: call them from a thread. Every implementation passes `testing/roots/conformance.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from shared.model.entry import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """What a root promises beyond bytes. What is False here is said in status."""

    compares: bool
    """A publish sees a change that came in the last instant, and gives it back."""
    keeps_times: bool
    keeps_modes: bool
    keeps_directories: bool
    """Empty directories can be held."""
    tells_quick_changes: bool = True
    """A version changes with every write, also with one that keeps the size within one second."""

    def weaknesses(self) -> tuple[str, ...]:
        """Return a line for each promise that is missing."""
        lines = (
            (self.compares, "a change made in the instant of a publish can be overwritten"),
            (self.keeps_times, "modification times are not kept"),
            (self.keeps_modes, "permission bits are not kept"),
            (self.keeps_directories, "empty directories are not kept"),
            (self.tells_quick_changes, "a change that keeps size and second is not seen"),
        )
        return tuple(line for kept, line in lines if not kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat:
    """What stands at a path."""

    path: str
    kind: Kind
    """FILE or DIRECTORY."""
    size: int = 0
    mtime_ns: int = 0
    """Nanoseconds since 1970-01-01 UTC; 0 where the root keeps no times."""
    mode: int = 0
    version: str = ""
    """The same token means the same bytes. Empty for directories, and where a listing does not tell it: ask
    for the path by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A file that shall stand at a path."""

    path: str
    read: Callable[[], Iterable[bytes]]
    """Gives the bytes from the first one on; called once."""
    size_max: int
    """Bytes that `read` gives at most: more are refused before they fill a disk."""
    prior: str | None = None
    """The version that must stand there; None: the path must be free."""
    content: str | None = None
    """BLAKE3-256 that the bytes must have, hexadecimal; None: they are taken as they come."""
    mtime_ns: int = 0
    mode: int = 0o644


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """A file that shall stand there no more."""

    path: str
    prior: str
    """The version that must stand there."""


Publication = Put | Remove


class Refusal(StrEnum):
    """Why a publication was not carried out."""

    CHANGED = "changed"
    """Something other than the prior stands there: look again, and decide anew."""
    CORRUPT = "corrupt"
    """The bytes are not those that were announced: ask for them again."""
    NO_SPACE = "no-space"
    FAILED = "failed"
    """The store refused; its owner must act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one publication."""

    path: str
    version: str = ""
    """Of the file that stands there now; empty after a removal or a refusal."""
    content: str = ""
    """BLAKE3-256 of the bytes that were put."""
    refusal: Refusal | None = None
    detail: str = ""


class Root(AbstractContextManager["Root"], Protocol):
    """One root. Closed by leaving its context."""

    @property
    def url(self) -> str:
        """Its address, without secrets."""

    @property
    def strengths(self) -> Strengths:
        """What it promises."""

    def list(self, prefix: str = "") -> Iterator[Stat]:
        """Yield everything below a directory, in the order of the paths' bytes.

        Raises:
            StorageError: a part of it could not be read; what was not yielded may be there all the same.
        """

    def stat(self, path: str) -> Stat:
        """Return what stands at a path. Raises MissingError."""

    def read(
        self, path: str, *, start: int = 0, size: int | None = None, version: str | None = None
    ) -> Iterator[bytes]:
        """Yield the bytes of a file from `start` on, `size` of them or all.

        Raises:
            MissingError: nothing is there.
            ChangedError: another version stands there than the one asked for, or it changed meanwhile.
        """

    def publish(self, group: Sequence[Publication]) -> Sequence[Outcome]:
        """Carry a group out in its order; return one outcome for each. One refusal does not stop the others.

        What is returned without a refusal is verified and durable, and was never seen half.
        """

    def sweep(self) -> None:
        """Remove what publishes that were cut short have left. Call it at every start."""

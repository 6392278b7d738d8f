"""The port of watchers: hints about where in the root to look next.

A watcher may tell too much, but never too little without saying so: where it cannot know what changed,
it asks for a look at the whole root. What it tells is never evidence of anything; a look is.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Dirty:
    """Where to look. With `overflow` the whole root, whatever `directories` says."""

    directories: frozenset[str] = frozenset()
    """Relative paths, the root being the empty string; each to be looked at by itself."""
    closed: frozenset[str] = frozenset()
    """Files in them that a program closed after writing, or that were renamed into place; not all of many."""
    overflow: bool = False
    reason: str = ""
    """Why the whole root: for logs and status."""


class Watcher(Protocol):
    """Something that tells where in one root to look. One reader at a time."""

    @property
    def degraded(self) -> str:
        """Why changes are noticed late, and who can help it; empty when they are not."""

    def events(self) -> AsyncGenerator[Dirty, None]:
        """Yield where to look, first of all the whole root, and from then on without end.

        What happens after a `Dirty` was yielded leads to a later one, so that a look that begins after
        the yield misses nothing. Hints are gathered while the reader is busy. Close the generator
        (`contextlib.aclosing`) to release what it holds.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """Times in seconds."""

    batch_seconds: float = 0.5
    """Hints are gathered for so long after the first."""
    calm_seconds: float = 0.05
    """The same where nothing was told for `batch_seconds`: one file that was saved waits for no others."""
    poll_seconds: float = 60.0
    """Between looks at the whole root where watching is impossible; between checks of the root where it is
    possible."""
    rescan_seconds: float = 3600.0
    """Between looks at the whole root although it is watched: writes through mmap(2) send no events."""
    backoff_seconds: float = 1.0
    """Before watching anew after events were lost, doubled each time they are lost again soon."""
    backoff_max_seconds: float = 60.0
    directories_max: int = 10_000
    """Directories in one `Dirty`; with more, one look at the whole root is cheaper."""
    watches_max: int = 500_000
    """Directories watched, some 2 KiB of memory each, half of it in the kernel."""

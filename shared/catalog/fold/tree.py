"""The port of trees that decisions read. Implemented over memory (tests, scratch) and SQLite (projection)."""

from collections.abc import Iterator
from typing import Protocol

from shared.model.entry import Entry
from shared.model.numbers import INT64_MAX


class TreeView(Protocol):
    """The fold of a log up to a revision, with the history of its paths."""

    def head(self, path: str) -> Entry | None:
        """Return the latest entry of a path, tombstones included; None where nothing ever stood."""

    def live_below(self, path: str) -> Iterator[str]:
        """Yield the live paths below the directory `path`, at any depth, in any order."""

    def revision_of(
        self, path: str, content: str | None, *, after: int, up_to: int = INT64_MAX
    ) -> int | None:
        """Return the latest revision at which `path` was a file with `content`, or None.

        It is above `after` and at most `up_to`. A `content` of None asks when it was a directory last.
        """

    def decided(self, site: str, incarnation: str) -> int:
        """Return the highest sequence of this site and incarnation that the log has, 0 for none."""

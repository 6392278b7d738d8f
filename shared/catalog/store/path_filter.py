"""Questions for many paths at once, answered in the order of the paths from the folded tree."""

import sqlite3
from dataclasses import dataclass

from shared.catalog.store.rows import ENTRY_COLUMNS, EntryRow, beginning_with
from shared.model.entry import Kind

FEW = 10_000
"""Rows of the history up to which what changed since a revision is looked up first; with more, most of the
tree is read anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFilter:
    """What a path must be to be found."""

    prefix: str = ""
    kind: Kind | None = None
    """FILE or DIRECTORY alone; a path that was deleted is neither."""
    content: str | None = None
    changed_since: int | None = None
    """Only what a commit above this revision touched last."""
    size_min: int | None = None
    """Bytes; of files alone, as is the next."""
    size_max: int | None = None
    deleted: bool = False
    """Whether paths that were deleted are found too."""
    at: int | None = None
    """As the tree stood at this revision; None: now."""


class FilteredPaths:
    """Reads the paths that a filter lets through."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def page(self, wanted: PathFilter, *, prefix: str, after: str, limit: int) -> list[EntryRow]:
        """Return the first entries after a path, as plain values: a page has up to a thousand.

        Args:
            wanted: what is let through.
            prefix: in the place of the filter's own, which it begins with.
            after: only paths that follow this one.
            limit: how many at most.
        """
        where, values = self._conditions(wanted, prefix, after)
        query = f"SELECT {ENTRY_COLUMNS} FROM {_table(wanted)} AS one WHERE {where} ORDER BY path LIMIT ?"
        cursor = self._db.cursor()
        cursor.row_factory = None
        return cursor.execute(query, (*values, limit)).fetchall()

    def count(self, wanted: PathFilter, *, most: int) -> int | None:
        """Return how many paths the filter lets through; None where there are more than `most`."""
        where, values = self._conditions(wanted, wanted.prefix, "")
        query = f"SELECT count(*) FROM (SELECT 1 FROM {_table(wanted)} AS one WHERE {where} LIMIT ?)"
        found = int(self._db.execute(query, (*values, most + 1)).fetchone()[0])
        return found if found <= most else None

    def touched_since(self, since: int, wanted: PathFilter) -> list[str] | None:
        """Return which of the paths that commits above a revision touched are let through; None: too many."""
        if not self._changed_little(since):
            return None
        where, values = self._conditions(wanted, wanted.prefix, "")
        query = f"SELECT path FROM {_table(wanted)} AS one WHERE {where}"
        query += " AND path IN (SELECT path FROM history WHERE revision > ?)"
        return [row[0] for row in self._db.execute(query, (*values, since))]

    def _conditions(
        self, wanted: PathFilter, prefix: str, after: str
    ) -> tuple[str, tuple[str | bytes | int, ...]]:
        first, end = beginning_with(prefix)
        # One lower bound alone: of two, SQLite may seek to the farther one.
        lower, bound = (">", after) if after >= first else (">=", first)
        found: list[tuple[str, tuple[str | bytes | int, ...]]] = [
            (f"path {lower} ? AND path < ?", (bound, end))
        ]
        if not wanted.deleted:
            found.append(("kind != 'deleted'", ()))
        if wanted.kind is not None:
            found.append(("kind = ?", (wanted.kind.value,)))
        if wanted.at is not None:
            newest = "(SELECT max(revision) FROM history WHERE path = one.path AND revision <= ?)"
            found.append((f"revision <= ? AND revision = {newest}", (wanted.at, wanted.at)))
        found += self._of_change(wanted)
        if wanted.size_min is not None:
            found.append(("kind = 'file' AND size >= ?", (wanted.size_min,)))
        if wanted.size_max is not None:
            found.append(("kind = 'file' AND size <= ?", (wanted.size_max,)))
        return " AND ".join(text for text, _ in found), tuple(one for _, some in found for one in some)

    def _of_change(self, wanted: PathFilter) -> list[tuple[str, tuple[str | bytes | int, ...]]]:
        found: list[tuple[str, tuple[str | bytes | int, ...]]] = []
        if wanted.content is not None:
            places = "path IN (SELECT path FROM history WHERE content = ?)"
            found.append((f"{places} AND content = ?", (wanted.content, wanted.content)))
        if wanted.changed_since is not None:
            found.append(("revision > ?", (wanted.changed_since,)))
            if self._changed_little(wanted.changed_since):
                found.append(
                    ("path IN (SELECT path FROM history WHERE revision > ?)", (wanted.changed_since,))
                )
        return found

    def _changed_little(self, since: int) -> bool:
        query = "SELECT count(*) FROM (SELECT 1 FROM history WHERE revision > ? LIMIT ?)"
        return int(self._db.execute(query, (since, FEW + 1)).fetchone()[0]) <= FEW


def _table(wanted: PathFilter) -> str:
    return "tree" if wanted.at is None else "history"

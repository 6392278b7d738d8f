"""Answers of a folded log, from SQLite: trees of now and then, the history of paths, and commits."""

import asyncio
import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from shared.catalog.fold.position import LogPosition
from shared.catalog.store.checkpoint_tables import snapshot
from shared.catalog.store.commits import REVISION_END, Commits
from shared.catalog.store.database import RememberedRow
from shared.catalog.store.log_keys import LogKeys
from shared.catalog.store.path_filter import FilteredPaths
from shared.catalog.store.rows import ENTRY_COLUMNS, beginning_with, below, entry_of
from shared.model.entry import Entry
from shared.model.numbers import INT64_MAX

Answer = TypeVar("Answer")

STEPS_BETWEEN_LOOKS = 1_000
"""Instructions of SQLite after which a statement looks whether it is still wanted: some hundred rows,
and too seldom to be measured."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What is live in a tree: files, and their bytes."""

    files: int
    bytes: int


class ProjectionView:
    """Implements `TreeView` over SQLite. Reads alone."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._position = RememberedRow(connection, "SELECT log_id, revision, hash FROM log_position")
        self.commits = Commits(connection)
        """What was decided, for people to read."""
        self.keys = LogKeys(connection)
        """Whose keys have spoken in the log."""
        self.filtered = FilteredPaths(connection)
        """Many paths at once."""

    def stop_when(self, stopped: Callable[[], bool]) -> None:
        """End every statement with sqlite3.OperationalError once this is so: its answer is not wanted."""
        self._db.set_progress_handler(stopped, STEPS_BETWEEN_LOOKS)

    @property
    def position(self) -> LogPosition:
        """The commit that was folded last."""
        row = self._position.row()
        if row is None:
            raise ValueError("the fold has no position: it is no database of ours")
        return LogPosition(log_id=row["log_id"], revision=row["revision"], hash=row["hash"])

    @property
    def skipped(self) -> int:
        """How many messages of the log were skipped."""
        return int(self._db.execute("SELECT skipped FROM log_position").fetchone()[0])

    def head(self, path: str) -> Entry | None:
        """See `TreeView`."""
        return self._one(f"SELECT {ENTRY_COLUMNS} FROM tree WHERE path = ?", path)

    def live_below(self, path: str) -> Iterator[str]:
        """See `TreeView`."""
        query = "SELECT path FROM tree WHERE path >= ? AND path < ? AND kind != 'deleted'"
        return (row["path"] for row in self._db.execute(query, below(path)))

    def files_below(self, directory: str, *, at: int | None = None) -> Iterator[str]:
        """Yield the paths of the files below a directory, as it is or as it was at a revision."""
        if at is None:
            query = "SELECT path FROM tree WHERE path >= ? AND path < ? AND kind = 'file' ORDER BY path"
            return (row["path"] for row in self._db.execute(query, below(directory)))
        query = "SELECT path FROM history AS old WHERE path >= ? AND path < ? AND revision <= ?"
        query += " AND kind = 'file' AND revision ="
        query += " (SELECT max(revision) FROM history WHERE path = old.path AND revision <= ?) ORDER BY path"
        return (row["path"] for row in self._db.execute(query, (*below(directory), at, at)))

    def revision_of(
        self, path: str, content: str | None, *, after: int, up_to: int = INT64_MAX
    ) -> int | None:
        """See `TreeView`."""
        query = "SELECT max(revision) FROM history WHERE path = ? AND content IS ? AND revision > ?"
        query += " AND revision <= ? AND kind != 'deleted'"
        found = self._db.execute(query, (path, content, after, up_to)).fetchone()[0]
        return None if found is None else int(found)

    def decided(self, site: str, incarnation: str) -> int:
        """See `TreeView`."""
        query = "SELECT sequence FROM decided WHERE site = ? AND incarnation = ?"
        row = self._db.execute(query, (site, incarnation)).fetchone()
        return 0 if row is None else int(row["sequence"])

    def entry_at(self, path: str, revision: int) -> Entry | None:
        """Return the entry of a path as it stood at a revision."""
        query = f"SELECT {ENTRY_COLUMNS} FROM history WHERE path = ? AND revision <= ? ORDER BY revision DESC"
        return self._one(query + " LIMIT 1", path, revision)

    def made_at(self, asked: Iterable[tuple[str, int]]) -> list[Entry]:
        """Return the entries that revisions made of paths, of many in one question; not what stood before."""
        query = f"SELECT {ENTRY_COLUMNS} FROM ("
        query += "SELECT history.* FROM json_each(?) AS asked CROSS JOIN history"
        query += " ON history.path = json_extract(asked.value, '$[0]')"
        query += " AND history.revision = json_extract(asked.value, '$[1]'))"
        return [entry_of(row) for row in self._db.execute(query, (json.dumps(list(asked)),))]

    def history(self, path: str, *, before: int | None = None, limit: int = 1000) -> list[Entry]:
        """Return what a path was, newest first, below the revision `before`."""
        query = f"SELECT {ENTRY_COLUMNS} FROM history WHERE path = ? AND revision < ?"
        found = self._db.execute(
            query + " ORDER BY revision DESC LIMIT ?", (path, before or REVISION_END, limit)
        )
        return [entry_of(row) for row in found]

    def with_content(self, content: str, *, limit: int = 16) -> list[Entry]:
        """Return entries of any time that had this content, newest first."""
        query = f"SELECT {ENTRY_COLUMNS} FROM history WHERE content = ? ORDER BY revision DESC LIMIT ?"
        return [entry_of(row) for row in self._db.execute(query, (content, limit))]

    def live(self, *, prefix: str = "", after: str = "", limit: int = -1) -> list[Entry]:
        """Return live entries, in the order of their paths, that begin with `prefix` and follow `after`."""
        first, end = beginning_with(prefix)
        # One lower bound alone: of two, SQLite may seek to the farther one.
        lower, bound = (">", after) if after >= first else (">=", first)
        query = f"SELECT {ENTRY_COLUMNS} FROM tree WHERE path {lower} ? AND path < ? AND kind != 'deleted'"
        found = self._db.execute(query + " ORDER BY path LIMIT ?", (bound, end, limit))
        return [entry_of(row) for row in found]

    def live_between(self, first: str, end: str | bytes, *, limit: int) -> list[Entry]:
        """Return live entries from one path on, up to and without another, in the order of their paths."""
        query = f"SELECT {ENTRY_COLUMNS} FROM tree WHERE path >= ? AND path < ? AND kind != 'deleted'"
        found = self._db.execute(query + " ORDER BY path LIMIT ?", (first, end, limit))
        return [entry_of(row) for row in found]

    def files_before(self, path: str, *, limit: int = 16) -> list[Entry]:
        """Return live files among the `limit` entries before `path` in its directory, nearest first."""
        query = f"SELECT {ENTRY_COLUMNS} FROM (SELECT * FROM tree WHERE path >= ? AND path < ?"
        query += " ORDER BY path DESC LIMIT ?) WHERE kind = 'file' ORDER BY path DESC"
        folder = path[: path.rfind("/") + 1]
        return [entry_of(row) for row in self._db.execute(query, (folder, path, limit))]

    def live_at(self, revision: int, *, prefix: str = "", after: str = "", limit: int = -1) -> list[Entry]:
        """Return what `live` returned when the tree stood at `revision`."""
        first, end = beginning_with(prefix)
        # One lower bound alone: of two, SQLite may seek to the farther one.
        lower, bound = (">", after) if after >= first else (">=", first)
        query = f"SELECT {ENTRY_COLUMNS} FROM history AS old WHERE path {lower} ? AND path < ?"
        query += " AND revision <= ? AND kind != 'deleted' AND revision ="
        query += " (SELECT max(revision) FROM history WHERE path = old.path AND revision <= ?)"
        values = (bound, end, revision, revision, limit)
        found = self._db.execute(query + " ORDER BY path LIMIT ?", values)
        return [entry_of(row) for row in found]

    def touched(self, *, above: int, up_to: int, after: str = "", limit: int = -1) -> list[str]:
        """Return the paths that any commit above one revision and up to another touched, in their order.

        Args:
            above: the earlier revision, excluded.
            up_to: the later revision, included.
            after: only paths that follow this one.
            limit: how many at most; -1 for all.
        """
        query = "SELECT DISTINCT path FROM history WHERE path > ? AND revision > ? AND revision <= ?"
        found = self._db.execute(query + " ORDER BY path LIMIT ?", (after, above, up_to, limit))
        return [row["path"] for row in found]

    def laid_by(self, revision: int, *, after: str = "", limit: int = -1) -> list[Entry]:
        """Return what one commit laid over the tree, in the order of the paths."""
        query = f"SELECT {ENTRY_COLUMNS} FROM history WHERE revision = ? AND path > ? ORDER BY path LIMIT ?"
        return [entry_of(row) for row in self._db.execute(query, (revision, after, limit))]

    def totals(self) -> Totals:
        """Return how many files are live and their bytes."""
        row = self._db.execute(
            "SELECT count(*), coalesce(sum(size), 0) FROM tree WHERE kind = 'file'"
        ).fetchone()
        return Totals(files=row[0], bytes=row[1])

    def _one(self, query: str, *values: str | int) -> Entry | None:
        row = self._db.execute(query, values).fetchone()
        return None if row is None else entry_of(row)


OpenView = Callable[[], AbstractContextManager[ProjectionView]]
"""Opens the fold for reading over a connection of its own, as it is now."""


@contextmanager
def projection_view(path: Path) -> Iterator[ProjectionView]:
    """Open the projection in a database file for reading; it stays as it is for the block."""
    with snapshot(path) as connection:
        yield ProjectionView(connection)


async def ask(open_view: OpenView, question: Callable[[ProjectionView], Answer]) -> Answer:
    """Answer a question that may take long in a thread, so that nothing else waits for it.

    Where the caller goes, the thread does not work on: others wait for it.
    """
    over = threading.Event()

    def answer() -> Answer:
        with open_view() as view:
            view.stop_when(over.is_set)
            return question(view)

    try:
        return await asyncio.to_thread(answer)
    finally:
        over.set()

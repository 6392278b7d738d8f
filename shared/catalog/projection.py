"""The fold of one log, kept in SQLite so that a restart resumes where it stood."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files

from shared.catalog.checkpoint_tables import CheckpointTables
from shared.catalog.commits import REVISION_END, Commits
from shared.catalog.database import Remembered, transaction
from shared.catalog.fold import Folded
from shared.catalog.position import START, LogPosition
from shared.catalog.rows import ENTRY_COLUMNS, beginning_with, below, entry_of, row_of
from shared.catalog.summary import summary_of
from shared.model.entry import Entry

CONFLICT_GLOB = "*.conflict-????????T??????Z-*"
"""Names of conflict copies, as the orchestrator gives them (SQLite's GLOB)."""

CACHE_KIB = 2000
"""Of pages that SQLite keeps in memory; its own default."""

LOADING_CACHE_KIB = 64 * 1024
"""While a checkpoint is loaded, and its index sorted: with less, the disk is read over and over."""

CONFLICTS = "SELECT count(*) FROM tree WHERE kind = 'file' AND path GLOB ?"


@dataclass(frozen=True, slots=True)
class Totals:
    """What is live in a tree: files, and their bytes."""

    files: int
    bytes: int


class Projection:
    """Implements `TreeView` over SQLite and takes folded commits, each in one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.executescript(files("shared.catalog").joinpath("schema.sql").read_text())
        self.commits = Commits(connection)
        """What was decided, for people to read."""
        self._conflicts = Remembered(connection, CONFLICTS, (CONFLICT_GLOB,))
        self._db.execute(
            "INSERT OR IGNORE INTO log_position VALUES (1, ?, ?, ?, 0)",
            (START.log_id, START.revision, START.hash),
        )

    @property
    def position(self) -> LogPosition:
        """The commit that was folded last."""
        row = self._db.execute("SELECT log_id, revision, hash FROM log_position").fetchone()
        return LogPosition(log_id=row["log_id"], revision=row["revision"], hash=row["hash"])

    @property
    def skipped(self) -> int:
        """How many messages of the log were skipped."""
        return int(self._db.execute("SELECT skipped FROM log_position").fetchone()[0])

    def count_skip(self) -> None:
        """Count a message that was skipped."""
        self._db.execute("UPDATE log_position SET skipped = skipped + 1")

    def apply(self, folded: Folded) -> None:
        """Move to the position after a commit."""
        rows = [row_of(entry) for entry in folded.entries]
        with transaction(self._db):
            for table in ("tree", "history"):
                self._db.executemany(
                    f"INSERT OR REPLACE INTO {table} ({ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows
                )
            self._note_batch(folded)
            summary = summary_of(folded.batch, folded.decisions, revision=folded.position.revision)
            self.commits.note(summary, before=self.position)
            self._move(folded.position)

    @contextmanager
    def loading(self, position: LogPosition) -> Iterator[CheckpointTables]:
        """Take a checkpoint of this position in, all of it or nothing, in place of what was folded."""
        tables = CheckpointTables(self._db)
        self._db.execute(f"PRAGMA cache_size = -{LOADING_CACHE_KIB}")
        try:
            with transaction(self._db):
                tables.begin()
                yield tables
                self._move(position)
        finally:
            self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")

    def forget(self) -> None:
        """Throw the whole fold away, so that another log can be folded from its start."""
        with transaction(self._db):
            for table in ("tree", "history", "decided"):
                self._db.execute(f"DELETE FROM {table}")
            self.commits.forget()
            self._move(START)

    def head(self, path: str) -> Entry | None:
        """See `TreeView`."""
        return self._one(f"SELECT {ENTRY_COLUMNS} FROM tree WHERE path = ?", path)

    def live_below(self, path: str) -> Iterator[str]:
        """See `TreeView`."""
        query = "SELECT path FROM tree WHERE path >= ? AND path < ? AND kind != 'deleted'"
        return (row["path"] for row in self._db.execute(query, below(path)))

    def revision_of(self, path: str, content: str | None, *, after: int) -> int | None:
        """See `TreeView`."""
        query = "SELECT max(revision) FROM history WHERE path = ? AND content IS ? AND revision > ?"
        query += " AND kind != 'deleted'"
        found = self._db.execute(query, (path, content, after)).fetchone()[0]
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
        query = f"SELECT {ENTRY_COLUMNS} FROM tree WHERE kind != 'deleted' AND path > ?"
        query += " AND substr(path, 1, length(?)) = ? ORDER BY path LIMIT ?"
        return [entry_of(row) for row in self._db.execute(query, (after, prefix, prefix, limit))]

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

    def totals(self) -> Totals:
        """Return how many files are live and their bytes."""
        row = self._db.execute(
            "SELECT count(*), coalesce(sum(size), 0) FROM tree WHERE kind = 'file'"
        ).fetchone()
        return Totals(files=row[0], bytes=row[1])

    def conflicts(self) -> int:
        """Return how many conflict copies are live."""
        return self._conflicts.number()

    def _one(self, query: str, *values: str | int) -> Entry | None:
        row = self._db.execute(query, values).fetchone()
        return None if row is None else entry_of(row)

    def _move(self, to: LogPosition) -> None:
        self._db.execute(
            "UPDATE log_position SET log_id = ?, revision = ?, hash = ?", (to.log_id, to.revision, to.hash)
        )

    def _note_batch(self, folded: Folded) -> None:
        batch = folded.batch
        self._db.execute(
            "INSERT INTO decided VALUES (?, ?, ?, ?) ON CONFLICT (site, incarnation)"
            " DO UPDATE SET sequence = max(sequence, excluded.sequence), revision = excluded.revision",
            (batch.site, batch.incarnation, batch.sequence, folded.position.revision),
        )

"""The fold of one log, kept in SQLite so that a restart resumes where it stood."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from shared.catalog.fold.callers import callers_of
from shared.catalog.fold.fold import Folded
from shared.catalog.fold.position import START, LogPosition
from shared.catalog.fold.summary import summary_of
from shared.catalog.store.checkpoint_tables import CheckpointTables, note_entries
from shared.catalog.store.database import transaction
from shared.catalog.store.projection_view import ProjectionView
from shared.catalog.store.rows import row_of

CONFLICT_GLOB = "*.conflict-????????T??????Z-*"
"""Names of conflict copies, as the orchestrator gives them (SQLite's GLOB)."""

CACHE_KIB = 16 * 1024
"""Of pages that SQLite keeps in memory: with its own 2 MiB, most of a long log's index by content is read
from the disk for each commit."""

LOADING_CACHE_KIB = 64 * 1024
"""While a checkpoint is loaded, and its index sorted: with less, the disk is read over and over."""

CONFLICTS = f"SELECT count(*) FROM tree WHERE kind = 'file' AND path GLOB '{CONFLICT_GLOB}'"
"""Of an index that holds nothing else: SQLite uses it since the condition is word for word the index' own."""


class Projection(ProjectionView):
    """Takes folded commits, each in one transaction, and answers from what it has."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._db.executescript(files("shared.catalog.store").joinpath("schema.sql").read_text())
        self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._db.execute(
            "INSERT OR IGNORE INTO log_position VALUES (1, ?, ?, ?, 0)",
            (START.log_id, START.revision, START.hash),
        )

    def count_skip(self) -> None:
        """Count a message that was skipped."""
        self._db.execute("UPDATE log_position SET skipped = skipped + 1")

    def apply(self, folded: Folded) -> None:
        """Move to the position after a commit."""
        rows = [row_of(entry) for entry in folded.entries]
        with transaction(self._db):
            note_entries(self._db, rows)
            self._note_batch(folded)
            summary = summary_of(folded.batch, folded.decisions, revision=folded.position.revision)
            callers = callers_of(folded.batch, folded.decisions)
            self.commits.note(summary, before=self.position, callers=callers)
            self.keys.keep(folded.heard.keys)
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
            for table in ("tree", "history", "decided", "log_keys"):
                self._db.execute(f"DELETE FROM {table}")
            self.commits.forget()
            self._move(START)

    def conflicts(self) -> int:
        """Return how many conflict copies are live."""
        return int(self._db.execute(CONFLICTS).fetchone()[0])

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

"""A SQLite connection that tells up to where its database is sure to stay in a power cut."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any


class WatchedConnection(sqlite3.Connection):
    """Watches `PRAGMA synchronous` of a database with a write-ahead log.

    With FULL a commit waits until it is durable, and all before it with it; with NORMAL it does not
    (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """

    _note: Callable[[int | None], None] | None = None
    _log: Path
    _waits = True
    _changes = 0

    def watch(self, path: Path, note: Callable[[int | None], None]) -> None:
        """Call `note` with the bytes of the write-ahead log that stay, or None when all of it does."""
        # What a checkpoint moves into the database cannot be lost any more by cutting the log.
        super().execute("PRAGMA wal_autocheckpoint = 0")
        self._log = log_of(path)
        self._note = note

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:  # noqa: ANN401 - as sqlite3 has it
        """Execute a statement."""
        if sql.startswith("PRAGMA synchronous"):
            self._turn(waits=not sql.endswith("NORMAL"))
        cursor = super().execute(sql, parameters)
        if not self.in_transaction and self.total_changes != self._changes:
            self._changes = self.total_changes
            if self._waits and self._note is not None:
                self._note(None)
        return cursor

    def _turn(self, *, waits: bool) -> None:
        if self._waits and not waits and self._note is not None:
            self._note(self._log.stat().st_size if self._log.exists() else 0)
        self._waits = waits


def log_of(path: Path) -> Path:
    """Return where SQLite keeps the write-ahead log of a database."""
    return path.with_name(f"{path.name}-wal")

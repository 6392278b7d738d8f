"""The changes that callers asked for, in SQLite: a gateway that starts again tells what became of them."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from services.gateway.writing.change import Change, Fate
from shared.catalog.store.database import open_database

FILE = "changes.db"

KEPT_MAX = 100_000
"""Changes remembered, some 500 bytes each."""

KEPT_DAYS = 7

SCHEMA = """
    CREATE TABLE IF NOT EXISTS changes (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        at TEXT NOT NULL,
        waiting INTEGER NOT NULL,
        body TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS changes_waiting ON changes (number) WHERE waiting;
"""


class ChangeStore:
    """The table of changes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.executescript(SCHEMA)

    def keep(self, change: Change) -> None:
        """Keep a change as it is now."""
        self._db.execute(
            "INSERT INTO changes (id, at, waiting, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET waiting = excluded.waiting, body = excluded.body",
            (change.id, change.at.isoformat(), change.fate is Fate.WAITING, change.model_dump_json()),
        )

    def get(self, change_id: str) -> Change | None:
        """Return a change; None where there is none, or it was long ago."""
        row = self._db.execute("SELECT body FROM changes WHERE id = ?", (change_id,)).fetchone()
        return None if row is None else Change.model_validate_json(row["body"])

    def waiting(self) -> list[Change]:
        """Return the changes that wait for their commits, oldest first."""
        rows = self._db.execute("SELECT body FROM changes WHERE waiting ORDER BY number")
        return [Change.model_validate_json(row["body"]) for row in rows]

    def prune(self, now: datetime) -> None:
        """Forget changes of long ago, and the oldest where there are too many."""
        oldest = (now - timedelta(days=KEPT_DAYS)).isoformat()
        self._db.execute(
            "DELETE FROM changes WHERE at < ? OR number <= (SELECT max(number) FROM changes) - ?",
            (oldest, KEPT_MAX),
        )


def open_changes(state: Path) -> sqlite3.Connection:
    """Open the database of changes in a gateway's state directory."""
    return open_database(state / FILE)

"""Callers of gateways who have made changes. All is part of the caller's transaction.

As a condition, a name belongs to what a group has put at a path, as a look found it there (`schema.sql`).
"""

import sqlite3
from collections.abc import Iterable

from services.manager.state.rules.due import Due
from shared.roots.posix.groups.group import Group


class Callers:
    """The table of callers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def take(self, groups: Iterable[Group]) -> None:
        """Keep who has made the changes of groups, after what a look found there was noted."""
        self._db.executemany(
            "INSERT OR REPLACE INTO callers (path, content, said) VALUES (?, ?, ?)",
            [
                (change.path, change.state.content, change.by)
                for group in groups
                for change in group.changes
                if change.by is not None
            ],
        )

    def of(self, due: Due) -> str | None:
        """Return who has made a change; None where somebody else has changed the path since."""
        row = self._db.execute("SELECT content, said FROM callers WHERE path = ?", (due.path,)).fetchone()
        return None if row is None or row["content"] != due.local.content else str(row["said"])

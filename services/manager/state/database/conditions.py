"""Conditions that authors have demanded of changes. All is part of the caller's transaction.

A condition belongs to what a group has put at a path, as a look found it there. Whatever is found or placed
there later is another change: the condition goes with the row that it was taken with (`schema.sql`).
"""

import sqlite3
from collections.abc import Iterable

from services.manager.state.rules.due import Due
from shared.contracts.messages.batch import Condition
from shared.roots.posix.groups.group import Group


class Conditions:
    """The table of conditions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def take(self, groups: Iterable[Group]) -> None:
        """Keep what groups demand of their paths, after what a look found there was noted.

        Of two groups that have put something at one path, what stands there is the later one's.
        """
        self._db.executemany(
            "INSERT OR REPLACE INTO conditions (path, content, expected) SELECT ?1, ?2, ?3"
            " WHERE EXISTS (SELECT 1 FROM entries WHERE path = ?1 AND local_content IS ?2)",
            [
                (change.path, change.state.content, change.condition.content)
                for group in groups
                for change in group.changes
                if change.condition is not None
            ],
        )

    def of(self, due: Due) -> Condition | None:
        """Return what is demanded of a change; None where somebody else has changed the path since."""
        row = self._row(due.path)
        if row is None or row["content"] != due.local.content:
            return None
        return Condition(content=row["expected"])

    def at(self, path: str) -> Condition | None:
        """Return what was demanded of what was last found at a path."""
        row = self._row(path)
        return None if row is None else Condition(content=row["expected"])

    def _row(self, path: str) -> sqlite3.Row | None:
        query = "SELECT content, expected FROM conditions WHERE path = ?"
        found: sqlite3.Row | None = self._db.execute(query, (path,)).fetchone()
        return found

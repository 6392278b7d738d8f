"""Groups that a look has taken, until their batches are made. All is part of the caller's transaction."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from shared.contracts.messages.batch import GroupNote
from shared.roots.posix.groups.group import Group

REMEMBERED_MAX = 1000
"""Groups remembered after they were said: more than can have been taken since the last file was removed."""


@dataclass(frozen=True, slots=True)
class TakenGroup:
    """A group whose batch is to be made."""

    note: GroupNote
    paths: tuple[str, ...]


class TakenGroups:
    """The table of groups."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def take(self, groups: Iterable[Group]) -> None:
        """Note groups that are decided together; one that was taken before is not taken again."""
        self._db.executemany(
            "INSERT OR IGNORE INTO taken_groups (id, message, paths) VALUES (?, ?, ?)",
            [(one.id, one.message, json.dumps(sorted(one.paths))) for one in groups if one.together],
        )

    def next(self) -> TakenGroup | None:
        """Return the group whose batch is the next one."""
        query = "SELECT id, message, paths FROM taken_groups WHERE NOT said ORDER BY number LIMIT 1"
        row = self._db.execute(query).fetchone()
        if row is None:
            return None
        return TakenGroup(GroupNote(id=row["id"], message=row["message"]), tuple(json.loads(row["paths"])))

    def unsaid_paths(self) -> frozenset[str]:
        """Return the paths of the groups whose batches are to be made."""
        rows = self._db.execute("SELECT paths FROM taken_groups WHERE NOT said")
        return frozenset(path for row in rows for path in json.loads(row["paths"]))

    def said(self, group: TakenGroup) -> None:
        """Note that the batch of a group was made."""
        self._db.execute("UPDATE taken_groups SET said = 1, paths = '' WHERE id = ?", (group.note.id,))
        self._db.execute(
            "DELETE FROM taken_groups WHERE said AND number <= (SELECT max(number) FROM taken_groups) - ?",
            (REMEMBERED_MAX,),
        )

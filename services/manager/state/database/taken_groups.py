"""Groups that a look has taken, until their batches are made. All is part of the caller's transaction."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.manager.state.rules.group_changes import demands
from shared.contracts.messages.batch import GroupNote
from shared.roots.posix.groups.group import Group, GroupChange

REMEMBERED_MAX = 1000
"""Groups remembered after they were said: more than can have been taken since the last file was removed."""


@dataclass(frozen=True, slots=True)
class TakenGroup:
    """A group whose batch is to be made."""

    note: GroupNote
    paths: tuple[str, ...]
    asked: Mapping[str, GroupChange]
    """What it demands, by path; nothing of one that an earlier version has taken."""


class TakenGroups:
    """The table of groups."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def take(self, groups: Iterable[Group]) -> None:
        """Note groups that are decided together; one that was taken before is not taken again."""
        together = [one for one in groups if one.together]
        self._db.executemany(
            "INSERT OR IGNORE INTO taken_groups (id, message, paths) VALUES (?, ?, ?)",
            [(one.id, one.message, json.dumps(sorted(one.paths))) for one in together],
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO group_changes (id, path, body) SELECT ?1, ?2, ?3"
            " WHERE EXISTS (SELECT 1 FROM taken_groups WHERE id = ?1 AND NOT said)",
            [
                (one.id, change.path, change.model_dump_json())
                for one in together
                for change in one.changes
                if demands(change)
            ],
        )

    def next(self) -> TakenGroup | None:
        """Return the group whose batch is the next one."""
        query = "SELECT id, message, paths FROM taken_groups WHERE NOT said ORDER BY number LIMIT 1"
        row = self._db.execute(query).fetchone()
        if row is None:
            return None
        note = GroupNote(id=row["id"], message=row["message"])
        return TakenGroup(note, tuple(json.loads(row["paths"])), self._asked(note.id))

    def unsaid_paths(self) -> frozenset[str]:
        """Return the paths of the groups whose batches are to be made."""
        rows = self._db.execute("SELECT paths FROM taken_groups WHERE NOT said")
        return frozenset(path for row in rows for path in json.loads(row["paths"]))

    def said(self, group: TakenGroup) -> None:
        """Note that the batch of a group was made."""
        self._db.execute("UPDATE taken_groups SET said = 1, paths = '' WHERE id = ?", (group.note.id,))
        self._db.execute("DELETE FROM group_changes WHERE id = ?", (group.note.id,))
        self._db.execute(
            "DELETE FROM taken_groups WHERE said AND number <= (SELECT max(number) FROM taken_groups) - ?",
            (REMEMBERED_MAX,),
        )

    def _asked(self, group_id: str) -> dict[str, GroupChange]:
        rows = self._db.execute("SELECT path, body FROM group_changes WHERE id = ?", (group_id,))
        return {row["path"]: GroupChange.model_validate_json(row["body"]) for row in rows}

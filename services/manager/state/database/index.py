"""The index of one site, in SQLite: what the directory held when last looked at, and each path's base."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from heapq import merge
from importlib.resources import files

from services.manager.state.database.file_count import FileCount
from services.manager.state.database.reconcile_in_sql import BY_RULE, NOTE_ALL, SETUP, TURN_OF, update_due
from services.manager.state.database.rows import (
    AT_OR_BELOW,
    BASE_COLUMNS,
    LOCAL_COLUMNS,
    IndexRow,
    at_or_below,
    base_values,
    entry_in,
    index_row,
    local_values,
)
from services.manager.state.rules.by_rule import action_by_rule
from services.manager.state.rules.due import Due, DueKind, Tally
from services.manager.state.rules.placed_here import PlacedHere, is_news, is_overtaken
from services.manager.state.rules.reconcile import Action, reconcile
from services.manager.state.rules.turn import turn_of
from shared.catalog.store.database import RememberedRow, transaction
from shared.catalog.store.rows import below
from shared.contracts.messages.sites.replica_rules import WHOLE, Followed
from shared.model.entry import DELETED, Base, Fingerprint, Kind, State
from shared.model.numbers import INT64_MAX
from shared.spice.waves import Wave

NEVER_SEEN = 0
"""Stamp of a row whose local state no look and no report has told."""

CHANGES_NOTED = "stirred"
"""The fact that paths are noted as they change."""

KINDS = {
    Action.PLACE: (DueKind.LIVE, DueKind.META_KERNEL, DueKind.DELETION),
    Action.SEND: (DueKind.CHANGE, DueKind.REMOVAL),
    Action.ADOPT: (DueKind.ADOPTION,),
    Action.NOTHING: (),
}

COLUMNS = """
    entries.*, tree.path AS head_path, tree.revision, tree.author, tree.kind, tree.content, tree.size,
    tree.mtime_ns, tree.mode
"""

FROM_DUE = f"""
    SELECT {COLUMNS} FROM due
    LEFT JOIN entries ON entries.path = due.at
    LEFT JOIN tree ON tree.path = due.at
"""

IN_TURN = f"""
    SELECT {COLUMNS}, due.turn FROM due
    LEFT JOIN entries ON entries.path = due.at
    LEFT JOIN tree ON tree.path = due.at
    WHERE due.kind = 'live' ORDER BY due.turn, due.at LIMIT ?
"""
"""The kind is in the words, and no value: so SQLite takes the index of them."""

TALLY = """
    SELECT
        sum(behind) AS behind,
        total(bytes) AS wanted_bytes,
        sum(CASE WHEN kind IN ('change', 'removal') THEN paths END) AS to_send,
        sum(CASE WHEN kind = 'adoption' THEN paths END) AS to_adopt,
        sum(CASE WHEN kind IN ('live', 'meta-kernel') THEN paths END) AS live_to_place,
        (SELECT min(behind) FROM due WHERE behind IS NOT NULL) AS lowest
    FROM due_sums
"""

LOWEST_BEHIND = "SELECT at, behind FROM due WHERE behind IS NOT NULL ORDER BY behind, at LIMIT ?"

NOTE_LOCAL = f"""
    INSERT INTO entries (path, {", ".join(LOCAL_COLUMNS)}, stamp)
    VALUES (?, {", ".join("?" * len(LOCAL_COLUMNS))}, ?)
    ON CONFLICT (path) DO UPDATE SET
        {", ".join(f"{column} = excluded.{column}" for column in (*LOCAL_COLUMNS, "stamp"))}
"""

SET_BASE = f"""
    INSERT INTO entries (path, {", ".join((*LOCAL_COLUMNS, *BASE_COLUMNS))}, stamp)
    VALUES (?, {", ".join("?" * len((*LOCAL_COLUMNS, *BASE_COLUMNS)))}, ?)
    ON CONFLICT (path) DO UPDATE SET
        {", ".join(f"{column} = excluded.{column}" for column in BASE_COLUMNS)}
"""

FORGET_BASE = f"""
    UPDATE entries SET {", ".join(f"{column} = ?" for column in BASE_COLUMNS)} WHERE path = ?
"""


class Index:
    """What a site knows of its directory. Every method is one transaction or part of the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._values: dict[str, RememberedRow] = {}
        self.members: frozenset[str] = frozenset()
        """What is placed early, since it is loaded by a meta-kernel whose readers wait."""
        self._db.executescript(files("services.manager.state.database").joinpath("schema.sql").read_text())
        self.follow(WHOLE)
        self._db.executescript(SETUP)
        self._files = FileCount(connection)
        if not self.fact(CHANGES_NOTED):
            # An index of an earlier version does not know what is due: all of it is looked at once.
            self._db.execute(NOTE_ALL)
            self.set_fact(CHANGES_NOTED, "yes")

    def follow(self, followed: Followed) -> None:
        """Have done what the rule of the site says, from the next path on that is judged."""
        self._followed = WHOLE if followed == WHOLE else followed
        self._db.create_function(BY_RULE, 4, partial(action_by_rule, self._followed), deterministic=True)
        self._db.create_function(TURN_OF, 3, turn_of(self._followed, self.members), deterministic=True)

    def put_early(self, members: frozenset[str]) -> None:
        """Have these files placed early from now on, and no others by what loads them."""
        changed, self.members = members ^ self.members, members
        self.follow(self._followed)
        self.note_due(changed)

    def note_all_due(self) -> None:
        """Judge every path once more."""
        self._db.execute(NOTE_ALL)

    def note_due(self, paths: Iterable[str]) -> None:
        """Judge some paths once more."""
        self._db.executemany("INSERT OR IGNORE INTO stirred VALUES (?)", ((path,) for path in paths))

    def paths(self) -> Iterator[tuple[str, bool, bool]]:
        """Yield each path that has a row, whether a directory stood there, and whether the tree has it."""
        query = (
            "SELECT path, coalesce(nullif(local_kind, 'deleted'), base_kind) AS kind,"
            " path IN (SELECT path FROM tree WHERE kind != 'deleted') AS made FROM entries ORDER BY path"
        )
        for row in self._db.execute(query):
            yield str(row["path"]), row["kind"] == Kind.DIRECTORY.value, bool(row["made"])

    def fact(self, name: str, default: str = "") -> str:
        """Return a named fact of this site, such as its incarnation."""
        remembered = self._values.get(name)
        if remembered is None:
            query = "SELECT value FROM facts WHERE name = ?"
            remembered = self._values[name] = RememberedRow(self._db, query, (name,))
        row = remembered.row()
        return default if row is None else str(row["value"])

    def facts(self, prefix: str) -> list[str]:
        """Return the names of facts that begin so."""
        query = "SELECT name FROM facts WHERE substr(name, 1, ?) = ?"
        return [str(row["name"]) for row in self._db.execute(query, (len(prefix), prefix))]

    def set_fact(self, name: str, value: str) -> None:
        """Keep a named fact."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    @property
    def stamp(self) -> int:
        """Counts the changes of local states, so that a look can tell what changed while it was looking."""
        return int(self.fact("stamp", "0"))

    def row(self, path: str) -> IndexRow | None:
        """Return what is known of one path."""
        found = self._db.execute("SELECT * FROM entries WHERE path = ?", (path,)).fetchone()
        return None if found is None else index_row(found)

    def rows(self, paths: Iterable[str]) -> dict[str, IndexRow]:
        """Return what is known of many paths, in one question."""
        query = "SELECT entries.* FROM json_each(?) AS asked JOIN entries ON entries.path = asked.value"
        return {row["path"]: index_row(row) for row in self._db.execute(query, (json.dumps(list(paths)),))}

    def files(self, below_or_at: str, *, after: str, limit: int) -> list[IndexRow]:
        """Return files at or below a path (empty: all), those after one path, in the order of the paths."""
        query = f"SELECT * FROM entries WHERE {AT_OR_BELOW} AND local_kind = 'file' AND path > ? "
        values = (*at_or_below(below_or_at), after, limit)
        return [index_row(row) for row in self._db.execute(query + "ORDER BY path LIMIT ?", values)]

    def meta_kernels(self) -> dict[str, str]:
        """Return the content of each file that is called a meta-kernel."""
        query = "SELECT path, local_content FROM entries JOIN tree USING (path)"
        query += " WHERE local_kind = 'file' AND wave = ?"
        found = self._db.execute(query, (int(Wave.META_KERNELS),))
        return {row["path"]: row["local_content"] for row in found}

    def changed_after(self, path: str, stamp: int) -> bool:
        """Tell whether the local state of a path was written after the index had this stamp."""
        query = "SELECT 1 FROM entries WHERE path = ? AND stamp > ?"
        return self._db.execute(query, (path, stamp)).fetchone() is not None

    def changed_below(self, path: str, stamp: int) -> bool:
        """Tell whether anything below a path came, or came back, after the index had this stamp."""
        query = "SELECT 1 FROM entries WHERE path >= ? AND path < ? AND stamp > ? AND local_kind != 'deleted'"
        return self._db.execute(query + " LIMIT 1", (*below(path), stamp)).fetchone() is not None

    def note_local(self, path: str, state: State, fingerprint: Fingerprint | None) -> None:
        """Note what a look found at a path."""
        self.note_all([(path, state, fingerprint)])

    def note_all(self, seen: Iterable[tuple[str, State, Fingerprint | None]]) -> None:
        """Note what was found at many paths, as one change: a look at a new archive finds all of it."""
        with transaction(self._db):
            stamp = self.stamp + 1
            self.set_fact("stamp", str(stamp))
            rows = ((path, *local_values(state, fingerprint), stamp) for path, state, fingerprint in seen)
            self._db.executemany(NOTE_LOCAL, rows)

    def note_placed(self, path: str, state: State, fingerprint: Fingerprint | None, base: Base) -> None:
        """Note what a transfer worker reports as placed at one path. See `note_all_placed`."""
        self.note_all_placed([PlacedHere(path=path, state=state, fingerprint=fingerprint, base=base)])

    def note_all_placed(self, told: Sequence[PlacedHere]) -> None:
        """Note what a transfer worker reports as placed; an older report never overwrites a newer base.

        Nor does one that comes again: what a look found since is newer than what was placed then.
        """
        known = self.rows(one.path for one in told)
        news = {
            one.path: one for one in told if (row := known.get(one.path)) is None or is_news(row.base, one)
        }
        with transaction(self._db):
            if news:
                overtaken = {
                    path
                    for path, row in known.items()
                    if path in news and is_overtaken(row.local, row.fingerprint, news[path])
                }
                standing = (one for one in news.values() if one.path not in overtaken)
                self.note_all((one.path, one.state, one.fingerprint) for one in standing)
                self.set_bases((one.path, one.base) for one in news.values())

    def set_base(self, path: str, base: Base | None) -> None:
        """Move the base of a path. See `set_bases`."""
        self.set_bases([(path, base)])

    def set_bases(self, bases: Iterable[tuple[str, Base | None]]) -> None:
        """Move the bases of paths, whose local states stay as they were last seen.

        So do their stamps: what a look finds meanwhile is still newer than what is known here. In two
        statements, however many there are: a commit may have tens of thousands.
        """
        bases = list(bases)
        nothing = local_values(DELETED, None)
        known = ((path, *nothing, *base_values(base), NEVER_SEEN) for path, base in bases if base is not None)
        with transaction(self._db):
            self._db.executemany(SET_BASE, known)
            self._db.executemany(
                FORGET_BASE, ((*base_values(None), path) for path, base in bases if base is None)
            )

    def forget(self, path: str | None = None) -> None:
        """Throw a row, or every row, away: nothing was ever placed there, as far as this index can say."""
        if path is None:
            self._db.execute("DELETE FROM entries")
        else:
            self._db.execute("DELETE FROM entries WHERE path = ?", (path,))

    def count_files(self) -> int:
        """Return how many files the directory held when last looked at."""
        return self._files.number()

    def update_due(self) -> bool:
        """Update what is due at some of the changed paths; tell if any are left. Questions update all."""
        return update_due(self._db)

    def due(self, action: Action, *kinds: DueKind, limit: int = -1, deepest_first: bool = False) -> list[Due]:
        """Return paths at which `action` is due, in the order of the paths (or the reverse).

        Args:
            action: what is due.
            kinds: of which kinds; all of the action's, where none is named.
            limit: how many at most; -1 for all.
            deepest_first: paths in reverse, so that what is in a directory comes before it.
        """
        self._update_all_due()
        order = "DESC" if deepest_first else "ASC"
        query = f"{FROM_DUE} WHERE due.kind = ? ORDER BY due.at {order} LIMIT ?"
        found = (
            [_due(row) for row in self._db.execute(query, (kind.value, limit))]
            for kind in kinds or KINDS[action]
        )
        merged = merge(*found, key=lambda due: due.path, reverse=deepest_first)
        return [due for due in merged if due.action is action][: None if limit < 0 else limit]

    def in_turn(self, *, limit: int) -> list[Due]:
        """Return the files and directories that are to be placed first, in their order."""
        self._update_all_due()
        found = [replace(_due(row), turn=row["turn"]) for row in self._db.execute(IN_TURN, (limit,))]
        return [due for due in found if due.action is Action.PLACE]

    def changed(self, path: str) -> Due | None:
        """Return a path at which the site holds other than what was placed or accepted, None of others.

        Whatever the head is: a change that another site's has overtaken is told, too, and loses.
        """
        due = self.standing(path)
        unchanged = due is None or due.local.same(due.base.state if due.base is not None else DELETED)
        return None if unchanged or due is None or due.action is Action.ADOPT else due

    def standing(self, path: str) -> Due | None:
        """Return a path as it stands, whether anything is due there or not; None where it has no row."""
        query = (
            f"SELECT {COLUMNS} FROM entries LEFT JOIN tree ON tree.path = entries.path WHERE entries.path = ?"
        )
        found = self._db.execute(query, (path,)).fetchone()
        return None if found is None else _due(found)

    def due_below(self, directory: str, action: Action, *, limit: int) -> list[Due]:
        """Return paths below a directory at which `action` is due, deepest first."""
        values = (action.value, *below(directory), limit)
        return self._found(
            "due.action = ? AND due.at >= ? AND due.at < ? ORDER BY due.at DESC", values, action
        )

    def stuck(self, *, limit: int) -> list[Due]:
        """Return paths where a local change stands in the way of the head, in the order of the paths."""
        where = "due.action = 'send' AND due.behind IS NOT NULL ORDER BY due.at"
        return self._found(where, (limit,), Action.SEND)

    def is_to_place(self, path: str) -> bool:
        """Tell whether the head is to be placed at a path, or waits for a local change that is in the way."""
        self._update_all_due()
        query = "SELECT 1 FROM due WHERE at = ? AND behind IS NOT NULL"
        return self._db.execute(query, (path,)).fetchone() is not None

    def making_way(self, *, limit: int) -> list[Due]:
        """Return directories that are to become files, in the order of the paths."""
        return self._found("due.makes_way ORDER BY due.at", (limit,), Action.PLACE)

    def tally(self) -> Tally:
        """Return how much is due, without reading it row by row."""
        self._update_all_due()
        row = self._db.execute(TALLY).fetchone()
        return Tally(
            behind=row["behind"] or 0,
            wanted_bytes=max(min(int(row["wanted_bytes"]), INT64_MAX), 0),
            to_send=row["to_send"] or 0,
            to_adopt=row["to_adopt"] or 0,
            live_to_place=row["live_to_place"] or 0,
            lowest=row["lowest"],
        )

    def behind(self, *, limit: int) -> list[tuple[str, int]]:
        """Return paths at which the head is not placed, each with its revision, the lowest first."""
        self._update_all_due()
        return [(str(row["at"]), int(row["behind"])) for row in self._db.execute(LOWEST_BEHIND, (limit,))]

    def is_directory(self, path: str) -> bool:
        """Tell whether a directory stood at a path when last looked at."""
        row = self.row(path)
        return row is not None and row.local.kind is Kind.DIRECTORY

    def directories_below(self, directory: str) -> list[str]:
        """Return the directories that stood below a path when last looked at, in the order of the paths."""
        query = "SELECT path FROM entries WHERE path >= ? AND path < ? AND local_kind = ? ORDER BY path"
        found = self._db.execute(query, (*below(directory), Kind.DIRECTORY.value))
        return [str(row["path"]) for row in found]

    def _update_all_due(self) -> None:
        while self.update_due():
            pass

    def _found(self, where: str, values: tuple[str | int, ...], action: Action) -> list[Due]:
        self._update_all_due()
        found = map(_due, self._db.execute(f"{FROM_DUE} WHERE {where} LIMIT ?", values))
        return [due for due in found if due.action is action]


def _due(found: sqlite3.Row) -> Due:
    row = index_row(found) if found["path"] is not None else None
    local = row.local if row is not None else DELETED
    base = row.base if row is not None else None
    head = entry_in(found)
    path = row.path if row is not None else found["head_path"]
    return Due(path, reconcile(local, base, head), local, base, head)

"""The index of one site, in SQLite: what the directory held when last looked at, and each path's base."""

import sqlite3
from dataclasses import dataclass
from importlib.resources import files

from services.manager.due_view import CALM, DUE_VIEW, STIR_ALL
from services.manager.index_rows import IndexRow, entry_in, index_row, row_values
from services.manager.reconcile import Action, reconcile
from shared.catalog.database import Remembered, transaction
from shared.catalog.rows import below
from shared.model.entry import DELETED, Base, Entry, Fingerprint, Kind, State

NEVER_SEEN = 0
"""Stamp of a row whose local state no look and no report has told."""

STIRRED = "stirred"
"""The fact that paths are noted as they change."""

ANY = "1"
LIVE_HEAD = "coalesce(kind, 'deleted') != 'deleted'"
DELETED_HEAD = "coalesce(kind, 'deleted') = 'deleted'"
LIVE_LOCAL = "coalesce(local_kind, 'deleted') != 'deleted'"
DELETED_LOCAL = "coalesce(local_kind, 'deleted') = 'deleted'"

META_KERNEL = "(kind = 'file' AND lower(at) LIKE '%.tm')"
NO_META_KERNEL = "NOT (kind = 'file' AND lower(at) LIKE '%.tm')"
BECOMES_FILE = "kind = 'file' AND local_kind = 'directory'"

NOT_PLACED = (
    "(action = 'place' OR (action = 'send' AND base_revision IS NOT revision AND revision IS NOT NULL))"
)

TALLY = f"""
    SELECT
        sum({NOT_PLACED}) AS behind,
        sum(CASE WHEN {NOT_PLACED} AND content IS NOT local_content THEN coalesce(size, 0) ELSE 0 END)
            AS wanted_bytes,
        sum(action = 'send') AS to_send,
        sum(action = 'adopt') AS to_adopt,
        sum(action = 'place' AND {LIVE_HEAD}) AS live_to_place,
        min(CASE WHEN {NOT_PLACED} THEN coalesce(revision, base_revision) END) AS lowest
    FROM due
"""

LOWEST_BEHIND = f"""
    SELECT at, coalesce(revision, base_revision) AS since FROM due WHERE {NOT_PLACED} ORDER BY since LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much is due at a site."""

    behind: int = 0
    """Paths at which the head is not placed."""
    wanted_bytes: int = 0
    to_send: int = 0
    to_adopt: int = 0
    live_to_place: int = 0
    """Paths to place that are not deletions."""
    lowest: int | None = None
    """The lowest revision among the paths at which the head is not placed."""


@dataclass(frozen=True, slots=True)
class Due:
    """A path at which something is due."""

    path: str
    action: Action
    local: State
    base: Base | None
    head: Entry | None


class Index:
    """What a site knows of its directory. Every method is one transaction or part of the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._files = Remembered(connection, "SELECT count(*) FROM entries WHERE local_kind = 'file'")
        self._db.executescript(files("services.manager").joinpath("schema.sql").read_text())
        self._db.executescript(DUE_VIEW)
        if not self.fact(STIRRED):
            # An index of an earlier version does not know what is due: all of it is looked at once.
            self._db.execute(STIR_ALL)
            self.set_fact(STIRRED, "yes")

    def fact(self, name: str, default: str = "") -> str:
        """Return a named fact of this site, such as its incarnation."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row["value"])

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

    def changed_after(self, path: str, stamp: int) -> bool:
        """Tell whether the local state of a path was written after the index had this stamp."""
        row = self.row(path)
        return row is not None and row.stamp > stamp

    def changed_below(self, path: str, stamp: int) -> bool:
        """Tell whether anything below a path came, or came back, after the index had this stamp."""
        query = "SELECT 1 FROM entries WHERE path >= ? AND path < ? AND stamp > ? AND local_kind != 'deleted'"
        return self._db.execute(query + " LIMIT 1", (*below(path), stamp)).fetchone() is not None

    def note_local(self, path: str, state: State, fingerprint: Fingerprint | None) -> None:
        """Note what a look found at a path."""
        row = self.row(path)
        self._see(path, state, fingerprint, row.base if row is not None else None)

    def note_placed(self, path: str, state: State, fingerprint: Fingerprint | None, base: Base) -> None:
        """Note what a transfer worker reports as placed; an older report never overwrites a newer base.

        Nor does one that comes again: what a look found since is newer than what was placed then.
        """
        row = self.row(path)
        known = row.base if row is not None else None
        if known is not None and not known.elsewhere:
            again = known.revision == base.revision and known.state.same(base.state)
            if again or known.revision > base.revision:
                return
        self._see(path, state, fingerprint, base)

    def set_base(self, path: str, base: Base | None) -> None:
        """Move the base of a path, whose local state stays as it was last seen.

        So does its stamp: what a look finds meanwhile is still newer than what is known here.
        """
        row = self.row(path)
        if row is not None:
            self._write(IndexRow(path, row.local, row.fingerprint, base, row.stamp))
        elif base is not None:
            self._write(IndexRow(path, DELETED, None, base, NEVER_SEEN))

    def forget(self) -> None:
        """Throw every row away: nothing was ever placed here, as far as this index can say."""
        self._db.execute("DELETE FROM entries")

    def count_files(self) -> int:
        """Return how many files the directory held when last looked at."""
        return self._files.number()

    def due(
        self, action: Action, *, kinds: str = ANY, limit: int = -1, deepest_first: bool = False
    ) -> list[Due]:
        """Return paths at which `action` is due, in the order of the paths (or the reverse).

        Args:
            action: what is due.
            kinds: a condition on the rows: ANY, or one of the constants beside it.
            limit: how many at most; -1 for all.
            deepest_first: paths in reverse, so that what is in a directory comes before it.
        """
        order = "DESC" if deepest_first else "ASC"
        query = f"SELECT * FROM due WHERE action = ? AND {kinds} ORDER BY at {order} LIMIT ?"
        found = [_due(row) for row in self._db.execute(query, (action.value, limit))]
        return [due for due in found if due.action is action]

    def due_below(self, directory: str, action: Action, *, limit: int) -> list[Due]:
        """Return paths below a directory at which `action` is due, deepest first."""
        query = "SELECT * FROM due WHERE action = ? AND at >= ? AND at < ? ORDER BY at DESC LIMIT ?"
        found = self._db.execute(query, (action.value, *below(directory), limit))
        return [due for due in map(_due, found) if due.action is action]

    def calm(self) -> None:
        """Forget the paths at which nothing is due any more, so that they cost nothing."""
        self._db.execute(CALM)

    def tally(self) -> Tally:
        """Return how much is due, without reading it row by row."""
        row = self._db.execute(TALLY).fetchone()
        return Tally(
            behind=row["behind"] or 0,
            wanted_bytes=row["wanted_bytes"] or 0,
            to_send=row["to_send"] or 0,
            to_adopt=row["to_adopt"] or 0,
            live_to_place=row["live_to_place"] or 0,
            lowest=row["lowest"],
        )

    def behind(self, *, limit: int) -> list[tuple[str, int]]:
        """Return paths at which the head is not placed, each with its revision, the lowest first."""
        found = self._db.execute(LOWEST_BEHIND, (limit,))
        return [(str(row["at"]), int(row["since"])) for row in found]

    def is_directory(self, path: str) -> bool:
        """Tell whether a directory stood at a path when last looked at."""
        row = self.row(path)
        return row is not None and row.local.kind is Kind.DIRECTORY

    def directories_below(self, directory: str) -> list[str]:
        """Return the directories that stood below a path when last looked at, in the order of the paths."""
        query = "SELECT path FROM entries WHERE path >= ? AND path < ? AND local_kind = ? ORDER BY path"
        found = self._db.execute(query, (*below(directory), Kind.DIRECTORY.value))
        return [str(row["path"]) for row in found]

    def _see(self, path: str, local: State, fingerprint: Fingerprint | None, base: Base | None) -> None:
        with transaction(self._db):
            stamp = self.stamp + 1
            self.set_fact("stamp", str(stamp))
            self._write(IndexRow(path, local, fingerprint, base, stamp))

    def _write(self, row: IndexRow) -> None:
        marks = ", ".join("?" * 18)
        self._db.execute(f"INSERT OR REPLACE INTO entries VALUES ({marks})", row_values(row))


def _due(found: sqlite3.Row) -> Due:
    row = index_row(found) if found["path"] is not None else None
    local = row.local if row is not None else DELETED
    base = row.base if row is not None else None
    head = entry_in(found)
    path = row.path if row is not None else found["head_path"]
    return Due(path, reconcile(local, base, head), local, base, head)

"""The provenance of files: what may have been placed at a path without the index' knowing it.

A content that others know already is an echo, and no change, only if it may have been placed here: a report
may be on its way, or the index may be younger than the directory. What a person made here by themselves is
their change, whatever the log has held there before.
"""

import sqlite3
from collections.abc import Callable, Iterable

from services.manager.state.database.site_values import SiteValue, SiteValues
from services.manager.state.rules.doubt import ANY, Doubt
from shared.catalog.store.database import transaction
from shared.contracts.messages.transfers.want import Need

SCHEMA = """
    CREATE TABLE IF NOT EXISTS maybe_placed (
        path TEXT PRIMARY KEY, revision INTEGER NOT NULL, since INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID
"""

SINCE = "ALTER TABLE maybe_placed ADD COLUMN since INTEGER NOT NULL DEFAULT 0"
"""In an index of an earlier version: what it had asked for may be of any revision."""

ASK = """
    INSERT INTO maybe_placed (path, revision, since) VALUES (?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET revision = excluded.revision WHERE excluded.revision > revision
"""

SETTLE = "DELETE FROM maybe_placed WHERE path = ? AND (revision <= ? OR revision = ?)"

TAKE_STANDING = """
    INSERT OR REPLACE INTO maybe_placed
    SELECT path, ?, 0 FROM entries WHERE base_revision IS NULL AND local_kind != 'deleted'
"""


class Provenance:
    """Remembers what was asked for and not reported, and what stood in the directory before the index."""

    def __init__(self, connection: sqlite3.Connection, values: SiteValues) -> None:
        self._db = connection
        self._values = values
        self._db.execute(SCHEMA)
        if "since" not in {column["name"] for column in self._db.execute("PRAGMA table_info(maybe_placed)")}:
            self._db.execute(SINCE)

    def of(self, path: str) -> Doubt:
        """Return what is not known of a path."""
        return self.doubts()(path)

    def doubts(self) -> Callable[[str], Doubt]:
        """Return what tells what is not known of one path after the other, while nothing changes."""
        general = self.general

        def of(path: str) -> Doubt:
            found = self._db.execute("SELECT since FROM maybe_placed WHERE path = ?", (path,)).fetchone()
            # What is placed is the head as the orchestrator knows it, which may be newer than what was asked
            # for: a revision bounds what settles the doubt, and not what may stand there.
            return Doubt(general) if found is None else Doubt(ANY, since=found["since"])

        return of

    @property
    def general(self) -> int:
        """Up to which revision any path may have been filled; ANY in an index that was never told."""
        return int(self._values.text(SiteValue.DOUBT) or ANY)

    def asked(self, needs: Iterable[Need]) -> None:
        """Note what is asked for: it, or a newer head, may be placed from now on."""
        with transaction(self._db):  # else each of a thousand rows waits for the disk by itself
            self._db.executemany(ASK, ((need.path, need.revision, need.revision) for need in needs))

    def settled(self, path: str, revision: int) -> None:
        """Note that the base of a path is known as of a revision."""
        self.settled_all([(path, revision)])

    def settled_all(self, known: Iterable[tuple[str, int]]) -> None:
        """Note that the bases of paths are known, each as of a revision."""
        with transaction(self._db):
            self._db.executemany(SETTLE, ((path, revision, ANY) for path, revision in known))

    def doubt_all(self) -> None:
        """Note that the index may be younger than the directory."""
        self._values.keep(SiteValue.DOUBT, ANY)
        self._values.keep(SiteValue.FIRST_LOOK, "")

    def doubt_until_looked(self) -> None:
        """Note that nothing was placed here yet, but for what the first look at the whole root finds."""
        self._db.execute("DELETE FROM maybe_placed")
        self._values.keep(SiteValue.DOUBT, ANY)
        self._values.keep(SiteValue.FIRST_LOOK, "to come")

    def looked(self) -> None:
        """Note that a look took the whole root in: what is found from now on came since."""
        if self._values.text(SiteValue.FIRST_LOOK):
            self._db.execute(TAKE_STANDING, (ANY,))
            self._values.keep(SiteValue.DOUBT, 0)
            self._values.keep(SiteValue.FIRST_LOOK, "")

    @property
    def is_to_be_bounded(self) -> bool:
        """Whether the end of the log, as it is now, bounds what may have been placed unheard."""
        return self.general == ANY and not self._values.text(SiteValue.FIRST_LOOK)

    def bound(self, revision: int) -> None:
        """Note that nothing after a revision was placed unheard: all that was asked for since is known."""
        self._values.keep(SiteValue.DOUBT, revision)

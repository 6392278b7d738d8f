"""The table of what was fetched for each place of the collection, to be held against what lies there."""

import sqlite3
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter

from services.acquirer.state.rows import FetchedFile
from shared.catalog.store.database import transaction

NAMES = tuple(field.name for field in fields(FetchedFile))

COLUMNS = ", ".join(NAMES)

VALUES = attrgetter(*NAMES)


class FetchedTable:
    """The table over a store's connection."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database

    def note(self, feed: str, files: Iterable[FetchedFile]) -> None:
        """Keep what was fetched, in place of what was before."""
        statement = f"INSERT OR REPLACE INTO fetched (feed, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"
        with transaction(self._db):
            self._db.executemany(statement, [(feed, *VALUES(one)) for one in files])

    def of(self, feed: str) -> dict[str, FetchedFile]:
        """Return what was fetched by a feed, by path."""
        rows = self._db.execute(f"SELECT {COLUMNS} FROM fetched WHERE feed = ?", (feed,))
        return {row["path"]: FetchedFile(*row) for row in rows}

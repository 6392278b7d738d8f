"""The number of files at a site, in a row that triggers keep: to count a million rows takes too long."""

import sqlite3

from shared.catalog.store.database import transaction

COUNT_ALL = "INSERT INTO file_count SELECT 1, count(*) FROM entries WHERE local_kind = 'file'"
READ = "SELECT files FROM file_count"


class FileCount:
    """The number of files in an index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Count them once, where an earlier version made the index."""
        self._db = connection
        with transaction(connection):
            if self._db.execute(READ).fetchone() is None:
                self._db.execute(COUNT_ALL)

    def number(self) -> int:
        """Return how many files the directory held when last looked at."""
        return int(self._db.execute(READ).fetchone()[0])

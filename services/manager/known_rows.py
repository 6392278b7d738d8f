"""What the index last held, for a look that runs in a thread, over a connection of its own."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from services.manager.index_rows import index_row
from services.manager.look import Known
from shared.catalog.rows import below
from shared.model.entry import Kind

LAST = "\U0010ffff"
"""No path follows it: the last code point of Unicode."""


class KnownRows:
    """Implements `KnownPaths` over the index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def children(self, directory: str) -> Iterable[Known]:
        """See `KnownPaths`."""
        first, last = _bounds(directory)
        where = "path >= ? AND path < ? AND instr(substr(path, ?), '/') = 0"
        return self._known(where, first, last, len(first) + 1)

    def below(self, directory: str) -> Iterable[Known]:
        """See `KnownPaths`."""
        return self._known("path >= ? AND path < ?", *_bounds(directory))

    def is_directory(self, path: str) -> bool:
        """Tell whether a directory stood at a path when last looked at."""
        return any(known.kind is Kind.DIRECTORY for known in self._known("path = ?", path))

    def _known(self, where: str, *values: str | int) -> list[Known]:
        query = f"SELECT * FROM entries WHERE local_kind != 'deleted' AND {where}"
        rows = (index_row(found) for found in self._db.execute(query, values))
        return [Known(row.path, row.local.kind, row.fingerprint, row.local.mode) for row in rows]


@contextmanager
def known_rows(path: str) -> Iterator[KnownRows]:
    """Open the index at a file path for reading; it stays as it was when the first question was asked."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("BEGIN")
        yield KnownRows(connection)
    finally:
        connection.close()


def _bounds(directory: str) -> tuple[str, str]:
    return below(directory) if directory else ("", LAST)

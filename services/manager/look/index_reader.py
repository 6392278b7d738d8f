"""The index as it last was, for a look that runs in a thread, over a connection of its own."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from services.manager.look.compare import Known
from services.manager.state.database.rows import AT_OR_BELOW, LAST, at_or_below
from shared.catalog.store.rows import below
from shared.model.entry import Fingerprint, Kind
from shared.model.numbers import unsigned64

COLUMNS = "path, local_kind, local_mode, seen_size, seen_mtime_ns, seen_ctime_ns, seen_inode"

DELETED_KIND = Kind.DELETED.value


class KnownRows:
    """Implements `KnownPaths` over the index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def children(self, directory: str) -> Iterable[Known]:
        """See `KnownPaths`. What is further below is leapt over: a root has few children and many files."""
        start, last = _bounds(directory)
        query, within = f"SELECT {COLUMNS} FROM entries WHERE path >= ? AND path < ?", len(start)
        leap: str | None = start
        while leap is not None:
            at, leap = leap, None
            for row in self._db.execute(query, (at, last)):
                path, kind = row[0], row[1]
                end = path.find("/", within)
                if end >= 0:
                    leap = below(path[:end])[1]
                    break
                if kind != DELETED_KIND:
                    yield _known(row)

    def below(self, directory: str) -> Iterable[Known]:
        """See `KnownPaths`."""
        return self._known("path >= ? AND path < ?", *_bounds(directory))

    def is_directory(self, path: str) -> bool:
        """Tell whether a directory stood at a path when last looked at."""
        return any(known.kind is Kind.DIRECTORY for known in self._known("path = ?", path))

    def is_buried(self, path: str) -> bool:
        """Tell whether what stands at a path was deleted elsewhere: a site that forgets its bases follows."""
        query = "SELECT 1 FROM tree WHERE path = ? AND kind = 'deleted'"
        return self._db.execute(query, (path,)).fetchone() is not None

    def is_live(self, path: str) -> bool:
        """Tell whether the collection has something at a path."""
        query = "SELECT 1 FROM tree WHERE path = ? AND kind != 'deleted'"
        return self._db.execute(query, (path,)).fetchone() is not None

    def sizes(self, below_or_at: str) -> tuple[int, int]:
        """Return how many files there are at or below a path (empty: all), and their bytes."""
        query = f"SELECT count(*), total(local_size) FROM entries WHERE {AT_OR_BELOW} AND local_kind = 'file'"
        files, total = self._db.execute(query, at_or_below(below_or_at)).fetchone()
        return int(files), int(total)

    def _known(self, where: str, *values: str | int) -> list[Known]:
        query = f"SELECT {COLUMNS} FROM entries WHERE local_kind != 'deleted' AND {where}"
        return [_known(row) for row in self._db.execute(query, values)]


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


def _known(row: sqlite3.Row) -> Known:
    """Return what a row tells. Looks read it of every file of a directory: nothing is checked once more."""
    path, kind, mode, size, mtime_ns, ctime_ns, inode = row
    fingerprint = None
    if size is not None:
        fingerprint = Fingerprint(size=size, mtime_ns=mtime_ns, ctime_ns=ctime_ns, inode=unsigned64(inode))
    return Known(path, Kind(kind), fingerprint, mode)


def _bounds(directory: str) -> tuple[str, str]:
    return below(directory) if directory else ("", LAST)

"""The store of delivery records: tables of the acquirer's database."""

from collections.abc import Iterator
from pathlib import Path

from services.acquirer.fetch.sidecar import Checksum
from services.acquirer.records.assess import Record
from services.acquirer.records.record import SAID_BY, Group, NamedFile
from shared.catalog.store.database import open_database, transaction

TOLD = """
SELECT named.path, size, algorithm, value FROM named JOIN records
    ON records.feed = named.feed AND records.path = record
WHERE named.feed = ? AND named.path = ? ORDER BY read_at DESC, record DESC LIMIT 1
"""

UNACKNOWLEDGED = """
SELECT path, records.token, error, read_at, coalesce(refused_as, '') AS refused_as,
    coalesce(expires_at, 0) AS expires_at, coalesce(prefix, '') AS prefix
FROM records LEFT JOIN record_terms USING (feed, path) LEFT JOIN acknowledged AS told USING (feed, path)
WHERE feed = ? AND records.token != '' AND told.token IS NOT records.token ORDER BY read_at, path LIMIT ?
"""


class RecordStore:
    """Over one SQLite connection, to a database that `Store` has made. Each thread has its own."""

    def __init__(self, path: Path | str) -> None:
        self._db = open_database(path)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def token(self, feed: str, path: str) -> str | None:
        """Return the token of a record as it was read last; None where it was not."""
        row = self._db.execute(
            "SELECT token FROM records WHERE feed = ? AND path = ?", (feed, path)
        ).fetchone()
        return None if row is None else str(row["token"])

    def note_seen(self, feed: str, path: str, *, now: float) -> None:
        """Keep that a look saw a record as it was."""
        self._db.execute("UPDATE records SET last_seen = ? WHERE feed = ? AND path = ?", (now, feed, path))

    def note_read(self, feed: str, record: Record, *, now: float) -> None:
        """Keep a record that was read, in place of what it said before."""
        rows = [
            (feed, one.path, record.path, number, one.size, *_sum_of(one))
            for number, group in enumerate(record.groups, start=1)
            for one in group
        ]
        with transaction(self._db):
            values = (feed, record.path, record.token, record.error, now, now)
            self._db.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?)", values)
            terms = (feed, record.path, record.refused_as, record.expires_at, record.prefix)
            self._db.execute("INSERT OR REPLACE INTO record_terms VALUES (?, ?, ?, ?, ?)", terms)
            self._db.execute("DELETE FROM named WHERE feed = ? AND record = ?", (feed, record.path))
            self._db.executemany("INSERT OR REPLACE INTO named VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def seen(self, feed: str, *, at: float) -> Iterator[Record]:
        """Yield the records that the look at a time saw, those that were read last after the others."""
        query = (
            "SELECT path, token, error FROM records WHERE feed = ? AND last_seen = ? ORDER BY read_at, path"
        )
        for row in self._db.execute(query, (feed, at)).fetchall():
            groups = tuple(self._groups(feed, row["path"]))
            yield Record(path=row["path"], token=row["token"], error=row["error"], groups=groups)

    def unacknowledged(self, feed: str, limit: int) -> list[Record]:
        """Return records whose end their provider was not told, those that were read first before others."""
        rows = self._db.execute(UNACKNOWLEDGED, (feed, limit)).fetchall()
        return [Record(**dict(row), groups=tuple(self._groups(feed, row["path"]))) for row in rows]

    def note_acknowledged(self, feed: str, record: Record, *, now: float) -> None:
        """Keep that a provider was told the end of a version of a record."""
        values = (feed, record.path, record.token, now)
        self._db.execute("INSERT OR REPLACE INTO acknowledged VALUES (?, ?, ?, ?)", values)

    def told(self, feed: str, path: str) -> NamedFile | None:
        """Return what the record that was read last says of a file; None where none names it."""
        row = self._db.execute(TOLD, (feed, path)).fetchone()
        return None if row is None else _named(*row)

    def _groups(self, feed: str, record: str) -> Iterator[Group]:
        query = "SELECT path, size, algorithm, value, number FROM named WHERE feed = ? AND record = ?"
        groups: dict[int, list[NamedFile]] = {}
        for *fields, number in self._db.execute(f"{query} ORDER BY number, path", (feed, record)):
            groups.setdefault(number, []).append(_named(*fields))
        return (tuple(group) for group in groups.values())


def _named(path: str, size: int, algorithm: str | None, value: str | None) -> NamedFile:
    checksum = None if algorithm is None or value is None else Checksum(algorithm, value, SAID_BY)
    return NamedFile(path=path, size=size, checksum=checksum)


def _sum_of(one: NamedFile) -> tuple[str | None, str | None]:
    return (None, None) if one.checksum is None else (one.checksum.algorithm, one.checksum.value)

"""The keys of one log, in SQLite beside its tree."""

import sqlite3
from collections.abc import Iterable

from shared.catalog.fold.keyring import End, LogKey, Origin
from shared.catalog.store.checkpoint_tables import KEY_COLUMNS as COLUMNS

KeyRow = tuple[str, str, int, str, int, str]


class LogKeys:
    """Implements `Keyring`. Every method is part of the caller's transaction, or one of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def keep(self, keys: Iterable[LogKey]) -> None:
        """Keep keys in the place of what was known of them."""
        self._db.executemany(
            f"INSERT OR REPLACE INTO log_keys ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", map(_row_of, keys)
        )

    def all(self) -> tuple[LogKey, ...]:
        """Return all keys, by when they came."""
        return self._some("1 ORDER BY since, owner, key")

    def current(self, site: str) -> LogKey | None:
        """See `Keyring`."""
        return self._one("owner = ? AND until = 0", site)

    def find(self, owner: str, key: str) -> LogKey | None:
        """See `Keyring`."""
        return self._one("owner = ? AND key = ?", owner, key)

    def owner_of(self, key: str) -> str | None:
        """See `Keyring`."""
        found = self._one("key = ? ORDER BY owner", key)
        return None if found is None else found.owner

    def knows(self, owner: str) -> bool:
        """See `Keyring`."""
        return self._one("owner = ?", owner) is not None

    def standing(self, owner: str) -> tuple[LogKey, ...]:
        """See `Keyring`."""
        return tuple(self._some("owner = ? AND until = 0 ORDER BY since, key", owner))

    def _one(self, where: str, *values: str) -> LogKey | None:
        return next(iter(self._some(f"{where} LIMIT 1", *values)), None)

    def _some(self, where: str, *values: str) -> tuple[LogKey, ...]:
        found = self._db.execute(f"SELECT {COLUMNS} FROM log_keys WHERE {where}", values)
        return tuple(_key_of(tuple(row)) for row in found)


def _row_of(key: LogKey) -> KeyRow:
    return (key.owner, key.key, key.since, key.origin.value, key.until, key.end.value if key.end else "")


def _key_of(row: KeyRow) -> LogKey:
    owner, key, since, origin, until, ended = row
    end = End(ended) if ended else None
    return LogKey(owner=owner, key=key, since=since, origin=Origin(origin), until=until, end=end)

"""SQLite files of a simulated process: real files, of which a crash leaves what was committed.

A power cut takes the last commits of those that did not wait for the disk, any number of them.
"""

import os
import random
import shutil
import sqlite3
from functools import partial
from pathlib import Path

from shared.catalog.store.database import open_database
from testing.simulation.machine.watched_connection import WatchedConnection, log_of

SHARED_MEMORY = "*-shm"
"""SQLite's index of its write-ahead log: no data, and made anew on recovery."""


class Databases:
    """A directory for each life of a process. A life that is over keeps its own, and can harm no other.

    What `kill -9` leaves of a database is what its files hold at that moment: a copy of them, the journal
    or write-ahead log included, which SQLite recovers when it opens it. The connection of the dead process
    goes on with the old files, where nobody looks.
    """

    def __init__(self, directory: Path) -> None:
        """Keep all lives below `directory`, best a temporary one in memory."""
        self._directory = directory
        self._made = 0
        self._current = self._next()
        self._stays: dict[str, int] = {}
        """Bytes of each write-ahead log that are sure to stay, by its database; all of one that is not in."""

    @property
    def directory(self) -> Path:
        """Where the present life keeps its databases."""
        return self._current

    def open(self, path: Path) -> sqlite3.Connection:
        """Open one of them, as `open_database` does."""
        connection = open_database(path, factory=WatchedConnection)
        if isinstance(connection, WatchedConnection):
            connection.watch(path, partial(self._note, path))
        return connection

    def power_cut(self, chance: random.Random) -> bool:
        """Take some of what no commit waited for, after a crash; tell whether anything went."""
        cuts = [_cut(log_of(self._current / name), stays, chance) for name, stays in self._stays.items()]
        self._stays.clear()
        return any(cuts)

    def crash(self) -> None:
        """Leave to the next life what the present one's files hold now."""
        self._current = self._copy(self._current)

    def backup(self) -> Path:
        """Return a copy of the databases as they are now, for `restore`."""
        return self._copy(self._current)

    def restore(self, backup: Path) -> None:
        """Give the next life the databases of a backup: an operator put an old copy back."""
        self._current = self._copy(backup)
        self._stays.clear()

    def lose(self) -> None:
        """Give the next life nothing."""
        self._current = self._next()
        self._stays.clear()

    def _note(self, path: Path, stays: int | None) -> None:
        """Note up to where a log stays; what was lost no more before stays so until all is durable."""
        if path.parent != self._current:
            return  # of a life that is over
        if stays is None:
            self._stays.pop(path.name, None)
        else:
            self._stays.setdefault(path.name, stays)

    def _next(self) -> Path:
        self._made += 1
        made = self._directory / str(self._made)
        made.mkdir(parents=True)
        return made

    def _copy(self, source: Path) -> Path:
        target = self._next()
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(SHARED_MEMORY), dirs_exist_ok=True)
        return target


def _cut(log: Path, stays: int, chance: random.Random) -> bool:
    size = log.stat().st_size if log.exists() else 0
    left = chance.randint(min(stays, size), size)
    if left < size:
        os.truncate(log, left)
    return left < size

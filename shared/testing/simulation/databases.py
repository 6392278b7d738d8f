"""SQLite files of a simulated process: real files, of which a crash leaves what was committed."""

import shutil
from pathlib import Path

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

    @property
    def directory(self) -> Path:
        """Where the present life keeps its databases."""
        return self._current

    def crash(self) -> None:
        """Leave to the next life what the present one's files hold now."""
        self._current = self._copy(self._current)

    def backup(self) -> Path:
        """Return a copy of the databases as they are now, for `restore`."""
        return self._copy(self._current)

    def restore(self, backup: Path) -> None:
        """Give the next life the databases of a backup: an operator put an old copy back."""
        self._current = self._copy(backup)

    def lose(self) -> None:
        """Give the next life nothing."""
        self._current = self._next()

    def _next(self) -> Path:
        self._made += 1
        made = self._directory / str(self._made)
        made.mkdir(parents=True)
        return made

    def _copy(self, source: Path) -> Path:
        target = self._next()
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(SHARED_MEMORY), dirs_exist_ok=True)
        return target

"""The port to a store: a root on another host that a whole site can live at."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.roots.port import Root, Stat


class Store(Root, Protocol):
    """A root that lists one directory at a time, and bears the mark of its site.

    Methods may be called from several threads. Leaving one of its readers early costs a connection, no more.
    """

    def names(self, path: str) -> Sequence[Stat]:
        """Return what lies in one directory, all of it, but for links and special files.

        A store without directories has none, and no error, where nothing is below.

        Raises:
            StorageError: it could not be listed as a whole; what is not told may be there all the same.
        """

    def read_mark(self) -> bytes | None:
        """Return the mark that was written last; None where there is none."""

    def write_mark(self, data: bytes) -> None:
        """Write the mark: readers see the old or the new one. One writer at a time."""

    def sweep_old(self, before: datetime) -> None:
        """Remove what publishes have left that began before a time: what is younger may be another worker's.

        Raises:
            StorageError: it could not be told or removed; nothing is lost by it.
        """

    def make_directory(self, path: str) -> None:
        """Make one directory; nothing where the store has none. Raises OccupiedError, MissingError."""

    def remove_directory(self, path: str) -> None:
        """Remove an empty directory; nothing where the store has none. Raises OccupiedError, MissingError."""

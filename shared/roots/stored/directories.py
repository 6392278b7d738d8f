"""Directories of a root whose files lie at a store: those of the store, or kept aside where it has none."""

import contextlib
from collections.abc import Sequence
from typing import Protocol

from shared.model.entry import Kind
from shared.model.paths import CONTROL_DIRECTORY, parent
from shared.roots.errors import MissingError, OccupiedError
from shared.roots.port import Stat
from shared.roots.posix.control import ensure_directory
from shared.roots.posix.files.port import Files, FileType, Status
from shared.roots.stored.status import DIRECTORY_MODE, to_status
from shared.roots.stored.store import Store


class Directories(Protocol):
    """The directories of one root."""

    def names(self, path: str) -> Sequence[Stat]:
        """Return what lies in a directory, all of it. Raises MissingError."""

    def status(self, path: str) -> Status | None:
        """Return the status of a directory that the store itself does not tell of; None where none is."""

    def make(self, path: str, *, mode: int) -> None:
        """Make a directory. Raises OccupiedError, MissingError."""

    def remove(self, path: str) -> None:
        """Remove an empty directory. Raises OccupiedError, MissingError."""

    def set_mode(self, path: str, mode: int) -> None:
        """Set the permission bits, where they can be kept."""

    def sync(self, path: str) -> None:
        """Make what was done to a directory durable."""


class StoreDirectories:
    """Implements `Directories` where the store has them; it keeps what it keeps of their modes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def names(self, path: str) -> Sequence[Stat]:
        """Return what lies in a directory."""
        return self._store.names(path)

    def status(self, path: str) -> Status | None:  # noqa: ARG002 - the store tells of all there are
        """Return nothing."""
        return None

    def make(self, path: str, *, mode: int) -> None:  # noqa: ARG002 - the store chooses
        """Make a directory."""
        self._store.make_directory(path)

    def remove(self, path: str) -> None:
        """Remove an empty directory."""
        self._store.remove_directory(path)

    def set_mode(self, path: str, mode: int) -> None:
        """Leave it as it is."""

    def sync(self, path: str) -> None:
        """Leave it to the store."""


class DirectoriesAside:
    """Implements `Directories` for a store that has none: they stand below the control directory's parent.

    A directory in which the store was seen to hold something stays when its last file goes, as it would on a
    disk: that a person removed one at the store cannot be told.

    Args:
        store: where the files are.
        control: the directory that holds the control directory.
    """

    def __init__(self, store: Store, control: Files) -> None:
        self._store = store
        self._control = control

    def names(self, path: str) -> Sequence[Stat]:
        """Return what lies in a directory: files of the store, and directories of either."""
        told = {stat.path: stat for stat in self._store.names(path)}
        kept = self._kept(path, is_there=bool(told))
        for stat in told.values():
            if stat.kind is Kind.FILE and kept.pop(stat.path, None) is not None:
                self._drop(stat.path)  # a person has put a file there
            elif stat.kind is Kind.DIRECTORY and stat.path not in kept:
                ensure_directory(self._control, stat.path, mode=DIRECTORY_MODE)
        return [*{**told, **kept}.values()]

    def status(self, path: str) -> Status | None:
        """Return the status of a directory."""
        with contextlib.suppress(MissingError):
            status = self._control.status(path)
            if status.type is FileType.DIRECTORY:
                return to_status(Stat(path=path, kind=Kind.DIRECTORY, mode=status.mode))
        found = self._store.names(path)
        return to_status(Stat(path=path, kind=Kind.DIRECTORY)) if found else None

    def make(self, path: str, *, mode: int) -> None:
        """Make a directory."""
        ensure_directory(self._control, parent(path), mode=DIRECTORY_MODE)
        self._control.make_directory(path, mode=mode)

    def remove(self, path: str) -> None:
        """Remove an empty directory."""
        if self._store.names(path):
            raise OccupiedError(f"{path!r} is not empty")
        self._control.remove_directory(path)

    def set_mode(self, path: str, mode: int) -> None:
        """Set the permission bits."""
        with contextlib.suppress(MissingError):
            self._control.set_metadata(path, mode=mode)

    def sync(self, path: str) -> None:
        """Make what was done to a directory durable."""
        with contextlib.suppress(MissingError):
            self._control.sync_directory(path)

    def _kept(self, path: str, *, is_there: bool) -> dict[str, Stat]:
        try:
            listed = self._control.statuses(path)
        except MissingError:
            if is_there:
                return {}
            raise
        paths = {f"{path}/{one.name}" if path else one.name: status for one, status in listed}
        return {
            path: Stat(path=path, kind=Kind.DIRECTORY, mode=status.mode)
            for path, status in paths.items()
            if isinstance(status, Status) and status.type is FileType.DIRECTORY and path != CONTROL_DIRECTORY
        }

    def _drop(self, path: str) -> None:
        """Remove a directory that is kept aside, with those in it: files it has none."""
        for entry in self._control.list(path):
            self._drop(f"{path}/{entry.name}")
        self._control.remove_directory(path)

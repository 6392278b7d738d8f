"""`Files` over a store: files there, the control directory and the site's ignore file in a directory here.

So everything that works on a directory works on a store: looks, journalled publishes, trash, recovery. What
a rename does on a disk is a put with its prior, or a removal with it, here (`carrier.py`).
"""

import contextlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from shared.model.entry import Kind
from shared.model.paths import CONTROL_DIRECTORY, IGNORE_FILE
from shared.roots.errors import (
    ChangedError,
    MissingError,
    OccupiedError,
    StorageError,
    WrongTypeError,
)
from shared.roots.port import Stat
from shared.roots.posix.control import MARKER
from shared.roots.posix.files.port import Files, FileType, Listed, ReadableFile, Status, WritableFile
from shared.roots.posix.hashing import ChangingError
from shared.roots.stored.carrier import Carrier
from shared.roots.stored.directories import Directories, DirectoriesAside, StoreDirectories
from shared.roots.stored.mark import MarkFile
from shared.roots.stored.readable import StoredReadable
from shared.roots.stored.status import to_status
from shared.roots.stored.store import Store

TYPES = {Kind.FILE: FileType.FILE, Kind.DIRECTORY: FileType.DIRECTORY}


class StoredFiles:
    """Implements `Files`.

    Args:
        store: where the files are; closed by who opened it.
        control: the directory that holds the control directory; closed with this.
    """

    def __init__(self, store: Store, control: Files) -> None:
        self._store = store
        self._control = control
        self._carrier = Carrier(store, control)
        self._directories: Directories = (
            StoreDirectories(store) if store.strengths.keeps_directories else DirectoriesAside(store, control)
        )

    @property
    def can_exchange(self) -> bool:
        """Whether the store compares before it replaces: a swap then loses nothing that somebody wrote."""
        return self._store.strengths.compares

    # --- looking

    def status(self, path: str) -> Status:
        """Return what stands at `path`."""
        if _is_here(path):
            return self._control.status(path)
        if path == "":
            return to_status(Stat(path=path, kind=Kind.DIRECTORY))
        try:
            return to_status(self._store.stat(path))
        except MissingError:
            status = self._directories.status(path)
            if status is None:
                raise
            return status

    def list(self, path: str) -> Sequence[Listed]:
        """Return the entries of a directory, sorted by name."""
        if _is_here(path):
            return self._control.list(path)
        return [listed for listed, _ in self._entries(path)]

    def statuses(self, path: str) -> Sequence[tuple[Listed, Status | StorageError]]:
        """Return the entries of a directory, sorted by name, each with its status or why there is none."""
        if _is_here(path):
            return self._control.statuses(path)
        return [(listed, self._told(stat)) for listed, stat in self._entries(path)]

    def open(self, path: str) -> ReadableFile:
        """Open a file for reading."""
        if path == MARKER:
            return MarkFile.read(self._store)
        if _is_here(path):
            return self._control.open(path)
        stat = self._store.stat(path)
        if stat.kind is not Kind.FILE:
            raise WrongTypeError(f"cannot open {path!r}: it is no regular file")
        return StoredReadable(self._store, stat)

    # --- the control directory alone

    def create(self, path: str) -> WritableFile:
        """Create a new file in the control directory."""
        return self._control.create(_here(path))

    def append(self, path: str, *, after: int) -> WritableFile:
        """Open a file of the control directory to write on."""
        return self._control.append(_here(path), after=after)

    def lock(self, path: str) -> AbstractContextManager[None]:
        """Hold a lock file of the control directory: it tells processes of this host apart."""
        return self._control.lock(_here(path))

    # --- names

    def move(self, source: str, target: str) -> Status | None:
        """Rename, or carry, only where `target` is absent."""
        match (_is_here(source), _is_here(target)):
            case (True, True):
                self._control.move(source, target)
            case (True, False):
                return self._bring_in(source, target)
            case (False, True):
                self._carrier.take_out(source, target)
            case _:
                raise StorageError(f"{source!r} cannot be moved to {target!r} at {self._store.url}")
        return None

    def exchange(self, one: str, other: str) -> Status | None:
        """Swap what is at a name of the control directory with what stands at a path."""
        if _is_here(one) and _is_here(other):
            self._control.exchange(one, other)
            return None
        slot, path = (one, other) if _is_here(one) else (other, one)
        if self._control.status(_here(slot)).type is FileType.DIRECTORY:
            self._directory_for_file(slot, path)
            return None
        if self._is_directory(path):
            return self._file_for_directory(slot, path)
        return self._carrier.swap(slot, path)

    def replace(self, source: str, target: str) -> Status | None:
        """Put a file of the control directory over whatever file is at `target`."""
        if target == MARKER:
            MarkFile.write(self._store, self._control, source)
            return None
        if _is_here(target):
            self._control.replace(_here(source), target)
            return None
        try:
            prior = self._store.stat(target).version
        except MissingError:
            return self.move(source, target)
        try:
            placed = self._carrier.bring_in(_here(source), target, prior=prior)
        except ChangedError as error:
            raise ChangingError(str(error)) from error
        self._control.remove(source)
        return placed

    def remove(self, path: str) -> None:
        """Remove a file of the control directory."""
        self._control.remove(_here(path))

    def make_directory(self, path: str, *, mode: int = 0o755) -> None:
        """Make one directory."""
        if _is_here(path):
            self._control.make_directory(path, mode=mode)
            return
        with contextlib.suppress(MissingError):
            self._store.stat(path)
            raise OccupiedError(f"something is at {path!r} already")
        self._directories.make(path, mode=mode)

    def remove_directory(self, path: str) -> None:
        """Remove an empty directory."""
        if _is_here(path):
            self._control.remove_directory(path)
        else:
            self._directories.remove(path)

    # --- what a store keeps, or does not

    def set_metadata(self, path: str, *, mtime_ns: int | None = None, mode: int | None = None) -> None:
        """Set metadata in the control directory; at a store a file keeps what it was put with."""
        if _is_here(path):
            self._control.set_metadata(path, mtime_ns=mtime_ns, mode=mode)
        elif mode is not None:
            self._directories.set_mode(path, mode)

    def carry_over(self, source: str, target: str) -> str:
        """Carry nothing from a store: owners and attributes are not its files'."""
        if _is_here(source) and _is_here(target):
            return self._control.carry_over(source, target)
        return ""

    def inherit(self, directory: str, targets: Sequence[str]) -> None:
        """Give nothing: at a store nothing hangs on a directory."""

    def sync_file(self, path: str) -> None:
        """Make a file of the control directory durable; what a store has taken is."""
        if _is_here(path):
            self._control.sync_file(path)

    def sync_files(self, paths: Sequence[str]) -> Mapping[str, StorageError]:
        """Do what `sync_file` does for each of many."""
        return self._control.sync_files([path for path in paths if _is_here(path)])

    def sync_directory(self, path: str) -> None:
        """Make the names in a directory durable."""
        if _is_here(path) or path == "":
            self._control.sync_directory(path)
        else:
            self._directories.sync(path)

    def sync_all(self) -> None:
        """Make all of the control directory durable."""
        self._control.sync_all()

    def is_read_only(self) -> bool:
        """Tell whether the control directory takes no writes."""
        return self._control.is_read_only()

    def free_bytes(self) -> int:
        """Return the room beside the control directory, through which everything goes."""
        return self._control.free_bytes()

    def mounts(self) -> Mapping[str, str]:
        """Return nothing: at a store nothing is mounted."""
        return {}

    def close(self) -> None:
        """Release the control directory."""
        self._control.close()

    # --- steps

    def _entries(self, path: str) -> Sequence[tuple[Listed, Stat]]:
        named = ((stat.path.rpartition("/")[2], stat) for stat in self._directories.names(path))
        hidden = frozenset() if path else frozenset((CONTROL_DIRECTORY, IGNORE_FILE))
        found = [(Listed(name, TYPES[stat.kind]), stat) for name, stat in named if name not in hidden]
        return sorted(found, key=lambda pair: pair[0].name)

    def _told(self, stat: Stat) -> Status | StorageError:
        if stat.version or stat.kind is Kind.DIRECTORY:
            return to_status(stat)
        try:
            return to_status(self._store.stat(stat.path))
        except StorageError as error:
            return error

    def _bring_in(self, slot: str, path: str) -> Status:
        if self._is_directory(path):
            raise OccupiedError(f"a directory is at {path!r} already")
        try:
            placed = self._carrier.bring_in(slot, path, prior=None)
        except ChangedError as error:
            raise OccupiedError(f"something is at {path!r} already") from error
        self._control.remove(slot)
        return placed

    def _is_directory(self, path: str) -> bool:
        status = self._directories.status(path)
        return status is not None

    def _file_for_directory(self, slot: str, path: str) -> Status:
        """Put a file where an empty directory stands, and the directory into the slot."""
        self._directories.remove(path)
        placed = self._bring_in(slot, path)
        self._control.make_directory(slot)
        return placed

    def _directory_for_file(self, slot: str, path: str) -> None:
        """Put an empty directory where a file stands, and the file into the slot."""
        mode = self._control.status(slot).mode
        self._control.remove_directory(slot)
        self._carrier.take_out(path, slot)
        self._directories.make(path, mode=mode)


def _is_here(path: str) -> bool:
    """Tell whether a path lies in the directory of this host."""
    return path == IGNORE_FILE or path.partition("/")[0] == CONTROL_DIRECTORY


def _here(path: str) -> str:
    """Return a path of the control directory. Raises StorageError for another one."""
    if not _is_here(path):
        raise StorageError(f"{path!r} lies at a store, where nothing is written piece by piece")
    return path

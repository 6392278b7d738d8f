"""The way of files between the control directory and the store, such that a kill in between loses none."""

import contextlib
from collections.abc import Iterator

from shared.model.entry import Kind
from shared.model.links import MODE_MASK
from shared.model.paths import parent
from shared.roots.errors import (
    ChangedError,
    CorruptError,
    MissingError,
    NoSpaceError,
    OccupiedError,
    StorageError,
    WrongTypeError,
)
from shared.roots.port import Outcome, Publication, Put, Refusal, Remove, Stat
from shared.roots.posix.files.port import Files, ReadableFile, Status
from shared.roots.posix.hashing import ChangingError
from shared.roots.posix.publish.side_slots import COPY_SUFFIX
from shared.roots.stored.status import to_status
from shared.roots.stored.store import Store

CHUNK = 1024 * 1024
"""Bytes in memory at once."""
ATTEMPTS = 3
"""Each further one means that somebody wrote to the path while it was fetched."""
KEPT_SUFFIX = ".prior"
"""Ends the name of what stood at a path, until what replaces it is there: a start finds it in the staging
area, takes it for something that came out, and keeps it in the trash."""

ERRORS: dict[Refusal, type[StorageError]] = {
    Refusal.CHANGED: ChangedError,
    Refusal.CORRUPT: CorruptError,
    Refusal.NO_SPACE: NoSpaceError,
    Refusal.FAILED: StorageError,
}


class Carrier:
    """Carries files in and out. What goes out is durable here before the store hears of it.

    Args:
        store: where the files are.
        control: the directory that holds the control directory.
    """

    def __init__(self, store: Store, control: Files) -> None:
        self._store = store
        self._control = control

    def bring_in(self, slot: str, path: str, *, prior: str | None) -> Status:
        """Put a file of the control directory where a version stands, or nothing; return its status there.

        Raises:
            ChangedError: something else stands there.
        """
        with self._control.open(slot) as file:
            local = file.status()
            outcome = self._publish(
                Put(
                    path=path,
                    read=lambda: _chunks(file),
                    size_max=local.fingerprint.size,
                    prior=prior,
                    mtime_ns=local.fingerprint.mtime_ns,
                    mode=local.mode & MODE_MASK,
                )
            )
        return self._evidence(path, outcome, local)

    def take_out(self, path: str, slot: str) -> None:
        """Move what stands at a path to a slot.

        Raises:
            MissingError: nothing is there.
            OccupiedError: the slot is taken.
            ChangingError: somebody goes on writing there.
        """
        for _ in range(ATTEMPTS):
            stat = self._file(path)
            self._fetch(stat, slot)
            try:
                self._publish(Remove(path=path, prior=stat.version))
            except ChangedError:
                self._control.remove(slot)
            else:
                return
        raise ChangingError(f"{path!r} is being written to")

    def swap(self, slot: str, path: str) -> Status:
        """Put the file of a slot at a path, and what stood there into the slot; return the new one's status.

        Raises:
            MissingError: nothing is there.
            ChangingError: somebody goes on writing there.
        """
        kept = slot + KEPT_SUFFIX
        for _ in range(ATTEMPTS):
            stat = self._file(path)
            with contextlib.suppress(MissingError):
                self._control.remove(kept)
            self._fetch(stat, kept)
            try:
                placed = self.bring_in(slot, path, prior=stat.version)
            except ChangedError:
                continue
            self._control.replace(kept, slot)
            return placed
        self._control.remove(kept)
        raise ChangingError(f"{path!r} is being written to")

    def _file(self, path: str) -> Stat:
        stat = self._store.stat(path)
        if stat.kind is not Kind.FILE:
            raise WrongTypeError(f"{path!r} is a directory")
        return stat

    def _fetch(self, stat: Stat, target: str) -> None:
        """Copy a version of a file to a free name of the control directory, durably."""
        with contextlib.suppress(MissingError):
            self._control.status(target)
            raise OccupiedError(f"something is at {target!r} already")
        copy = target + COPY_SUFFIX
        with contextlib.suppress(MissingError):
            self._control.remove(copy)
        try:
            with self._control.create(copy) as file:
                for data in self._store.read(stat.path, version=stat.version):
                    file.write(data)
                status = to_status(stat)
                file.set_metadata(mtime_ns=status.fingerprint.mtime_ns, mode=status.mode & MODE_MASK)
                file.sync()
            self._control.move(copy, target)
        except StorageError:
            with contextlib.suppress(StorageError):
                self._control.remove(copy)
            raise
        self._control.sync_directory(parent(target))

    def _publish(self, one: Publication) -> Outcome:
        (outcome,) = self._store.publish([one])
        if outcome.refusal is not None:
            raise ERRORS[outcome.refusal](outcome.detail)
        return outcome

    def _evidence(self, path: str, outcome: Outcome, local: Status) -> Status:
        """Return the status that what was put has there; one that no look finds where it is gone already."""
        try:
            stat = self._store.stat(path)
        except StorageError:
            return local
        return to_status(stat) if stat.version == outcome.version else local


def _chunks(file: ReadableFile) -> Iterator[bytes]:
    offset = 0
    while data := file.read_at(offset, CHUNK):
        yield data
        offset += len(data)

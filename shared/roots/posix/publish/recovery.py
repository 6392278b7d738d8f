"""Clears a pack's staging area, at the end of a publish and after a crash alike.

What lies there is one of two things: a copy of new content that was not published, which may go, or
something that came out of the collection, which must not be lost. Before the journal is written only
the former can be; with it, the journal says which hash is the new content. New content that an upload
brought goes back to it: it may have come over a week, and its sender heard nothing.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.model.entry import Kind
from shared.model.paths import parent
from shared.roots.posix.control import STAGING, directories_above
from shared.roots.posix.files.port import Files, FileType, MissingError, OccupiedError, WrongTypeError
from shared.roots.posix.publish.journal import (
    Journal,
    JournalError,
    Record,
    drop_half_written,
    is_pack,
    journalled_packs,
    read_journal,
    remove_journal,
)
from shared.roots.posix.publish.put_back import PutBack, content_at
from shared.roots.posix.publish.side_slots import COPY_SUFFIX
from shared.roots.posix.publish.staging import (
    LOCK_NAME,
    STREAM_NAME,
    drop_folder,
    lock_pack,
    staging_folder,
)
from shared.roots.posix.trash import UNKNOWN_CONTENT, Trash
from shared.roots.posix.uploads.upload_files import UploadFiles, staged_upload


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a start found."""

    cleared: tuple[str, ...]
    """Packs whose leftovers were brought in order."""
    busy: tuple[str, ...]
    """Packs that another worker is at."""


def recover(files: Files, trash: Trash, *, now: Callable[[], datetime]) -> Recovered:
    """Bring in order what dead workers left; packs of living ones are left alone."""
    listed = {entry.name for entry in files.list(STAGING) if is_pack(entry.name)}
    cleared, busy = [], []
    for pack in sorted(listed | journalled_packs(files)):
        try:
            with lock_pack(files, pack):
                clear_pack(files, pack, trash, now=now)
                drop_folder(files, pack)
        except OccupiedError:
            busy.append(pack)
        else:
            cleared.append(pack)
    return Recovered(tuple(cleared), tuple(busy))


def clear_pack(files: Files, pack: str, trash: Trash, *, now: Callable[[], datetime]) -> None:
    """Empty the staging area of one pack, then forget its journal. May be done any number of times.

    Whoever calls holds the pack's lock. Afterwards every path of the pack holds its complete earlier
    or complete later content, and what came out is in the trash, durably.
    """
    journal, trusted = _journal(files, pack)
    settler = _SlotRecovery(files, trash, now, journal)
    for entry in files.list(staging_folder(pack)):
        if entry.name != LOCK_NAME:
            settler.settle(f"{staging_folder(pack)}/{entry.name}", trusted=trusted)
    for record in journal.records if journal is not None else ():
        if parent(record.slot) != staging_folder(pack):
            settler.settle_beside(record.slot)
    if journal is not None or not trusted:
        settler.sync(staging_folder(pack))
        remove_journal(files, pack)
    else:
        drop_half_written(files, pack)


def _journal(files: Files, pack: str) -> tuple[Journal | None, bool]:
    """Return the journal, and whether its absence can be trusted."""
    try:
        return read_journal(files, pack), True
    except JournalError:
        return None, False


class _SlotRecovery:
    """Finds for each thing in the staging area its place."""

    def __init__(
        self, files: Files, trash: Trash, now: Callable[[], datetime], journal: Journal | None
    ) -> None:
        self._files = files
        self._trash = trash
        self._now = now
        self._journal = journal
        self._records = {record.slot: record for record in journal.records} if journal else {}
        self._new = {record.state.content for record in self._records.values()} - {None}
        self._touched: set[str] = set()

    def settle(self, slot: str, *, trusted: bool) -> None:
        """Bring one thing where it belongs."""
        if self._dropped_directory(slot):
            return
        record = self._records.get(slot)
        if (record is None and _never_exchanged(slot, trusted=trusted)) or (
            trusted and (self._journal is None or slot.endswith(COPY_SUFFIX))
        ):
            self._drop_new(slot)
            return
        content = content_at(self._files, slot)
        if record is None:
            self._settle_unknown(slot, content)
        else:
            self._touched |= directories_above(record.path)
            self._settle_known(record, content)

    def settle_beside(self, slot: str) -> None:
        """Bring what is in a slot on another file system where it belongs, if anything is there."""
        for path in (slot + COPY_SUFFIX, slot):
            with contextlib.suppress(MissingError):
                self.settle(path, trusted=True)
        self._touched.add(parent(slot))

    def sync(self, folder: str) -> None:
        """Make durable what was moved: only then may the journal go."""
        for directory in sorted(self._touched | {folder}):
            with contextlib.suppress(MissingError, WrongTypeError):
                self._files.sync_directory(directory)

    def _dropped_directory(self, slot: str) -> bool:
        """Remove an empty directory: one that was to be published, or that came out."""
        if self._files.status(slot).type is not FileType.DIRECTORY:
            return False
        try:
            self._files.remove_directory(slot)
        except OccupiedError:
            return False
        return True

    def _settle_unknown(self, slot: str, content: str | None) -> None:
        if content in self._new:
            self._drop_new(slot)
        else:
            self._discard(slot, content, slot)

    def _settle_known(self, record: Record, content: str | None) -> None:
        if content is not None and content == record.state.content:
            self._drop_new(record.slot)
        elif content is not None and content == record.prior.content:
            self._discard(record.slot, content, record.path)
            self._finish_directory(record)
        elif record.prior.kind is Kind.DELETED:
            self._discard(record.slot, content, record.path)
        else:
            PutBack(self._files, self._trash, now=self._now).give_back(record)
            self._drop_own(record)

    def _finish_directory(self, record: Record) -> None:
        """The file is out of the way: make the directory, if that was still to be done."""
        if record.state.kind is Kind.DIRECTORY:
            with contextlib.suppress(OccupiedError, MissingError):
                self._files.make_directory(record.path, mode=record.state.mode)

    def _drop_own(self, record: Record) -> None:
        """After giving back, the slot holds our own copy or nothing."""
        with contextlib.suppress(MissingError):
            if not self._dropped_directory(record.slot):
                self._drop_new(record.slot)

    def _drop_new(self, slot: str) -> None:
        """Remove new content that is not placed, or let the upload have it again that it was taken from."""
        upload_id = staged_upload(slot.rpartition("/")[2])
        if upload_id is None or not UploadFiles(self._files).take_back(upload_id, slot):
            self._files.remove(slot)

    def _discard(self, slot: str, content: str | None, origin: str) -> None:
        target = self._trash.put(slot, content=content or UNKNOWN_CONTENT, origin=origin, at=self._now())
        self._touched.add(parent(target))


def _never_exchanged(slot: str, *, trusted: bool) -> bool:
    """Tell whether a file without a record cannot have come out of the collection.

    A stream never does. A staged file has a number for its name, or that of an upload; only a record lets it
    change places.
    """
    name = slot.rpartition("/")[2]
    return name == STREAM_NAME or (trusted and (name.isdecimal() or staged_upload(name) is not None))

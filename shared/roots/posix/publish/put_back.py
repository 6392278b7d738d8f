"""Gives back what came out of a collection unexpectedly: somebody edited it in the last instant."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from shared.model.entry import Kind
from shared.model.paths import NAME_MAX, parent
from shared.roots.posix.control import ensure_directory
from shared.roots.posix.files.port import (
    Files,
    MissingError,
    OccupiedError,
    StorageError,
    WrongTypeError,
)
from shared.roots.posix.hashing import observe
from shared.roots.posix.publish.journal import Record
from shared.roots.posix.trash import UNKNOWN_CONTENT, Trash

KEPT_MAX = 1000
"""Names tried beside a path."""


def content_at(files: Files, path: str) -> str | None:
    """Return the hash of the file at `path`; None where no readable regular file is."""
    try:
        return observe(files, path).content
    except (MissingError, WrongTypeError):
        return None


class PutBack:
    """Undoes single publications without dropping a byte that anybody wrote."""

    def __init__(self, files: Files, trash: Trash, *, now: Callable[[], datetime]) -> None:
        self._files = files
        self._trash = trash
        self._now = now

    def give_back(self, record: Record) -> None:
        """Let the record's path hold again what is at its slot, which is not ours.

        Where the path was written to once more meanwhile, that stays, and the older one is kept beside it.
        Afterwards the slot holds our own copy, or nothing.
        """
        if self._moved_back(record):
            return
        if self._files.can_exchange and self._is_ours(record, record.path):
            self._files.exchange(record.slot, record.path)
            if self._is_ours(record, record.slot):
                return
            self._files.exchange(record.slot, record.path)
        self._keep_beside(record)

    def _moved_back(self, record: Record) -> bool:
        try:
            ensure_directory(self._files, parent(record.path))
            self._files.move(record.slot, record.path)
        except OccupiedError:
            return False
        return True

    def _is_ours(self, record: Record, path: str) -> bool:
        """Tell whether `path` holds what the publication put there, untouched."""
        if record.state.kind is Kind.FILE:
            return content_at(self._files, path) == record.state.content
        if record.state.kind is Kind.DIRECTORY:
            try:
                return len(self._files.list(path)) == 0
            except (MissingError, WrongTypeError):
                return False
        return False

    def _keep_beside(self, record: Record) -> None:
        content = content_at(self._files, record.slot) or UNKNOWN_CONTENT
        for number in count(1):
            ending = f".kept-{self._now().astimezone(UTC):%Y%m%dT%H%M%SZ}-{content[:8]}"
            target = _beside(record.path, ending + (f"-{number}" if number > 1 else ""))
            try:
                self._files.move(record.slot, target)
            except OccupiedError:
                if number >= KEPT_MAX:
                    raise
            except StorageError:  # no such directory any more, or the name is refused
                self._trash.put(record.slot, content=content, origin=record.path, at=self._now())
                return
            else:
                return


def _beside(path: str, ending: str) -> str:
    """Return a sibling's path: its name with an ending, so that `*.bc` does not match it."""
    directory, slash, name = path.rpartition("/")
    short = name.encode()[: NAME_MAX - len(ending)].decode("utf-8", "ignore")
    return f"{directory}{slash}{short}{ending}"

"""The store of recent contents: older bytes of files that change, kept as the bases of the next deltas.

`.spicerack/recent/<UTC>Z-<content>-<size>`. The names alone say all, so that a restart needs nothing
else. It is a cache: whatever is in it may be removed at any time, nothing in it is synced, and nothing is
believed of it until it was hashed. All methods block.
"""

import contextlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from shared.model.paths import CONTROL_DIRECTORY
from shared.roots.posix.control import CONTROL_MODE
from shared.roots.posix.files.port import Files, MissingError, OccupiedError, ReadableFile, StorageError

RECENT = f"{CONTROL_DIRECTORY}/recent"

PARTIAL_SUFFIX = ".partial"
"""Of a copy that is being made, or that a dead worker left."""

PARTIAL_SECONDS = 3600.0
"""After which nobody writes to a partial copy any more: a disk of 10 MB/s has written 36 GB by then."""

SHARE = 2
"""A content larger than the store divided by this is not kept: it would drive all others out."""

KEPT_FILES_MAX = 4096
"""Files in the store: its directory is listed for every job that may need it."""

_NAME = re.compile(
    r"(?P<at>\d{8}T\d{12})Z-(?P<content>[0-9a-f]{64})-(?P<size>\d{1,18})(?P<partial>\.partial)?"
)
_TIME = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentBounds:
    """How much the store may hold."""

    keep_bytes: int
    """In all; 0 switches the store off."""
    keep_seconds: float
    """Since a content was last needed."""
    reserve_bytes: int
    """Left free on the file system."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One content in the store."""

    name: str
    content: str
    size: int
    at: datetime
    partial: bool

    @property
    def path(self) -> str:
        """Where it lies, relative to the root."""
        return f"{RECENT}/{self.name}"


class RecentContents:
    """The store below one root, as one job sees it: its names are read once.

    Other workers of the site may use the same store meanwhile: what they removed is missing, no more.
    """

    def __init__(self, files: Files, *, now: Callable[[], datetime], bounds: RecentBounds) -> None:
        self._files = files
        self._now = now
        self._bounds = bounds

    @property
    def bytes(self) -> int:
        """Bytes of all that is kept."""
        return sum(kept.size for kept in self._listed)

    def path_of(self, content: str) -> str | None:
        """Return where a content is kept, as far as the names tell; the caller verifies the bytes."""
        kept = self._whole.get(content)
        return kept.path if kept is not None else None

    def keep(self, content: str, source: ReadableFile, *, size: int) -> bool:
        """Keep a copy of an open content, or note that it was needed again; tell whether it is kept now.

        Old copies make room. A copy that cannot be made is no error: the next delta needs a signature then.
        """
        try:
            return self._noted(content) or (self._fits(size) and self._copied(content, source, size))
        except StorageError:
            return False

    def discard(self, content: str) -> None:
        """Remove a copy that is not what its name says."""
        kept = self._whole.pop(content, None)
        if kept is not None:
            self._remove(kept)

    def sweep(self) -> int:
        """Remove what is too old, too much or was left half-made; return how many files went."""
        return self._remove_all(self._excess(room=0))

    def make_room(self, wanted: int) -> None:
        """Remove the oldest copies until `wanted` bytes are free, or none is left: a cache fills no disk."""
        for kept in sorted(self._listed, key=lambda one: one.at):
            if self._files.free_bytes() >= wanted:
                return
            self._remove_all([kept])

    @cached_property
    def _listed(self) -> list[Kept]:
        try:
            found = (_parse(listed.name) for listed in self._files.list(RECENT))
            return [kept for kept in found if kept is not None]
        except MissingError:
            return []

    @cached_property
    def _whole(self) -> dict[str, Kept]:
        return {kept.content: kept for kept in self._listed if not kept.partial}

    def _noted(self, content: str) -> bool:
        """Give a content that is kept already a new time; tell whether there is one."""
        kept = self._whole.get(content)
        if kept is None:
            return False
        again = self._named(content, kept.size)
        try:
            self._files.move(kept.path, again.path)
        except OccupiedError:
            return True
        except MissingError:
            self._forget(kept)
            return False
        self._forget(kept)
        self._enter(again)
        return True

    def _fits(self, size: int) -> bool:
        """Make room for a content; False when it is too large for the store or for the disk."""
        bounds = self._bounds
        if size * SHARE > bounds.keep_bytes:
            return False
        self._remove_all(self._excess(room=size))
        return self._files.free_bytes() >= size + bounds.reserve_bytes

    def _copied(self, content: str, source: ReadableFile, size: int) -> bool:
        kept = self._named(content, size)
        partial = kept.path + PARTIAL_SUFFIX
        with contextlib.suppress(OccupiedError):
            self._files.make_directory(RECENT, mode=CONTROL_MODE)
        try:
            with self._files.create(partial) as target:
                target.copy_from(source, 0, size)
            self._files.move(partial, kept.path)
        except StorageError:
            with contextlib.suppress(StorageError):
                self._files.remove(partial)
            raise
        self._enter(kept)
        return True

    def _excess(self, *, room: int) -> Iterable[Kept]:
        """Return what has to go so that `room` bytes fit, oldest first."""
        bounds, now = self._bounds, self._now()
        oldest = now - timedelta(seconds=bounds.keep_seconds)
        half_made = now - timedelta(seconds=PARTIAL_SECONDS)
        left_bytes, left = sum(kept.size for kept in self._listed) + room, len(self._listed) + bool(room)
        gone = []
        for kept in sorted(self._listed, key=lambda one: one.at):
            too_much = left_bytes > bounds.keep_bytes or left > KEPT_FILES_MAX
            if kept.at < (half_made if kept.partial else oldest) or (too_much and not kept.partial):
                gone.append(kept)
                left_bytes, left = left_bytes - kept.size, left - 1
        return gone

    def _named(self, content: str, size: int) -> Kept:
        at = self._now().astimezone(UTC)
        return Kept(f"{at.strftime(_TIME)}Z-{content}-{size}", content, size, at, partial=False)

    def _enter(self, kept: Kept) -> None:
        self._listed.append(kept)
        self._whole[kept.content] = kept

    def _forget(self, kept: Kept) -> None:
        self._listed.remove(kept)
        if self._whole.get(kept.content) is kept:
            del self._whole[kept.content]

    def _remove_all(self, gone: Iterable[Kept]) -> int:
        removed = [kept for kept in gone if self._remove(kept)]
        return len(removed)

    def _remove(self, kept: Kept) -> bool:
        if kept in self._listed:
            self._forget(kept)
        try:
            self._files.remove(kept.path)
        except StorageError:
            return False
        return True


def _parse(name: str) -> Kept | None:
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        at = datetime.strptime(match["at"], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Kept(name, match["content"], int(match["size"]), at, partial=match["partial"] is not None)

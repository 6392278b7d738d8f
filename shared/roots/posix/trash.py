"""The trash of a root: what was replaced or deleted, kept for a while.

`.spicerack/trash/<YYYYMMDD>/<UTC>-<content>-<readable tail>`. The names alone say all, so there is
nothing that could be out of step with them.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from shared.model.links import MODE_MASK
from shared.model.paths import NAME_MAX, parent
from shared.roots.posix.control import CONTROL_MODE, TRASH
from shared.roots.posix.files.port import (
    Files,
    FileType,
    MissingError,
    OccupiedError,
    OtherDeviceError,
    StorageError,
)
from shared.roots.posix.hashing import ChangingError, observe

UNKNOWN_CONTENT = "0" * 64
"""In the place of a hash for what has none: a directory, or something that could not be read."""

TAIL_BYTES_MAX = 120
"""Bytes of the original path that a name shows."""

COPIES_MAX = 1000
"""Names tried for the same content of the same path in the same microsecond."""

_NAME = re.compile(r"(?P<at>\d{8}T\d{6}\d{6})Z-(?P<content>[0-9a-f]{64})-.*", re.DOTALL)
_TIME = "%Y%m%dT%H%M%S%f"
_DAY = re.compile(r"\d{8}")


@dataclass(frozen=True, slots=True)
class Trashed:
    """One thing in the trash."""

    path: str
    content: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed, and what is left, in files and bytes."""

    removed: int
    removed_bytes: int
    kept: int
    kept_bytes: int


class Trash:
    """The trash below one root."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def prepare(self, at: datetime) -> str:
        """Make the directory of a day, durably, and return it."""
        day = _day(at)
        with contextlib.suppress(OccupiedError):
            self._files.make_directory(day, mode=CONTROL_MODE)
        self._files.sync_directory(TRASH)
        return day

    def put(self, path: str, *, content: str, origin: str, at: datetime) -> str:
        """Move what is at `path`, whose hash is `content`, into the trash; return its path there.

        `origin` is where it stood, for people to read. The names in `path`'s directory and in
        the day's are not yet durable.

        Raises:
            StorageError: it could not be moved; it is where it was.
        """
        name = f"{at.astimezone(UTC).strftime(_TIME)}Z-{content}-{_tail(origin)}"
        for number in count(1):
            target = f"{_day(at)}/{name}" + (f"~{number}" if number > 1 else "")
            try:
                self._move(path, target, at)
            except OccupiedError:
                if number >= COPIES_MAX:
                    raise
            else:
                return target
        raise AssertionError("count has no end")

    def find(self, content: str) -> str | None:
        """Return the newest path in the trash that holds `content`; the caller verifies the bytes."""
        found = [trashed for trashed in self.entries() if trashed.content == content]
        return found[-1].path if found else None

    def copy_out(self, content: str, target: str) -> None:
        """Copy the newest of a content to `target`, durably; the trash keeps its own. The caller verifies it.

        Raises:
            MissingError: it is not here.
            StorageError: it cannot be copied.
        """
        path = self.find(content)
        if path is None:
            raise MissingError(f"content {content} is not in the trash")
        self._copy(path, target)

    def entries(self) -> Iterator[Trashed]:
        """Yield what is in the trash, oldest first. Names that are not ours are passed over."""
        for day in self._days():
            with contextlib.suppress(MissingError):
                for listed in self._files.list(day):
                    match = _NAME.fullmatch(listed.name)
                    if match and _is_utf8(listed.name):
                        at = datetime.strptime(match["at"], _TIME).replace(tzinfo=UTC)
                        yield Trashed(f"{day}/{listed.name}", match["content"], at)

    def late(self) -> Iterator[Trashed]:
        """Yield what was written to after it came here by a program that had it open.

        A time after that of the move is the sign, and the content the proof.
        """
        for trashed in self.entries():
            if trashed.content != UNKNOWN_CONTENT and self._is_late(trashed):
                yield trashed

    def _is_late(self, trashed: Trashed) -> bool:
        try:
            status = self._files.status(trashed.path)
            moved_ns = int(trashed.at.timestamp()) * 1_000_000_000
            if status.type is not FileType.FILE or status.fingerprint.mtime_ns < moved_ns:
                return False
            return observe(self._files, trashed.path).content != trashed.content
        except ChangingError:
            return True
        except StorageError:  # It cannot be told; a look and a sweep go on with the rest.
            return False

    def sweep(self, now: datetime, *, keep_seconds: float, keep_bytes: int) -> Swept:
        """Remove, oldest first, what is older than `keep_seconds` or above `keep_bytes` in all."""
        sized = [(trashed, self._size(trashed.path)) for trashed in self.entries()]
        left_bytes = sum(size for _, size in sized)
        removed = removed_bytes = 0
        for trashed, size in sized:
            if trashed.at >= now - timedelta(seconds=keep_seconds) and left_bytes <= keep_bytes:
                break
            if trashed.content != UNKNOWN_CONTENT and self._is_late(trashed):
                continue  # The only copy of what was written there: a person takes it first.
            self._destroy(trashed.path)
            removed, removed_bytes, left_bytes = removed + 1, removed_bytes + size, left_bytes - size
        self._drop_empty_days(now)
        return Swept(removed, removed_bytes, len(sized) - removed, left_bytes)

    def _move(self, source: str, target: str, at: datetime) -> None:
        try:
            self._bring(source, target)
        except MissingError:  # the day's directory is not there yet, or a sweep took it away
            self.prepare(at)
            self._bring(source, target)

    def _bring(self, source: str, target: str) -> None:
        try:
            self._files.move(source, target)
        except OtherDeviceError:
            self._copy(source, target)
            self._files.remove(source)

    def _copy(self, source: str, target: str) -> None:
        """Copy a file from another file system, durably: only then may the original go."""
        with self._files.open(source) as old, self._files.create(target) as copy:
            before = old.status()
            copy.copy_from(old, 0, before.fingerprint.size)
            copy.set_metadata(mtime_ns=before.fingerprint.mtime_ns, mode=before.mode & MODE_MASK)
            copy.sync()
            changed = old.status() != before
        self._files.sync_directory(parent(target))
        if changed:
            self._files.remove(target)
            raise StorageError(f"{source!r} is being written to: it is moved to the trash later")

    def _days(self) -> list[str]:
        try:
            listed = self._files.list(TRASH)
        except MissingError:
            return []
        return [
            f"{TRASH}/{entry.name}"
            for entry in listed
            if entry.type is FileType.DIRECTORY and _DAY.fullmatch(entry.name)
        ]

    def _size(self, path: str) -> int:
        try:
            return self._files.status(path).fingerprint.size
        except MissingError:
            return 0

    def _destroy(self, path: str) -> None:
        with contextlib.suppress(MissingError):
            if self._files.status(path).type is not FileType.DIRECTORY:
                self._files.remove(path)
                return
            for entry in self._files.list(path):
                self._destroy(f"{path}/{entry.name}")
            self._files.remove_directory(path)

    def _drop_empty_days(self, now: datetime) -> None:
        for day in self._days():
            if day < _day(now):
                with contextlib.suppress(OccupiedError, MissingError):
                    self._files.remove_directory(day)


def _day(at: datetime) -> str:
    return f"{TRASH}/{at.astimezone(UTC):%Y%m%d}"


def _tail(origin: str) -> str:
    """Return the end of a path as one name of at most TAIL_BYTES_MAX bytes."""
    raw = origin.replace("/", "~").encode()[-TAIL_BYTES_MAX:]
    return raw.decode("utf-8", "ignore")


def _is_utf8(name: str) -> bool:
    try:
        return len(name.encode()) <= NAME_MAX
    except UnicodeEncodeError:
        return False

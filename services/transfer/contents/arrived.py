"""The store of arrived contents: verified bytes that the file system refused to place, kept for the next try.

`.spicerack/arrived/<UTC>Z-<content>-<size>`. The names alone say all, so that a restart needs nothing else.
A content that is placed in the end leaves the store by it. Whatever is in it may be removed at any time: it
travels once more then. All methods block.
"""

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.delta.hashing import hash_readable
from shared.roots.posix.control import ARRIVED, CONTROL_MODE
from shared.roots.posix.files.port import Files, MissingError, OccupiedError, StorageError

KEEP_SECONDS = 30 * 86400.0
"""As long as the trash: a refusal that nobody mended for so long is not about to be mended."""

FILES_MAX = 4096
"""Files in the store: its directory is listed for every job that may need it."""

_NAME = re.compile(r"(?P<at>\d{8}T\d{12})Z-(?P<content>[0-9a-f]{64})-(?P<size>\d{1,18})")
_TIME = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class ArrivedContent:
    """One content in the store."""

    path: str
    content: str
    size: int
    at: datetime


class Arrived:
    """The store below one root. Other workers of the site may use it meanwhile: each look lists it anew."""

    def __init__(self, files: Files, *, now: Callable[[], datetime]) -> None:
        self._files = files
        self._now = now

    @property
    def bytes(self) -> int:
        """Bytes of all that is kept: they make way where room is needed."""
        return sum(one.size for one in self._listed())

    def path_of(self, content: str) -> str | None:
        """Return where a content is kept, as far as the names tell; the caller verifies the bytes."""
        return next((one.path for one in self._listed() if one.content == content), None)

    def keep(self, source: str, content: str, *, size: int) -> bool:
        """Move a staged file into the store; tell whether the content is kept.

        The bytes are hashed first: what lies at the name of a staged file after a publish that failed half
        way may have come out of the collection, and is not touched then.
        """
        try:
            with self._files.open(source) as file:
                if hash_readable(file) != content:
                    return False
            if self.path_of(content) is None:
                self._move_in(source, content, size)
        except StorageError:
            return False
        return True

    def make_room(self, wanted: int) -> None:
        """Remove the oldest contents until `wanted` bytes are free, or none is left."""
        for one in self._listed():
            if self._files.free_bytes() >= wanted:
                return
            self._remove(one)

    def sweep(self) -> int:
        """Remove what is too old or too much; return how many files went."""
        listed = self._listed()
        oldest = self._now() - timedelta(seconds=KEEP_SECONDS)
        gone = [one for at, one in enumerate(listed) if one.at < oldest or at < len(listed) - FILES_MAX]
        for one in gone:
            self._remove(one)
        return len(gone)

    def _listed(self) -> list[ArrivedContent]:
        """Return all that is kept, oldest first."""
        try:
            found = [_parse(entry.name) for entry in self._files.list(ARRIVED)]
        except MissingError:
            return []
        return [one for one in found if one is not None]

    def _move_in(self, source: str, content: str, size: int) -> None:
        with contextlib.suppress(OccupiedError):
            self._files.make_directory(ARRIVED, mode=CONTROL_MODE)
        name = f"{self._now().astimezone(UTC).strftime(_TIME)}Z-{content}-{size}"
        self._files.move(source, f"{ARRIVED}/{name}")
        self._files.sync_directory(ARRIVED)

    def _remove(self, one: ArrivedContent) -> None:
        with contextlib.suppress(StorageError):
            self._files.remove(one.path)


def _parse(name: str) -> ArrivedContent | None:
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        at = datetime.strptime(match["at"], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return ArrivedContent(f"{ARRIVED}/{name}", match["content"], int(match["size"]), at)

"""The store of partial contents: what has come so far of contents that travel in ranges.

`.spicerack/partial/<content>-<bytes>`: the name says how many bytes are durable, whatever a crash made of
what lies beyond them. Nothing in it is verified before the whole has come. All methods block.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.roots.posix.control import CONTROL_MODE, PARTIAL
from shared.roots.posix.files.port import Files, MissingError, OccupiedError, StorageError, WritableFile

KEEP_SECONDS = 7 * 86400.0
"""Since the last range came: a source that was away for a weekend is gone on with, and what nobody wants any
more (the file changed meanwhile) does not fill the disk for ever."""

FILES_MAX = 64
"""Contents that come at a time, with those that nobody wants any more: one for each site's want is usual."""

_NAME = re.compile(r"(?P<content>[0-9a-f]{64})-(?P<size>\d{1,18})")


@dataclass(frozen=True, slots=True)
class PartialContent:
    """The beginning of one content."""

    path: str
    content: str
    size: int
    """Bytes that are durable."""


class PartialContents:
    """The store below one root."""

    def __init__(self, files: Files, *, now: Callable[[], datetime]) -> None:
        self._files = files
        self._now = now

    def size_of(self, content: str) -> int:
        """Return how many bytes have come of a content, from its first on."""
        found = self.find(content)
        return found.size if found is not None else 0

    def find(self, content: str) -> PartialContent | None:
        """Return what has come of a content: the longest, where a crash left two names."""
        found = (one for one in self._listed() if one.content == content)
        return max(found, key=lambda one: one.size, default=None)

    @contextlib.contextmanager
    def lock(self, content: str) -> Iterator[None]:
        """Keep every other worker from a content for a block.

        Raises:
            OccupiedError: another worker has it.
        """
        with contextlib.suppress(OccupiedError):
            self._files.make_directory(PARTIAL, mode=CONTROL_MODE)
        path = f"{PARTIAL}/{content}.lock"
        with self._files.lock(path):
            try:
                yield
            finally:
                with contextlib.suppress(StorageError):
                    self._files.remove(path)

    @contextlib.contextmanager
    def appending(self, content: str) -> Iterator[WritableFile]:
        """Append to what has come of a content, durably when the block ends.

        Whatever fails leaves what had come before as it was. Whoever calls holds the lock.

        Raises:
            StorageError: the file system refused.
        """
        before = self.find(content) or PartialContent(f"{PARTIAL}/{content}-0", content, 0)
        try:
            with self._opened(before) as file:
                yield file
                file.sync()
                size = file.status().fingerprint.size
        except BaseException:
            with contextlib.suppress(StorageError), self._files.append(before.path, after=before.size):
                pass  # what lies beyond would fill the disk that refused more
            raise
        self._name(before, size)

    def _name(self, before: PartialContent, size: int) -> None:
        """Say by its name how much of a content is durable now."""
        path = f"{PARTIAL}/{before.content}-{size}"
        if path != before.path:
            self._files.move(before.path, path)
        self._files.sync_directory(PARTIAL)

    def sweep(self) -> int:
        """Remove what nobody went on with, or is too much; return how many files went."""
        oldest_ns = int((self._now().astimezone(UTC) - timedelta(seconds=KEEP_SECONDS)).timestamp()) * 10**9
        aged = sorted((self._last_ns(one), one.path, one.content) for one in self._listed())
        old = [(path, content) for last_ns, path, content in aged if last_ns < oldest_ns]
        many = [(path, content) for _, path, content in aged[: max(len(aged) - FILES_MAX, 0)]]
        gone = 0
        for path, content in dict.fromkeys((*old, *many)):
            with contextlib.suppress(StorageError), self.lock(content):
                self._files.remove(path)
                gone += 1
        return gone

    def _opened(self, before: PartialContent) -> WritableFile:
        if before.size:
            return self._files.append(before.path, after=before.size)
        with contextlib.suppress(MissingError):
            self._files.remove(before.path)
        return self._files.create(before.path)

    def _last_ns(self, one: PartialContent) -> int:
        try:
            return self._files.status(one.path).fingerprint.mtime_ns
        except MissingError:
            return 0

    def _listed(self) -> list[PartialContent]:
        try:
            names = [entry.name for entry in self._files.list(PARTIAL)]
        except MissingError:
            return []
        found = ((name, _NAME.fullmatch(name)) for name in names)
        return [
            PartialContent(f"{PARTIAL}/{name}", match["content"], int(match["size"]))
            for name, match in found
            if match is not None
        ]

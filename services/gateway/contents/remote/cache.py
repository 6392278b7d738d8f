"""The cache of contents on disk: verified when they come in, the longest unused go first. One loop owns it.

Nothing in it is synced: a content that a crash tore is found out when it is first used after a start, since
each is hashed once then. A file with readers stays, so that the bound holds for what the disk really has.
"""

import asyncio
import os
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shared.roots.posix.files.open_file import PosixReadable
from shared.roots.posix.hashing import hash_open

PARTIAL = ".partial"
"""Ends the names of files that are being fetched."""

SHARE = 2
"""A content larger than the cache divided by this is not kept: it would drive all others out."""

_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(slots=True)
class _Kept:
    size: int
    verified: bool
    """Whether it was hashed since this process started."""
    readers: int = 0


class CachedFile:
    """An open file of the cache. Closed by its owner."""

    def __init__(self, file: PosixReadable, release: Callable[[], None]) -> None:
        self.file = file
        self._release: Callable[[], None] | None = release

    def close(self) -> None:
        """Let go. Never raises."""
        release, self._release = self._release, None
        if release is not None:
            self.file.__exit__(None, None, None)
            release()


class ContentCache:
    """Whole contents by their hash, and room for those on their way."""

    def __init__(self, directory: Path, *, limit_bytes: int, reserve_bytes: int) -> None:
        """Wire it.

        Args:
            directory: of this process alone.
            limit_bytes: of all that is kept or on its way.
            reserve_bytes: left free on the disk.
        """
        self._directory = directory
        self._limit = limit_bytes
        self._reserve = reserve_bytes
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._promised = 0
        self._number = 0

    @property
    def bytes(self) -> int:
        """Of all that is kept or on its way."""
        return self._promised + sum(one.size for one in self._kept.values())

    def start(self) -> None:
        """Take stock of what an earlier process left. Blocks."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = []
        for path in self._directory.iterdir():
            if _NAME.fullmatch(path.name):
                status = path.stat()
                found.append((status.st_mtime_ns, path.name, status.st_size))
            else:
                path.unlink()
        for _, name, size in sorted(found):
            self._kept[name] = _Kept(size, verified=False)
        self._make_room(0)

    async def open(self, content: str) -> CachedFile | None:
        """Return an open file of a content; None where the cache has not got it."""
        kept = self._kept.get(content)
        if kept is None:
            return None
        kept.readers += 1
        try:
            file = await asyncio.to_thread(self._opened, content, verified=kept.verified)
        except BaseException:
            kept.readers -= 1
            raise
        if file is None:
            kept.readers -= 1
            self._forget(content, kept)
            return None
        kept.verified = True
        self._kept.move_to_end(content)
        return CachedFile(file, lambda: self._release(kept))

    def promise(self, size: int) -> bool:
        """Keep room for a content on its way, until `keep` or `give_up`; False where there is none.

        What nobody reads makes way, the longest unused first.
        """
        if size * SHARE > self._limit or not self._make_room(size):
            return False
        if _free_bytes(self._directory) < size + self._promised + self._reserve:
            return False
        self._promised += size
        return True

    def partial(self, content: str) -> Path:
        """Return where a content on its way is written; each call names another file."""
        self._number += 1
        return self._directory / f"{content}-{self._number}{PARTIAL}"

    def keep(self, content: str, size: int, partial: Path) -> CachedFile:
        """Take a content that was promised room, verified by the caller, and return it open. Blocks shortly.

        Raises:
            OSError: the disk refuses; the promise stands.
        """
        path = self._directory / content
        file = PosixReadable(os.open(partial, os.O_RDONLY | os.O_CLOEXEC), content)
        try:
            partial.rename(path)
        except OSError:
            file.__exit__(None, None, None)
            raise
        kept = _Kept(size, verified=True, readers=1)
        self._kept[content] = kept
        self._promised -= size
        return CachedFile(file, lambda: self._release(kept))

    def give_up(self, size: int) -> None:
        """Take back a promise."""
        self._promised -= size

    def _release(self, kept: _Kept) -> None:
        kept.readers -= 1

    def _opened(self, content: str, *, verified: bool) -> PosixReadable | None:
        """Open a file of the cache, hashed if it was not yet; None, and gone, where it is damaged."""
        path = self._directory / content
        try:
            file = PosixReadable(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW), content)
            os.utime(path)
        except OSError:
            return None
        if verified or hash_open(file) == content:
            return file
        file.__exit__(None, None, None)
        path.unlink(missing_ok=True)
        return None

    def _forget(self, content: str, kept: _Kept) -> None:
        if self._kept.get(content) is kept:
            del self._kept[content]

    def _make_room(self, size: int) -> bool:
        """Remove what nobody reads until `size` bytes fit; tell whether they do."""
        excess = self.bytes + size - self._limit
        gone = []
        for content, kept in self._kept.items():
            if excess <= 0:
                break
            if not kept.readers:
                excess -= kept.size
                gone.append(content)
        if excess > 0 and size:
            return False
        for content in gone:
            del self._kept[content]
            (self._directory / content).unlink(missing_ok=True)
        return True


def _free_bytes(directory: Path) -> int:
    status = os.statvfs(directory)
    return status.f_bavail * status.f_frsize

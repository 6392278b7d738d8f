"""The free space at the site."""

import asyncio
from collections.abc import Callable
from contextlib import closing

from services.transfer.contents.content_finder import ContentFinder
from services.transfer.contents.make_room import usable_bytes
from shared.roots.posix.files.port import Files, StorageError

LOOK_EVERY = 30.0
"""Seconds: a disk fills slower than that matters, and a network mount may be slow to tell."""


class FreeSpace:
    """Looks at the file system now and then, and when a job asks for it."""

    def __init__(
        self, open_files: Callable[[], Files], *, find: Callable[[Files], ContentFinder], reserve_bytes: int
    ) -> None:
        self._open_files = open_files
        self._find = find
        self._reserve_bytes = reserve_bytes
        self.free_bytes: int | None = None
        """On the file system. None: the root could not be asked."""
        self.usable_bytes: int | None = None
        """That a job may take: what is kept for later jobs makes way, and the reserve stays."""

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Look now."""
        self.free_bytes, self.usable_bytes = await asyncio.to_thread(self._seen)

    def _seen(self) -> tuple[int | None, int | None]:
        try:
            with closing(self._open_files()) as files:
                usable = usable_bytes(files, self._find(files), reserve_bytes=self._reserve_bytes)
                return files.free_bytes(), usable
        except StorageError:
            return None, None

"""How much room there is at the site."""

import asyncio
from collections.abc import Callable
from contextlib import closing

from shared.roots.posix.files.port import Files, StorageError

LOOK_EVERY = 30.0
"""Seconds: a disk fills slower than that matters, and a network mount may be slow to tell."""


class FreeSpace:
    """Looks at the file system now and then."""

    def __init__(self, open_files: Callable[[], Files]) -> None:
        self._open_files = open_files
        self.free_bytes: int | None = None
        """None: the root could not be asked."""

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self.free_bytes = await asyncio.to_thread(self.look)
            await asyncio.sleep(LOOK_EVERY)

    def look(self) -> int | None:
        """Return the bytes that can be used; blocks."""
        try:
            with closing(self._open_files()) as files:
                return files.free_bytes()
        except StorageError:
            return None

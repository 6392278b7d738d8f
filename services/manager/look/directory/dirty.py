"""Directories to look at next: hints gathered until a look takes them."""

import asyncio

from services.manager.look.directory.scan import WHOLE, Scope

DIRECTORIES_MAX = 10_000
"""With more, one look at the whole root is cheaper."""


class DirtyDirectories:
    """Directories that something may have changed in."""

    def __init__(self) -> None:
        self._directories: set[str] = set()
        self._whole = True
        self._some = asyncio.Event()
        self._some.set()

    def add(self, *directories: str) -> None:
        """Ask for a look at directories, each by itself."""
        self._directories.update(directories)
        self._whole = self._whole or len(self._directories) > DIRECTORIES_MAX
        if directories:
            self._some.set()

    def add_all(self) -> None:
        """Ask for a look at the whole root."""
        self._whole = True
        self._some.set()

    async def take(self, *, timeout: float | None) -> Scope:
        """Wait until there is something, or (with what is there then) until `timeout` seconds have passed."""
        try:
            async with asyncio.timeout(timeout):
                await self._some.wait()
        except TimeoutError:
            pass
        self._some.clear()
        scope = WHOLE if self._whole else Scope(directories=frozenset(self._directories))
        self._directories = set()
        self._whole = False
        return scope

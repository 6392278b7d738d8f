"""The watcher that knows nothing: it asks for a look at the whole root again and again."""

import asyncio
from collections.abc import AsyncGenerator

from services.manager.watch.port import Dirty


class PollingWatcher:
    """For network file systems, and wherever there is no inotify."""

    def __init__(self, *, poll_seconds: float, degraded: str = "") -> None:
        self._poll_seconds = poll_seconds
        self._degraded = degraded

    @property
    def degraded(self) -> str:
        """Why changes are noticed late."""
        return self._degraded

    async def events(self) -> AsyncGenerator[Dirty, None]:
        """Ask for a look at the whole root, now and every `poll_seconds` after the reader came back."""
        while True:
            yield Dirty(overflow=True, reason="polling")
            await asyncio.sleep(self._poll_seconds)

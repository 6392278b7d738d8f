"""A bell: rung by one task, heard by those that wait for it, within a time."""

import asyncio
import contextlib


class Bell:
    """What is rung while nobody waits is heard by the next who does."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits."""
        self._event.set()

    async def heard(self, *, within: float) -> bool:
        """Return when it rings, or after so many seconds; tell whether it rang."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._event.wait()
        rang = self._event.is_set()
        self._event.clear()
        return rang

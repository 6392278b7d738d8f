"""The connections of one process to one provider, each used by one thread at a time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from services.acquirer.sources.port import Source
from shared.model.errors import OperatorError


class SourcePool:
    """Sources of one provider, each of which has one connection at most.

    Args:
        make: opens one; it connects when it is first asked.
        connections: at a time.
    """

    def __init__(self, make: Callable[[], Source], *, connections: int) -> None:
        self._make = make
        self._places = asyncio.Semaphore(connections)
        self._idle: list[Source] = []
        self.used = 0
        """At this moment."""

    @contextlib.asynccontextmanager
    async def use(self) -> AsyncIterator[Source]:
        """Give a source for the block; one that failed is not used again. Raises what `make` does."""
        async with self._places:
            source = self._idle.pop() if self._idle else self._make()
            self.used += 1
            try:
                yield source
            except BaseException:
                await _close(source)
                raise
            else:
                self._idle.append(source)
            finally:
                self.used -= 1

    async def close_idle(self) -> None:
        """Close connections that nobody uses: providers count them, too."""
        while self._idle:
            await _close(self._idle.pop())


async def _close(source: Source) -> None:
    with contextlib.suppress(OperatorError, OSError):
        await asyncio.to_thread(source.__exit__, None, None, None)

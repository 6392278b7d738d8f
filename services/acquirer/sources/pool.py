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
        self._taken: dict[int, float] = {}
        """Since when each source is used, by the loop's clock."""

    @property
    def used(self) -> int:
        """Sources that are used at this moment."""
        return len(self._taken)

    @property
    def oldest_seconds(self) -> float:
        """For how long the one that was taken first is used; 0 where none is."""
        now = asyncio.get_running_loop().time()
        return max((now - since for since in self._taken.values()), default=0.0)

    @contextlib.asynccontextmanager
    async def use(self) -> AsyncIterator[Source]:
        """Give a source for the block; one that failed is not used again. Raises what `make` does."""
        async with self._places:
            source = self._idle.pop() if self._idle else await asyncio.to_thread(self._make)
            self._taken[id(source)] = asyncio.get_running_loop().time()
            try:
                yield source
            except BaseException:
                await _close(source)
                raise
            else:
                self._idle.append(source)
            finally:
                del self._taken[id(source)]

    async def close_idle(self) -> None:
        """Close connections that nobody uses: providers count them, too."""
        while self._idle:
            await _close(self._idle.pop())


async def _close(source: Source) -> None:
    with contextlib.suppress(OperatorError, OSError):
        await asyncio.to_thread(source.__exit__, None, None, None)

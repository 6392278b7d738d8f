"""The connections of one process to one provider, each used by one thread at a time."""

import asyncio
import contextlib
from collections import deque
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
        self._connections = connections
        self._idle: list[Source] = []
        self._taken: dict[int, float] = {}
        """Since when each source is used, by the loop's clock."""
        self._entered = 0
        """Of those that wait no more: they have a source, or are about to."""
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._old: list[Source] = []
        """Idle ones that were made as the provider was said to be before."""

    @property
    def used(self) -> int:
        """Sources that are used at this moment."""
        return len(self._taken)

    @property
    def oldest_seconds(self) -> float:
        """For how long the one that was taken first is used; 0 where none is."""
        now = asyncio.get_running_loop().time()
        return max((now - since for since in self._taken.values()), default=0.0)

    def change(self, make: Callable[[], Source], *, connections: int) -> None:
        """Open sources otherwise from now on; those in use are closed when they come back."""
        self._make, self._connections = make, connections
        self._old += self._idle
        self._idle = []
        self._wake()

    @contextlib.asynccontextmanager
    async def use(self) -> AsyncIterator[Source]:
        """Give a source for the block; one that failed is not used again. Raises what `make` does."""
        await self._enter()
        try:
            while self._old:
                await _close(self._old.pop())
            make = self._make
            source = self._idle.pop() if self._idle else await asyncio.to_thread(make)
            self._taken[id(source)] = asyncio.get_running_loop().time()
            try:
                yield source
            except BaseException:
                await _close(source)
                raise
            else:
                if make is self._make:
                    self._idle.append(source)
                else:
                    await _close(source)
            finally:
                del self._taken[id(source)]
        finally:
            self._entered -= 1
            self._wake()

    @contextlib.asynccontextmanager
    async def room(self) -> AsyncIterator[None]:
        """Keep room for a connection of another kind for the block: one that is idle is closed for it."""
        await self._enter()
        try:
            if self._idle:
                await _close(self._idle.pop())
            yield
        finally:
            self._entered -= 1
            self._wake()

    async def close_idle(self) -> None:
        """Close connections that nobody uses: providers count them, too."""
        for some in (self._idle, self._old):
            while some:
                await _close(some.pop())

    async def _enter(self) -> None:
        """Return once there is room, those that came first before the others."""
        while self._entered >= self._connections:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            try:
                await waiter
            except asyncio.CancelledError:
                self._wake()  # the turn was perhaps ours: others wait
                raise
            finally:
                self._waiting.remove(waiter)
        self._entered += 1

    def _wake(self) -> None:
        """Wake as many as there is room for."""
        room = self._connections - self._entered
        for waiter in list(self._waiting)[: max(room, 0)]:
            if not waiter.done():
                waiter.set_result(None)


async def _close(source: Source) -> None:
    with contextlib.suppress(OperatorError, OSError):
        await asyncio.to_thread(source.__exit__, None, None, None)

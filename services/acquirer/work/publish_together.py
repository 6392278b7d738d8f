"""Granules that are published together: those that wait at one time share the waits for the disk."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from services.acquirer.fetch.failure import GranuleError
from services.acquirer.place.publish import Placed, Ready

Publish = Callable[[Sequence[Ready]], Sequence[Placed | GranuleError]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much is published together: settings of the service."""

    at_once: int = 2
    """Publications at a time: one has its bytes copied while the other waits for the disk."""
    granules: int = 100
    """Of one publication."""
    files: int = 1000
    """Of one publication with more than one granule: the last of them would wait for all the others."""
    bytes: int = 256 * 1024 * 1024
    """Of one publication with more than one granule."""


@dataclass(eq=False, slots=True)
class _Waiting:
    ready: Ready
    placed: asyncio.Future[Placed | GranuleError]


class PublishTogether:
    """Publishes what granules bring, in the order in which they come.

    Args:
        publish: brings some granules that share no path into the root; blocks.
        executor: runs it.
        bounds: of what is published together.
    """

    def __init__(self, publish: Publish, executor: Executor, bounds: Bounds) -> None:
        self._bounds = bounds
        self._publish = publish
        self._executor = executor
        self._turn = asyncio.Semaphore(bounds.at_once)
        self._queue: list[_Waiting] = []
        self._running: dict[asyncio.Future[Sequence[Placed | GranuleError]], frozenset[str]] = {}
        """The paths of each publication: another one that saw them meanwhile would be refused."""

    @property
    def waiting(self) -> int:
        """Granules that wait to be published."""
        return len(self._queue)

    @property
    def running(self) -> int:
        """Publications that are under way."""
        return len(self._running)

    async def publish(self, ready: Ready) -> Placed:
        """Publish one granule, with those that wait at the same time. Raises GranuleError."""
        waiting = _Waiting(ready, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        try:
            async with self._turn:
                while waiting in self._queue:
                    await self._publish_some()
            placed = await waiting.placed
        finally:
            if waiting in self._queue:
                self._queue.remove(waiting)
        if isinstance(placed, GranuleError):
            raise placed
        return placed

    async def _publish_some(self) -> None:
        """Publish the first that may go and those that go with it; where none may, wait until one ended."""
        together = self._together()
        if not together:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return
        self._queue = [one for one in self._queue if one not in together]
        try:
            results = await self._run(together)
        except BaseException:
            for one in together:
                one.placed.cancel()
            raise
        for one, result in zip(together, results, strict=True):
            if not one.placed.done():  # nobody waits for what was cancelled
                one.placed.set_result(result)

    async def _run(self, together: Sequence[_Waiting]) -> Sequence[Placed | GranuleError]:
        ready = [one.ready for one in together]
        running = asyncio.get_running_loop().run_in_executor(self._executor, self._publish, ready)
        self._running[running] = frozenset().union(*(one.targets for one in ready))
        try:
            return await running
        finally:
            del self._running[running]

    def _together(self) -> list[_Waiting]:
        found: list[_Waiting] = []
        taken = {path for running, paths in self._running.items() if not running.done() for path in paths}
        files = size = 0
        for one in self._queue[: self._bounds.granules]:
            mine = one.ready.targets
            if not taken & mine:
                files, size = files + len(one.ready.files), size + one.ready.size
                if found and (files > self._bounds.files or size > self._bounds.bytes):
                    break
                found.append(one)
            taken |= mine  # who comes later for the same path goes later
        return found

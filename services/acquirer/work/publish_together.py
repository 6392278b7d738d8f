"""Granules that are published together: those that wait at one time share the waits for the disk."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from services.acquirer.fetch.failure import GranuleError
from services.acquirer.place.publish import Placed, Ready

AT_ONCE = 2
"""Publications at a time: one has its bytes copied while the other waits for the disk."""

GRANULES_MAX = 100
"""Of one publication."""

FILES_MAX = 1000
"""Of one publication with more than one granule: the last of them would wait for all the others."""

BYTES_MAX = 256 * 1024 * 1024
"""Of one publication with more than one granule, since bytes are copied into the root."""

Publish = Callable[[Sequence[Ready]], Sequence[Placed | GranuleError]]


@dataclass(eq=False, slots=True)
class _Waiting:
    ready: Ready
    placed: asyncio.Future[Placed | GranuleError]


class PublishTogether:
    """Publishes what granules bring, in the order in which they come.

    Args:
        publish: brings some granules that share no path into the root; blocks.
        executor: runs it.
    """

    def __init__(self, publish: Publish, executor: Executor) -> None:
        self._publish = publish
        self._executor = executor
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._queue: list[_Waiting] = []

    async def publish(self, ready: Ready) -> Placed:
        """Publish one granule, with those that wait at the same time. Raises GranuleError."""
        waiting = _Waiting(ready, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        try:
            async with self._turn:
                if waiting in self._queue:
                    await self._publish_first()
            placed = await waiting.placed
        finally:
            if waiting in self._queue:
                self._queue.remove(waiting)
        if isinstance(placed, GranuleError):
            raise placed
        return placed

    async def _publish_first(self) -> None:
        """Publish the first that waits and those that go with it; turns come in the order of the queue."""
        together = self._together()
        self._queue = [one for one in self._queue if one not in together]
        try:
            ready = [one.ready for one in together]
            loop = asyncio.get_running_loop()
            results = await loop.run_in_executor(self._executor, self._publish, ready)
        except BaseException:
            for one in together:
                one.placed.cancel()
            raise
        for one, result in zip(together, results, strict=True):
            if not one.placed.done():  # nobody waits for what was cancelled
                one.placed.set_result(result)

    def _together(self) -> list[_Waiting]:
        found: list[_Waiting] = []
        targets: set[str] = set()
        files = size = 0
        for one in self._queue[:GRANULES_MAX]:
            files, size = files + len(one.ready.files), size + one.ready.size
            if found and (files > FILES_MAX or size > BYTES_MAX or targets & one.ready.targets):
                break
            found.append(one)
            targets |= one.ready.targets
        return found

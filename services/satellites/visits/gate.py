"""A bounded number of calls in threads, and a bounded number that waits."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from services.satellites.errors import OverloadError

Result = TypeVar("Result")


class Gate:
    """Runs calls that compute, so many at a time."""

    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        """Open the gate.

        Args:
            name: of its threads.
            threads: calls at a time.
            waiting: calls that wait for a thread; one more is refused.
        """
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = threads + waiting
        self._inside = 0

    async def run(self, call: Callable[[], Result]) -> Result:
        """Return what a call returns.

        Raises:
            OverloadError: too many wait already.
        """
        if self._inside >= self._most:
            raise OverloadError("caller: too many requests at this moment; ask again in a second")
        self._inside += 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, call)
        future.add_done_callback(self._leave)
        return await asyncio.shield(future)

    def close(self) -> None:
        """Take no more calls; those that wait are dropped."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _leave(self, future: asyncio.Future[Result]) -> None:
        self._inside -= 1
        # Its exception is looked at by whoever waits; where nobody does any more, that is all that is done.
        if not future.cancelled():
            future.exception()

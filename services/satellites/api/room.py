"""Room for bodies of requests: the bytes of all of them that are held at a time have an end."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.satellites.errors import OverloadError

ROOM_BYTES = 32 * 1024**2
"""All questions of two visits of Rubin's with some hundreds of sources a detector. What is made of a body
takes nine times its bytes: 150 MiB were measured for 16.8."""

WAIT_SECONDS = 20.0
"""For room: as long as a body itself may take to come."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    count: int
    turn: asyncio.Future[None]


class Room:
    """Bytes that are held at a time; who finds none waits, in the order of coming. For the event loop."""

    def __init__(self, most: int = ROOM_BYTES, *, seconds: float = WAIT_SECONDS) -> None:
        """Begin with all of it free.

        Args:
            most: bytes that are held at a time.
            seconds: that somebody waits for room.
        """
        self._free = self._most = most
        self._seconds = seconds
        self._waiting: deque[_Waiting] = deque()

    @asynccontextmanager
    async def held(self, count: int) -> AsyncIterator[None]:
        """Hold so many bytes for the block, or all there are where these are fewer.

        Raises:
            OverloadError: there was no room for long.
        """
        count = min(count, self._most)
        await self._take(count)
        try:
            yield
        finally:
            self._free += count
            self._give()

    async def _take(self, count: int) -> None:
        one = _Waiting(count, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        self._give()
        try:
            async with asyncio.timeout(self._seconds):
                await one.turn
        except BaseException as error:
            self._leave(one)
            if isinstance(error, TimeoutError):
                raise OverloadError("caller: too many long bodies at this moment; ask again") from None
            raise

    def _leave(self, one: _Waiting) -> None:
        """Give up waiting, or give back what came at the same moment."""
        if one in self._waiting:
            self._waiting.remove(one)
        elif one.turn.done() and not one.turn.cancelled():
            self._free += one.count
        self._give()

    def _give(self) -> None:
        while self._waiting and (self._waiting[0].turn.done() or self._waiting[0].count <= self._free):
            one = self._waiting.popleft()
            if not one.turn.done():
                self._free -= one.count
                one.turn.set_result(None)

"""The ranges of one turn that wait for a source, in their order."""

import asyncio
from heapq import heappop, heappush


class RangeQueue:
    """Gives ranges out by their numbers, the first ones first.

    No range is given out that lies further ahead of what all targets have than a bound: it stands on the bus
    until the ones before it have come.
    """

    def __init__(self, count: int, *, ahead: int) -> None:
        self._waiting = list(range(count))
        self._ahead = ahead
        self._building = 0
        self._come = 0
        self._changed = asyncio.Event()

    async def next(self) -> int | None:
        """Return the number of a range to be built, once there is one; None when no more will come."""
        while self._waiting or self._building:
            if self._waiting and self._waiting[0] < self._come + self._ahead:
                self._building += 1
                return heappop(self._waiting)
            self._changed.clear()
            await self._changed.wait()
        return None

    def built(self) -> None:
        """Say that a range that was given out stands on the bus."""
        self._building -= 1
        self._changed.set()

    def give_back(self, number: int) -> None:
        """Say that a range could not be built: another source may."""
        heappush(self._waiting, number)
        self.built()

    def come(self, count: int) -> None:
        """Say how many ranges all targets have."""
        self._come = count
        self._changed.set()

    def end(self) -> None:
        """Give no more out."""
        self._waiting.clear()
        self._changed.set()

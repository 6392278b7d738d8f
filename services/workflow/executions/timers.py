"""Timers: when which execution is to be told something."""

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.observability.clock import Clock

LONGEST_REST = 30.0
"""Seconds after which the clock is looked at again: it may have been set."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due for an execution."""

    execution: str
    kind: str
    """`timer`, `beat` or `again`."""
    name: str = ""


class Timers:
    """A heap of what is due; the same may be in it twice, and comes twice."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[datetime, int, Due]] = []
        self._numbers = itertools.count()
        self._bell = asyncio.Event()

    def add(self, at: datetime, due: Due) -> None:
        """Add what is due at a time, UTC."""
        heapq.heappush(self._heap, (at, next(self._numbers), due))
        if self._heap[0][2] is due:
            self._bell.set()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._heap)

    async def run(self, tell: Callable[[Due], None]) -> None:
        """Tell what is due, until cancelled."""
        while True:
            now = self._clock.now()
            while self._heap and self._heap[0][0] <= now:
                tell(heapq.heappop(self._heap)[2])
            rest = LONGEST_REST
            if self._heap:
                rest = min(max((self._heap[0][0] - now).total_seconds(), 0.001), LONGEST_REST)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await self._bell.wait()
            self._bell.clear()

"""Answers at fixed times after their request, so that no time tells how much there was to compute."""

import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

GRID_SECONDS = 0.25
"""Above what a visit takes to compute, and a four hundredth part of the time that an alert may take."""


def answer_time(begun: float, done: float, grid: float) -> float:
    """Return the first time on the grid from `begun` that is not before `done`, at least one step. Pure."""
    return begun + grid * max(1, math.ceil((done - begun) / grid))


@dataclass(frozen=True, slots=True)
class Pace:
    """Makes blocks end at times of a grid, however they end."""

    grid: float
    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]

    @asynccontextmanager
    async def padded(self) -> AsyncIterator[None]:
        """Let the block end at a time of the grid that begins with it."""
        begun = self.monotonic()
        try:
            yield
        finally:
            now = self.monotonic()
            await self.sleep(max(0.0, answer_time(begun, now, self.grid) - now))

"""The pace at which bytes pass: each waits until those before it have had their time."""

import asyncio
from collections.abc import Callable


class Departures:
    """When the next bytes may pass. Pure: the time is passed in."""

    def __init__(self) -> None:
        self._free_at = 0.0

    def delay(self, size: int, *, now: float, rate: float | None) -> float:
        """Return in how many seconds `size` bytes have had their time, and keep it for them."""
        if rate is None:
            self._free_at = now
            return 0.0
        self._free_at = max(self._free_at, now) + size / rate
        return self._free_at - now


def as_it_goes() -> int | None:
    """Return that nothing bounds what passes."""
    return None


class Pace:
    """Bounds one direction of one worker."""

    def __init__(self, rate: Callable[[], int | None] = as_it_goes) -> None:
        """Let pass as many bytes a second as `rate` says at the time; None: all."""
        self.rate = rate
        self._departures = Departures()
        self.waited_seconds = 0.0

    async def take(self, size: int) -> None:
        """Wait as long as bytes take that are about to pass, or have passed."""
        now = asyncio.get_running_loop().time()
        delay = self._departures.delay(size, now=now, rate=self.rate())
        if delay > 0:
            self.waited_seconds += delay
            await asyncio.sleep(delay)

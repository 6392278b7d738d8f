"""A host's wall clock on virtual time, wrong by as much as a test likes."""

import asyncio
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""When every simulated run begins."""

_EPOCH_NS = int(EPOCH.timestamp()) * 10**9


class SimulatedClock:
    """Implements `shared.observability.clock.Clock` for one host; it never shows a time twice.

    File systems take their times from it: two edits at the same virtual instant still differ by a
    nanosecond, as they do where the kernel has fine-grained timestamps (Linux 6.13 and later).
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, *, skew_ns: int = 0) -> None:
        """Be `skew_ns` nanoseconds ahead of true time."""
        self._loop = loop
        self._skew_ns = skew_ns
        self._instant_ns = -1
        self._readings = 0

    def jump(self, seconds: float) -> None:
        """Step the clock forwards or, with a negative number, backwards."""
        self._skew_ns += round(seconds * 10**9)

    def time_ns(self) -> int:
        """Return nanoseconds since 1970-01-01T00:00:00Z, by this host."""
        instant_ns = round(self._loop.time() * 10**9)
        self._readings = self._readings + 1 if instant_ns == self._instant_ns else 0
        self._instant_ns = instant_ns
        return _EPOCH_NS + instant_ns + self._skew_ns + self._readings

    def now(self) -> datetime:
        """Return the time of day by this host, with UTC as its zone."""
        return EPOCH + timedelta(microseconds=(self.time_ns() - _EPOCH_NS) // 1000)

"""The wall clock as a port, so that the same code runs in a deterministic simulation."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is. For durations use the event loop's own clock (`loop.time()`), which never jumps."""

    def now(self) -> datetime:
        """Return the time of day, with UTC as its zone."""

    def time_ns(self) -> int:
        """Return nanoseconds since 1970-01-01T00:00:00Z."""


class SystemClock:
    """The host's clock."""

    def now(self) -> datetime:
        """Return the time of day, with UTC as its zone."""
        return datetime.now(UTC)

    def time_ns(self) -> int:
        """Return nanoseconds since 1970-01-01T00:00:00Z."""
        return time.time_ns()

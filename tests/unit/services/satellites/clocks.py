"""Clocks that tests move."""

from datetime import timedelta

from tests.unit.services.satellites.sky import NOW


class SetClock:
    """A clock of the day, and one that never goes back: moved together."""

    def __init__(self, moment=NOW) -> None:
        self.moment = moment
        self.seconds = 1000.0

    def now(self):
        """Return the time of day."""
        return self.moment

    def time_ns(self) -> int:
        """Return nanoseconds since 1970."""
        return int(self.moment.timestamp() * 1e9)

    def monotonic(self) -> float:
        """Return seconds."""
        return self.seconds

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds

    def pass_until(self, moment) -> None:
        """Let time pass until a time of day. Who sets `moment` alone sets the clock."""
        self.move((moment - self.moment).total_seconds())

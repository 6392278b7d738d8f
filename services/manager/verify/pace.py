"""The pace of a scrub: all files once in a period, a little at a time. Pure."""

from dataclasses import dataclass

FILE_WEIGHT = 64 * 1024
"""Bytes that opening a file counts for: a disk reads about as much in the time of a seek."""

CATCH_UP_SECONDS = 3600.0
"""Of time in which nothing could be read, made up for afterwards at most: a busy day is no reason to read a
day's share at once."""


def weight_of(size: int) -> int:
    """Return what reading a file counts for."""
    return size + FILE_WEIGHT


@dataclass(slots=True)
class Pace:
    """Tells when the next file may be read."""

    period: float
    """Seconds in which all is to be read once."""
    _credit: float = 0.0

    def pass_time(self, seconds: float, *, weight: int) -> None:
        """Let time go by, of which all that there is has a weight."""
        share = weight / self.period
        self._credit = min(self._credit + seconds * share, CATCH_UP_SECONDS * share)

    def may_read(self) -> bool:
        """Tell whether another file may be read now."""
        return self._credit > 0

    def has_read(self, weight: int) -> None:
        """Take note of a file, which may have taken more than there was: then later ones wait."""
        self._credit -= weight

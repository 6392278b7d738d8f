"""The time from a change at one site until it is in place at another. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from shared.catalog.fold.summary import in_utc

REVISIONS_MAX = 10_000
"""Commits whose times are remembered; what is placed later than that many commits is not counted."""

SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0, 86400.0)
"""Upper bounds of the histogram: from the pace of a person who waits, to a site that was away for a day."""


class Visible:
    """A histogram of the seconds from the making of a batch to the report that what it changed is in place.

    Each commit counts once for each report. The two times are of two hosts: their clocks are believed here,
    since nothing but a figure follows, and SpiceRackClockSkew tells when they should not be.
    """

    def __init__(self) -> None:
        self._made: dict[int, datetime] = {}
        self._counts = [0] * (len(SECONDS) + 1)
        self.sum = 0.0
        """Of all times, seconds."""

    def folded(self, revision: int, made_at: datetime) -> None:
        """Note when the batch of a commit was made."""
        self._made[revision] = in_utc(made_at)
        if len(self._made) > REVISIONS_MAX:
            del self._made[next(iter(self._made))]

    def placed(self, revisions: Iterable[int], now: datetime) -> None:
        """Note that something of each of these commits is in place now."""
        for revision in set(revisions):
            made_at = self._made.get(revision)
            if made_at is not None:
                self._add(max((now - made_at) / timedelta(seconds=1), 0.0))

    @property
    def count(self) -> int:
        """How many times there are."""
        return sum(self._counts)

    def buckets(self) -> Iterator[tuple[str, float]]:
        """Yield upper bounds and how many times were not above them, as Prometheus wants it."""
        below = 0
        for bound, count in zip((*map(str, SECONDS), "+Inf"), self._counts, strict=True):
            below += count
            yield bound, below

    def _add(self, seconds: float) -> None:
        self._counts[bisect_left(SECONDS, seconds)] += 1
        self.sum += seconds

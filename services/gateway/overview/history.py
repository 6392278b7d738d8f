"""The last hour of a rack: how fast contents were sent, and how long changes took to be elsewhere. Pure."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.contracts.http.overview import RackHistory, RackMoment
from shared.contracts.messages.presence import ManagerPresence

EVERY_SECONDS = 15.0
"""Between two moments: three signs of life of each process, and no more moments than a plot has pixels."""

HISTORY_SECONDS = 3600.0
MOMENTS_MAX = int(HISTORY_SECONDS / EVERY_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The counters of a rack at one moment."""

    at: datetime
    now: float
    """Seconds of a clock that never goes back."""
    sent_bytes: int
    managers: Mapping[str, ManagerPresence]
    """Of one collection, by site."""


class History:
    """Moments, made from counters as they are heard."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._last: Heard | None = None
        self._moments: deque[RackMoment] = deque(maxlen=MOMENTS_MAX)

    def note(self, heard: Heard) -> None:
        """Take the counters; what they had before the first time is of no known time."""
        if self._last is not None and heard.now > self._last.now:
            self._moments.append(moment_between(self._last, heard))
        self._last = heard

    def told(self) -> RackHistory:
        """Return the moments, by time."""
        return RackHistory(every_seconds=EVERY_SECONDS, moments=tuple(self._moments))


def moment_between(before: Heard, after: Heard) -> RackMoment:
    """Return what a rack did between two looks at its counters."""
    placed = {site: grown for site in after.managers if (grown := _grown(before, after, site))[0] > 0}
    slowest = max(placed, key=lambda site: _mean(placed[site]), default=None)
    commits, seconds = (sum(column) for column in zip(*placed.values(), strict=True)) if placed else (0, 0.0)
    return RackMoment(
        at=after.at,
        sent_rate=max(after.sent_bytes - before.sent_bytes, 0) / (after.now - before.now),
        delay_seconds=_mean((commits, seconds)) if commits else None,
        slowest_seconds=None if slowest is None else _mean(placed[slowest]),
        slowest_site=slowest,
    )


def _grown(before: Heard, after: Heard, site: str) -> tuple[int, float]:
    """Return what a site placed since, and how long that took; a manager that began anew counts from zero."""
    now, then = after.managers[site], before.managers.get(site)
    if then is None or then.placed_commits > now.placed_commits:
        return 0, 0.0
    return now.placed_commits - then.placed_commits, max(now.placed_seconds - then.placed_seconds, 0.0)


def _mean(grown: tuple[int, float]) -> float:
    return round(grown[1] / grown[0], 2)

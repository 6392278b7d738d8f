"""Intervals of TDB as answers have them. Pure."""

from collections.abc import Iterable

from shared.contracts.http.knowledge.kernels import Span
from shared.spice.coverage.intervals import clipped
from shared.spice.coverage.model import Interval
from shared.spice.times.iso import Rounding, utc_text
from shared.spice.times.known_leaps import KNOWN_LEAPS


def span(interval: Interval) -> Span:
    """Return an interval, its ends in UTC rounded inwards; an instant has one UTC, the nearest."""
    start, stop = interval
    stop_utc = utc_text(stop, KNOWN_LEAPS, Rounding.NEAREST if start == stop else Rounding.DOWN)
    return Span(
        start=start,
        stop=stop,
        # Rounded inwards an instant would start after it stops; the texts are in order as times are.
        start_utc=min(utc_text(start, KNOWN_LEAPS, Rounding.UP), stop_utc),
        stop_utc=stop_utc,
    )


def spans_within(intervals: Iterable[Interval], within: Interval | None) -> tuple[Interval, ...]:
    """Return what of intervals lies in one; all of them where there is none."""
    return tuple(intervals) if within is None else tuple(clipped(intervals, *within))

"""The newest time that has come, found without going over all that came before. Pure."""

from datetime import datetime, timedelta
from typing import Final

from shared.schedules.look import LATE_AFTER
from shared.schedules.times import fires_at, times
from shared.schedules.timing import Timing

FIRST_SPAN: Final = timedelta(minutes=1)
"""Of the past that is looked through at first; each more is twice as long, so that few times are in it."""


def newest(timing: Timing, *, since: datetime, after: datetime, now: datetime) -> datetime | None:
    """Return the last time after one and up to now; None where there is none. Raises TimingError."""
    span, begin = FIRST_SPAN, now
    while begin > after:
        begin, span = max(after, now - span), span * 2
        found = None
        for due in times(timing, since=since, after=begin):
            if due > now:
                break
            found = due
        if found is not None:
            return found
    return None


def act_at(name: str, timing: Timing, *, since: datetime, place: datetime, now: datetime) -> datetime | None:
    """Return when to act next, where all times that have come need one act; None where nothing is due.

    A time in the past: act now.

    Args:
        name: of what is scheduled: its jitter follows from it.
        timing: says when.
        since: rates count from it.
        place: the last act.
        now: the time, UTC.

    Raises:
        TimingError: the timing cannot be read.
    """
    due = newest(timing, since=since, after=place, now=now)
    if due is not None:
        at = fires_at(name, due, timing.jitter_seconds)
        if timing.catch_up or now - at <= LATE_AFTER:
            return at
    ahead = next(times(timing, since=since, after=now), None)
    return None if ahead is None else fires_at(name, ahead, timing.jitter_seconds)

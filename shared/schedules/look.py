"""A look at a schedule: which time is to be acted on now, and which were missed. Pure."""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from shared.schedules.times import fires_at, times
from shared.schedules.timing import Timing

LATE_AFTER: Final = timedelta(seconds=60)
"""A time that is acted on within it was not missed: processes take over from one another in less."""

WINDOW: Final = 500
"""Times that one look goes over: some milliseconds. The next look goes on from there."""

NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Times that are not acted on, from the first to the last."""

    first: datetime
    last: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is to be done. Where some were missed, they come before all else."""

    missed: Missed | None = None
    due: datetime | None = None
    next_at: datetime = NEVER
    """When to look again, where nothing is due."""


def look(name: str, timing: Timing, *, since: datetime, place: datetime, now: datetime, most: int) -> Look:
    """Return what is due.

    Args:
        name: of the schedule.
        timing: says when.
        since: the schedule began.
        place: the last time that was acted on or missed.
        now: the time, UTC.
        most: times that are acted on, the newest of those that have come.

    Raises:
        TimingError: the timing cannot be read.
    """
    kept: deque[datetime] = deque()
    missed: list[datetime] = []
    for number, due in enumerate(times(timing, since=since, after=place)):
        at = fires_at(name, due, timing.jitter_seconds)
        if at > now:
            next_at = at
            break
        kept.append(due)
        if len(kept) > max(most, 1):
            missed.append(kept.popleft())
        if number == WINDOW and missed:
            return Look(missed=_missed(missed))
    else:
        next_at = NEVER
    if timing.catch_up == 0:
        while kept and now - fires_at(name, kept[0], timing.jitter_seconds) > LATE_AFTER:
            missed.append(kept.popleft())
    if missed:
        return Look(missed=_missed(missed))
    return Look(due=kept[0]) if kept else Look(next_at=next_at)


def _missed(some: list[datetime]) -> Missed:
    return Missed(first=some[0], last=some[-1], count=len(some))

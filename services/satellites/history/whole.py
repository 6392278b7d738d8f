"""The rule by which the sets of a kept day are trusted. Pure.

A day holds the newest set of every object in orbit at its end, whatever the epoch: objects that are not
measured each day have older ones. What a day lacks is masked nowhere, so a day that is not whole refuses.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np

from services.satellites.catalogue.columns import epochs_jd
from services.satellites.catalogue.gather import Candidate
from services.satellites.catalogue.trust import SourceRules, doubt_of, doubt_of_rivals, measure
from services.satellites.catalogue.unread import unseen
from services.satellites.julian import julian_date

REACH_DAYS = 5.0
"""Half of the geosynchronous sets are older than that (6.7 days in the median): a whole day has such sets."""

REACH_DAYS_MOST = 30.0
"""As far back as a catalogue is asked for."""

AHEAD_HOURS = 48.0
"""After a day's end: its sets may have been asked for a day or two later, and are as good."""

REACH_SHARE = 0.001
"""Sets that are so old, of all, at least: geosynchronous ones alone are some 2 in 100."""


def end_of(day: date) -> datetime:
    """Return the end of a day (UTC)."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def flaw_of_day(candidate: Candidate, day: date, *, least_objects: int, reach_days: float) -> str | None:
    """Return why the sets of a day are not trusted; None where they are.

    Args:
        candidate: the sets.
        day: the day (UTC) at whose end they were the newest.
        least_objects: fewer are half a day.
        reach_days: how old some sets must be at the day's end; 0 where all objects are measured each day.
    """
    rules = SourceRules(least_objects=least_objects, ahead_hours=AHEAD_HOURS)
    end = julian_date(end_of(day))
    measured = measure(candidate)
    doubt = doubt_of(measured, None, rules, now_jd=end)
    rivals = len(candidate.rivals)
    doubt = doubt or doubt_of_rivals(rivals, rivals, measured.objects, rules, measured=True)
    if doubt is not None:
        return f"not used: {doubt}"
    old = np.count_nonzero(epochs_jd(candidate.sets) < end - reach_days)
    if reach_days and old < max(1.0, REACH_SHARE * len(candidate.sets)):
        return "only what was measured lately: it needs the newest set of every object, however old"
    return None


def flaw_of_days(days: Sequence[Candidate]) -> str | None:
    """Return why days together do not tell of every object that they name; None where they do."""
    if unseen((day.unread for day in days), [day.sets.catalog_number for day in days]):
        return "flawed: it has records of objects that no other set stands for"
    return None

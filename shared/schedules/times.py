"""Times at which something is due, in UTC and in order. Pure.

Cron expressions are read by cronsim: a time that the clock skips in spring comes at the end of the gap, one
that it repeats in autumn comes once, and `*` in the hours follows the hours that pass.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from blake3 import blake3
from cronsim import CronSim, CronSimError

from shared.schedules.timing import Timing
from shared.schedules.zones import ZoneError, zone_of

FIELDS: Final = 5
"""Of an expression: with six, some readers take the seconds first and others last."""

SHOWN: Final = 5
"""Next times that a person is shown, to see whether they are what was meant."""

YEAR_MAX: Final = 9000
"""After which nothing is due: a date has no year above 9999."""


class TimingError(ValueError):
    """A timing that nothing is due by: the caller must mend it."""


def check(timing: Timing, *, since: datetime) -> None:
    """Refuse a timing that cannot be read, or by which nothing is due after a time. Raises TimingError."""
    if next(times(timing, since=since, after=since), None) is None:
        raise TimingError(f"nothing is ever due by {timing.words()} after {since:%Y-%m-%dT%H:%M:%SZ}")


def times(timing: Timing, *, since: datetime, after: datetime) -> Iterator[datetime]:
    """Yield the times after one, without end where there is none.

    Args:
        timing: says when.
        since: the schedule began; rates count from it, and nothing is due before.
        after: times up to this one are left out.

    Raises:
        TimingError: the expression or its zone cannot be read.
    """
    after = max(since, after).astimezone(UTC)
    if timing.at is not None:
        return iter([timing.at.astimezone(UTC)] if timing.at > after else [])
    if timing.every_seconds is not None:
        return _by_rate(timedelta(seconds=timing.every_seconds), since.astimezone(UTC), after)
    return _by_cron(timing.cron or "", timing.zone, after)


def next_times(timing: Timing, *, since: datetime, after: datetime) -> tuple[datetime, ...]:
    """Return the next times, as a person is shown them."""
    return tuple(islice(times(timing, since=since, after=after), SHOWN))


def fires_at(name: str, due: datetime, jitter_seconds: int) -> datetime:
    """Return when a time of a schedule is acted on: every process puts it off alike."""
    if not jitter_seconds:
        return due
    drawn = int.from_bytes(blake3(f"{name}\n{due.isoformat()}".encode()).digest(length=8), "big")
    return due + timedelta(milliseconds=drawn % (jitter_seconds * 1000 + 1))


def _by_rate(every: timedelta, since: datetime, after: datetime) -> Iterator[datetime]:
    number = (after - since) // every + 1
    while (due := since + number * every).year < YEAR_MAX:
        yield due
        number += 1


def _by_cron(expression: str, zone: str, after: datetime) -> Iterator[datetime]:
    if len(expression.split()) != FIELDS:
        raise TimingError(
            f"cron: say {FIELDS} fields (minute, hour, day, month, weekday), not {expression!r}"
        )
    try:
        found = CronSim(expression, after.astimezone(zone_of(zone)))
    except (CronSimError, ZoneError) as error:
        raise TimingError(f"cron {expression!r}: {error}") from error
    return _later(found, after)


def _later(found: Iterator[datetime], after: datetime) -> Iterator[datetime]:
    """Yield in UTC what lies ahead: two times of one gap meet at its end, and are one."""
    for local in found:
        due = local.astimezone(UTC)
        if due.year >= YEAR_MAX:
            return
        if due > after:
            yield due
            after = due

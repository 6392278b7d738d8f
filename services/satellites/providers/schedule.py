"""The next time at which a provider is asked. Pure.

Everybody's cron asks at the full and the half hour: space-track asks its users to stay away from both.
"""

from datetime import datetime, timedelta

CROWDED = timedelta(minutes=4)
"""Kept on each side of a full or half hour."""

HALF_HOUR = timedelta(minutes=30)

JITTER = 0.1
"""Share of the interval by which a pull may be later."""


def next_pull(after: datetime, interval: timedelta, *, draw: float) -> datetime:
    """Return when to ask again.

    Args:
        after: when it was asked last.
        interval: the least time between.
        draw: from 0 to 1, at random: hosts do not ask at one moment.
    """
    wanted = after + interval * (1.0 + JITTER * draw)
    if interval < HALF_HOUR:
        return wanted  # A folder, or a server of one's own.
    into = timedelta(minutes=wanted.minute % 30, seconds=wanted.second, microseconds=wanted.microsecond)
    free = HALF_HOUR - 2 * CROWDED
    if CROWDED <= into <= HALF_HOUR - CROWDED:
        return wanted
    begin = wanted - into + (CROWDED if into < CROWDED else HALF_HOUR + CROWDED)
    return begin + free * draw * JITTER


def retry_pause(failures: int, *, first: timedelta, longest: timedelta, draw: float) -> timedelta:
    """Return how long to wait after so many failures in a row, one or more: doubled each time."""
    doubled = first * 2.0 ** min(failures - 1, 16)
    return min(doubled, longest) * (1.0 + JITTER * draw)

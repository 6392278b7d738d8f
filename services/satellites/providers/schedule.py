"""The next time at which a provider is asked. Pure.

Everybody's cron asks at the full and the half hour: space-track asks its users to stay away from both.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

CROWDED = timedelta(minutes=4)
"""Kept on each side of a full or half hour."""

HALF_HOUR = timedelta(minutes=30)

JITTER = 0.1
"""Share of the interval by which a pull may be later."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
"""Of a provider that fails."""

TURN = timedelta(minutes=2)
"""Within it those who wait for one slot take it, after it is free and before its owner comes again."""


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
    quiet = _next_quiet(wanted, room=timedelta(0))
    return wanted if quiet == wanted else quiet + (HALF_HOUR - 2 * CROWDED) * JITTER * _place(0, draw)


def next_turn(after: datetime, wait: timedelta, *, interval: timedelta, lost: int, draw: float) -> datetime:
    """Return when to try again for a slot that another process has.

    Args:
        after: when it was found taken.
        wait: how long until it is free.
        interval: the least time between two pulls.
        lost: how often in a row it was found taken, one or more: who lost oftener comes before all others.
        draw: from 0 to 1, at random.
    """
    free = after + wait
    if interval >= HALF_HOUR:
        free = _next_quiet(free, room=TURN)
    return free + TURN * _place(lost, draw)


def _place(lost: int, draw: float) -> float:
    """Return a place from 0 to 1 behind all that lost oftener."""
    return 2.0 ** -(min(lost, 16) + 1) * (1.0 + draw)


def _next_quiet(wanted: datetime, *, room: timedelta) -> datetime:
    """Return the first moment away from full and half hours, with so much room before the next of them."""
    into = timedelta(minutes=wanted.minute % 30, seconds=wanted.second, microseconds=wanted.microsecond)
    if CROWDED <= into <= HALF_HOUR - CROWDED - room:
        return wanted
    return wanted - into + (CROWDED if into < CROWDED else HALF_HOUR + CROWDED)


def retry_pause(failures: int, *, first: timedelta, longest: timedelta, draw: float) -> timedelta:
    """Return how long to wait after so many failures in a row, one or more: doubled each time."""
    doubled = first * 2.0 ** min(failures - 1, 16)
    return min(doubled, longest) * (1.0 + JITTER * draw)


@dataclass(slots=True, kw_only=True)
class Schedule:
    """The pauses of one source, by what became of its loads."""

    interval: timedelta
    source: random.Random
    _failures: int = 0
    _lost: int = 0

    def loaded(self, now: datetime) -> timedelta:
        """Return how long to wait after a load."""
        self._failures = self._lost = 0
        return next_pull(now, self.interval, draw=self.source.random()) - now

    def failed(self) -> timedelta:
        """Return how long to wait after a failure; the place among those who wait for a slot is kept."""
        self._failures += 1
        first, longest = min(FIRST_PAUSE, self.interval), min(LONGEST_PAUSE, self.interval)
        return retry_pause(self._failures, first=first, longest=longest, draw=self.source.random())

    def taken(self, now: datetime, wait: timedelta) -> timedelta:
        """Return how long to wait for a slot that another has: that is no failure."""
        self._lost += 1
        return next_turn(now, wait, interval=self.interval, lost=self._lost, draw=self.source.random()) - now

"""UTC and TDB as text: ISO 8601 with microseconds, ends of coverage rounded inwards.

An end rounded to the nearest microsecond may lie outside of what a kernel covers, and CSPICE then refuses
it: a start is rounded up and a stop down, by half a microsecond at least.
"""

import math
from datetime import date, timedelta
from enum import Enum

from shared.spice.text.dates import DAY, HALF_DAY, J2000_ORDINAL
from shared.spice.times.leap_seconds import LeapSeconds

MICROSECONDS = 1_000_000
FIRST_DAY = date.min.toordinal() - J2000_ORDINAL
LAST_DAY = date.max.toordinal() - J2000_ORDINAL - 1
"""Days since 2000-01-01 that a calendar of four-digit years has; times beyond are shown as its ends."""


class Rounding(Enum):
    """The direction in which a time is rounded."""

    NEAREST = "nearest"
    UP = "up"
    DOWN = "down"


def utc_text(tdb: float, leaps: LeapSeconds, rounding: Rounding = Rounding.NEAREST) -> str:
    """Return the UTC of a TDB in seconds past J2000, as `2026-11-29T12:00:00.000000Z`."""
    if not _shown(tdb):
        return _clamped(tdb) + "Z"
    day, seconds = leaps.utc_of_tdb(tdb)
    return _text(day, seconds, rounding, leap=seconds >= DAY) + "Z"


def tdb_text(tdb: float, rounding: Rounding = Rounding.NEAREST) -> str:
    """Return a TDB in seconds past J2000 as calendar text: `2026-11-29T12:00:00.000000 TDB`."""
    if not _shown(tdb):
        return _clamped(tdb) + " TDB"
    day = int((tdb + HALF_DAY) // DAY)
    return _text(day, tdb + HALF_DAY - day * DAY, rounding, leap=False) + " TDB"


def _shown(tdb: float) -> bool:
    return (FIRST_DAY + 1) * DAY < tdb < LAST_DAY * DAY


def _clamped(tdb: float) -> str:
    return "9999-12-31T23:59:59.999999" if tdb > 0 else "0001-01-01T00:00:00.000000"


def _text(day: int, seconds: float, rounding: Rounding, *, leap: bool) -> str:
    micros = _micros(seconds, rounding)
    length = (int(DAY) + (1 if leap else 0)) * MICROSECONDS
    if micros >= length:
        day, micros = day + 1, micros - length
    elif micros < 0:
        day, micros = day - 1, micros + int(DAY) * MICROSECONDS
    whole, fraction = divmod(micros, MICROSECONDS)
    minutes = min(whole // 60, 1439)
    shown = date(2000, 1, 1) + timedelta(days=day)
    return f"{shown}T{minutes // 60:02}:{minutes % 60:02}:{whole - minutes * 60:02}.{fraction:06}"


def _micros(seconds: float, rounding: Rounding) -> int:
    scaled = seconds * MICROSECONDS
    if rounding is Rounding.UP:
        return math.ceil(scaled + 0.5)
    return math.floor(scaled - 0.5) if rounding is Rounding.DOWN else round(scaled)

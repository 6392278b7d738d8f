"""Times as people write them, into TDB: ISO 8601 or a Julian date in UTC or TDB, or seconds past J2000.

A date may be a calendar date or a day of the year. Leap seconds are those that are known without an LSK.
"""

import math
import re
from datetime import date

from shared.spice.text.dates import DAY, HALF_DAY, J2000_ORDINAL
from shared.spice.times.known_leaps import KNOWN_LEAPS

TIME_MAX = 40
"""Characters: the longest form, with nanoseconds and a zone, has 36."""

EXAMPLE = "2026-01-31T12:00:00Z, 2026-031T12:00, 2026-01-31T12:00:00 TDB or seconds past J2000 in TDB"

_ISO = re.compile(
    r"(?P<year>\d{4})-(?:(?P<month>\d{2})-(?P<day>\d{2})|(?P<doy>\d{3}))"
    r"(?:[T ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:\.\d{1,9})?))?)?"
    r"\s*(?P<zone>Z|UTC|TDB|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)

_JULIAN = re.compile(
    r"(?:JD\s*(?P<after>\d{1,7}(?:\.\d{1,12})?)|(?P<before>\d{1,7}(?:\.\d{1,12})?)\s*JD)\s*(?P<scale>UTC|TDB)?",
    re.ASCII,
)
J2000_JULIAN = 2451545.0

_YEAR = re.compile(r"\d{4}", re.ASCII)
"""A year, most likely, and no time: seconds past J2000 are then written `2000.0`."""


class BadTimeError(ValueError):
    """The caller wrote no time; `str()` says which forms there are."""


def tdb_of_text(text: str) -> float:
    """Return a time in TDB seconds past J2000.

    Raises:
        BadTimeError: it is no time.
    """
    stripped = text.strip()
    if len(stripped) <= TIME_MAX:
        upper = stripped.upper()
        if match := _ISO.fullmatch(upper):
            found = _of_iso(match)
        elif match := _JULIAN.fullmatch(upper):
            found = _of_julian(match)
        else:
            found = _of_number(stripped)
        if found is not None:
            return found
    raise BadTimeError(f"{stripped[:TIME_MAX]!r} is no time: say {EXAMPLE}")


def span_of_text(text: str) -> tuple[float, float]:
    """Return the start and the stop of `START/STOP`, of one instant, or of a day: a date without a time.

    Raises:
        BadTimeError: it is no time, or stops before it starts.
    """
    first, slash, last = text.partition("/")
    start = tdb_of_text(first)
    stop = tdb_of_text(last) if slash else _end_of_day(first) or start
    if stop < start:
        raise BadTimeError(f"{text[: 2 * TIME_MAX]!r} stops before it starts")
    return start, stop


def _end_of_day(text: str) -> float | None:
    """Return the midnight that ends a day; None where a text says more, or something else than a date."""
    match = _ISO.fullmatch(text.strip().upper())
    return None if match is None or match["hour"] else _of_iso(match, days=1)


def _of_number(text: str) -> float | None:
    if _YEAR.fullmatch(text):
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _of_julian(match: re.Match[str]) -> float:
    """Return a Julian date in TDB: without a scale it is of UTC, in days of 86 400 s, as CSPICE has it."""
    days = float(match["after"] or match["before"]) - J2000_JULIAN
    if match["scale"] == "TDB":
        return days * DAY
    whole, of_day = divmod(days * DAY + HALF_DAY, DAY)
    return KNOWN_LEAPS.tdb_of_utc(int(whole), of_day)


def _of_iso(match: re.Match[str], *, days: int = 0) -> float | None:
    """Return the time that is written, or so many days later; None where there is none."""
    day = _day(match)
    hour, minute, second = (float(match[name] or 0) for name in ("hour", "minute", "second"))
    if day is None or hour >= 24 or minute >= 60 or second >= 61:
        return None
    of_day = hour * 3600 + minute * 60 + second
    zone = match["zone"] or "Z"
    if zone == "TDB":
        return (day + days) * DAY - HALF_DAY + of_day
    return KNOWN_LEAPS.tdb_of_utc(*_at_greenwich(day + days, of_day, zone))


def _day(match: re.Match[str]) -> int | None:
    """Return the days since 2000-01-01; None where there is no such day."""
    year = int(match["year"])
    try:
        if match["doy"]:
            found = date(year, 1, 1).toordinal() + int(match["doy"]) - 1
            return found - J2000_ORDINAL if date.fromordinal(found).year == year else None
        return date(year, int(match["month"]), int(match["day"])).toordinal() - J2000_ORDINAL
    except ValueError:
        return None


def _at_greenwich(day: int, of_day: float, zone: str) -> tuple[int, float]:
    if zone in ("Z", "UTC"):
        return day, of_day
    offset = (int(zone[1:3]) * 60 + int(zone[-2:])) * 60.0 * (-1 if zone[0] == "-" else 1)
    days, rest = divmod(of_day - offset, DAY)
    return day + int(days), rest

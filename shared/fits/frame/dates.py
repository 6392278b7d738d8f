"""Dates and times as headers have them: as FITS 4.0, 9.1.1 says, and the forms that are met beside it.

They are taken as UTC.
"""

import re
from datetime import UTC, date, datetime, timedelta

from shared.model.numbers import YEARS

_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(\.\d+)?)?\s*(?:Z|\+00:?00)?)?", re.ASCII
)
_OLD = re.compile(r"(\d\d)/(\d\d)/(\d\d)", re.ASCII)
"""Day, month and year of the twentieth century, of files before 2000 (FITS 4.0, 4.4.2.1)."""
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_CLOCK = re.compile(r"(\d\d?):(\d\d):(\d\d)(\.\d+)?", re.ASCII)

NEVER = datetime(YEARS.stop - 1, 12, 31, tzinfo=UTC)
"""The last day that a frame may be public from: for what is meant to stay private."""

EXPOSURE_MAX = 10.0 * 366 * 86_400
"""Seconds of an exposure that still tells when it ended."""


def parse_instant(words: str) -> datetime | None:
    """Return a date with or without a time; None where it is none. A leap second counts as the next."""
    text = words.strip()
    old = _OLD.fullmatch(text)
    if old:
        return _made(1900 + int(old[3]), int(old[2]), int(old[1]), 0.0)
    match = _ISO.fullmatch(text)
    if not match:
        return None
    seconds = _seconds(match[4], match[5], match[6], match[7]) if match[4] else 0.0
    return None if seconds is None else _made(int(match[1]), int(match[2]), int(match[3]), seconds)


def parse_public(words: str) -> datetime | None:
    """Return from when on a frame is public; None where nothing is said.

    What is said, and is no date here, keeps the frame private: so does the year 9999, as "never" is written.
    """
    return (parse_instant(words) or NEVER) if words.strip() else None


def parse_day(words: str) -> date | None:
    """Return a day as YYYYMMDD or with dashes, a time behind it left out; None where it is none."""
    match = _DIGITS.fullmatch(words.strip())
    found = _made(int(match[1]), int(match[2]), int(match[3]), 0.0) if match else parse_instant(words)
    return found.date() if found is not None else None


def parse_end(words: str, *, begin: datetime | None) -> datetime | None:
    """Return when an exposure ended: a full date, or a time of the day on or after its begin."""
    clock = _CLOCK.fullmatch(words.strip())
    if clock is None:
        return parse_instant(words)
    seconds = _seconds(*clock.groups())
    if begin is None or seconds is None:
        return None
    end = begin.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(seconds=seconds)
    return end if end >= begin else _after(end, 86_400.0)


def after(begin: datetime | None, seconds: float | None) -> datetime | None:
    """Return when an exposure of so many seconds ended."""
    if begin is None or seconds is None or not 0 <= seconds <= EXPOSURE_MAX:
        return None
    return _after(begin, seconds)


def _after(begin: datetime, seconds: float) -> datetime | None:
    try:
        end = begin + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return end if end.year in YEARS else None


def _seconds(hours: str, minutes: str, seconds: str | None, fraction: str | None) -> float | None:
    whole = int(hours), int(minutes), int(seconds or 0)
    if whole[0] > 24 or whole[1] > 59 or whole[2] > 60:
        return None
    return whole[0] * 3600.0 + whole[1] * 60.0 + whole[2] + float(fraction or 0)


def _made(year: int, month: int, day: int, seconds: float) -> datetime | None:
    try:
        begin = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return _after(begin, seconds)

"""Dates of text kernels: `@1972-JAN-1`, `@1-JAN-1972/12:30`, `@2026-123T00:00:00.5`.

The kernel pool holds them as seconds past J2000 of their calendar, as if no leap second had been.
Source: Kernel Required Reading, "Variable Values"; forms by trial.
"""

import re
from datetime import MAXYEAR, MINYEAR, date

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
J2000_ORDINAL = date(2000, 1, 1).toordinal()
HALF_DAY = 43_200.0
DAY = 86_400.0
TEXT_MAX = 64
"""Characters of a date that are read: the longest form has 40."""

_MONTH = "([A-Za-z]{3,9})"
_FORMS = tuple(
    re.compile(f"{date_form}(?:[-/T:]({r'[^A-Za-z]*'}))?\\Z")
    for date_form in (
        rf"(?P<y>\d{{4}})[-/]{_MONTH.replace('(', '(?P<n>', 1)}[-/](?P<d>\d{{1,2}})",
        rf"(?P<d>\d{{1,2}})[-/]{_MONTH.replace('(', '(?P<n>', 1)}[-/](?P<y>\d{{4}})",
        rf"{_MONTH.replace('(', '(?P<n>', 1)}[-/](?P<d>\d{{1,2}})[-/](?P<y>\d{{4}})",
        r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})",
        r"(?P<m>\d{1,2})[-/](?P<d>\d{1,2})[-/](?P<y>\d{4})",
        r"(?P<y>\d{4})[-/](?P<j>\d{3})",
    )
)
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{1,2}(?:\.\d*)?))?(?::(\d{1,2}(?:\.\d*)?))?\Z")


def formal_seconds(text: str) -> float | None:
    """Return the seconds past J2000 (2000-01-01 12:00) of a calendar date, None of what is no date."""
    if len(text) > TEXT_MAX:
        return None
    for form in _FORMS:
        match = form.match(text)
        if match:
            day, clock = _ordinal(match.groupdict()), _clock_seconds(match.groups()[-1])
            return None if day is None or clock is None else (day - J2000_ORDINAL) * DAY - HALF_DAY + clock
    return None


def _ordinal(parts: dict[str, str | None]) -> int | None:
    year, name = int(parts["y"] or 0), (parts.get("n") or "")[:3].upper()
    if not MINYEAR <= year <= MAXYEAR or (name and name not in MONTHS):
        return None
    if parts.get("j"):
        return date(year, 1, 1).toordinal() + int(parts["j"] or 0) - 1
    month = MONTHS.index(name) + 1 if name else int(parts["m"] or 0)
    try:
        return date(year, month, int(parts["d"] or 0)).toordinal()
    except ValueError:
        return None


def _clock_seconds(text: str | None) -> float | None:
    if not text:
        return 0.0
    match = _CLOCK.match(text)
    if match is None:
        return None
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds

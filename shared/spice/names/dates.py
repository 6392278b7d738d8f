"""Dates in kernels' names: YYYYMMDD, YYYYDDD, YYMMDD, YYMMDDhhmmss, YYDDD, ddMONyyyy."""

import re
from datetime import date, timedelta

SPACE_AGE = 57
"""Years of two digits from here on are of the twentieth century: nothing flew before October 1957."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years of four digits that are taken for years: the generic ephemerides reach so far."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(rf"(\d{{1,2}})({'|'.join(_MONTHS)})(\d{{4}})\Z")


def date_of(digits: str) -> date | None:
    """Return the date that 6, 7, 8, 12 or 14 digits, or `15dec2017`, are; None of what is none.

    Five digits are too often a counter: see `short_date`.
    """
    named = _NAMED.match(digits)
    if named:
        return _calendar(int(named[3]), _MONTHS.index(named[2]) + 1, int(named[1]))
    if not (digits.isascii() and digits.isdecimal()):
        return None
    match len(digits):
        case 6 | 12:
            return _calendar(_century(digits[:2]), int(digits[2:4]), int(digits[4:6]))
        case 7:
            return day_of_year(int(digits[:4]), int(digits[4:]))
        case 8 | 14:
            return _calendar(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        case _:
            return None


def short_date(digits: str) -> date | None:
    """Return the date that five digits YYDDD are, None of what is none."""
    return day_of_year(_century(digits[:2]), int(digits[2:])) if len(digits) == 5 else None


def day_of_year(year: int, day: int) -> date | None:
    """Return the date of a day of a year, which counts from 1; None of what is none."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= day <= 366):
        return None
    found = date(year, 1, 1) + timedelta(days=day - 1)
    return found if found.year == year else None


def is_year(digits: str) -> bool:
    """Tell whether digits are a year of the space age or of an ephemeris."""
    return len(digits) == 4 and FIRST_YEAR <= int(digits) <= LAST_YEAR


def _calendar(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _century(digits: str) -> int:
    year = int(digits)
    return year + (1900 if year >= SPACE_AGE else 2000)

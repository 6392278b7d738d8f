"""Days as an index of words finds them: a window of time is few words, however long. Pure.

A day is five hexadecimal digits, counted from the first of the year 1, and the function `header_words` of the
database writes its beginnings of two to five digits as a word each: 4096, 256 and 16 days, and the day.
"""

from datetime import UTC, datetime

from services.archive.query.numbers import between

DIGITS = 5

SHORTEST = 2
"""Digits of the shortest beginning that is a word."""

LAST = 0xFFFFF
"""The year 2871; what is later counts as that day."""


def day_of(moment: datetime) -> int:
    """Return the day of a moment, in UTC."""
    return min(moment.astimezone(UTC).toordinal() - 1, LAST)


def day_words(first: int, last: int) -> tuple[str, ...]:
    """Return the words of all days between two, both inclusive, and of no other."""
    found: list[str] = []
    for begin in between(max(first, 0), min(last, LAST), DIGITS):
        missing = max(SHORTEST - len(begin), 0)
        found += [f"@{begin}{rest:0{missing}x}" if missing else f"@{begin}" for rest in range(16**missing)]
    return tuple(found)


def rounded_down(first: int, days: int) -> int:
    """Return the day from which a window of so many days, or a quarter more, is few words."""
    unit = 1
    while unit * 16 * 4 <= days:
        unit *= 16
    return max(first, 0) // unit * unit

"""Ranges of numbers as an index of words finds them: by the first digits of words that are in order. Pure.

A number is the eight hexadecimal digits that begin its binary64 (IEEE 754), as the function `header_words`
of the database writes it. Digits of positive numbers are in the order of the numbers, those of negative ones
in the opposite order. All numbers that begin alike are one word more or less than was asked for, never less:
who asks compares the number itself, too.
"""

import math
import struct
from collections.abc import Iterator

DIGITS = 8
"""Twenty bits of a fraction, a part in a million: a Julian date to two days, a modified one to an hour."""

TINY = 1e-307
"""Smaller ones are zero to the database: some of them it does not read as binary64."""

HUGE = 1e308
"""Larger ones are infinite to it, for the same reason."""


def beginnings(low: float, high: float) -> tuple[str, ...]:
    """Return what the words of all numbers between two begin with, both inclusive; either may be infinite.

    They are some 200 at most.
    """
    low, high = _rounded(low), _rounded(high)
    if not low <= high:
        return ()
    found: list[str] = []
    if high >= 0:
        found += between(_word(max(low, 0.0)), _word(high), DIGITS)
    if low <= 0:
        found += between(_word(-abs(min(high, 0.0))), _word(-abs(low)), DIGITS)
    return tuple(found)


def digits_of(number: float) -> str:
    """Return all digits of a number."""
    return f"{_word(_rounded(number)):0{DIGITS}x}"


def between(first: int, last: int, digits: int) -> Iterator[str]:
    """Yield the beginnings of all words of so many digits from the first to the last: as few as do."""
    if digits == 0:
        yield ""
        return
    unit = 16 ** (digits - 1)
    for digit in range(first // unit, last // unit + 1):
        begin = max(first - digit * unit, 0)
        end = min(last - digit * unit, unit - 1)
        whole = begin == 0 and end == unit - 1
        for rest in ("",) if whole else between(begin, end, digits - 1):
            yield f"{digit:x}{rest}"


def _rounded(number: float) -> float:
    if abs(number) < TINY:
        return 0.0
    return math.copysign(math.inf, number) if abs(number) > HUGE else number


def _word(number: float) -> int:
    """Return the digits of a number, as a number; -0.0 has a sign."""
    return int.from_bytes(struct.pack(">d", number)[: DIGITS // 2])

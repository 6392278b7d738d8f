"""Intervals in the words of DALI 1.1, as conditions on columns."""

from math import isnan
from typing import Any

from sqlalchemy import ColumnElement, and_

from services.archive.vo.regions import RegionError, numbers_of


def overlaps(text: str, low: ColumnElement[Any], high: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a range of a row shares a point with an interval, or holds a number.

    Raises:
        RegionError: the text is no interval.
    """
    begin, end = _ends(text)
    return and_(*_at_least(high, begin), *_at_most(low, end), low.is_not(None))


def _ends(text: str) -> tuple[float, float]:
    numbers = numbers_of(text)
    if len(numbers) not in (1, 2) or any(map(isnan, numbers)):
        raise RegionError(f"{text[:60]!r} is no interval, as `57000 57001` or `-Inf 57001`")
    return numbers[0], numbers[-1]


def _at_least(column: ColumnElement[Any], value: float) -> list[ColumnElement[bool]]:
    return [] if value == float("-inf") else [column >= value]


def _at_most(column: ColumnElement[Any], value: float) -> list[ColumnElement[bool]]:
    return [] if value == float("inf") else [column <= value]

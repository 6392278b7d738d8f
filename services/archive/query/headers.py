"""Conditions on any keyword of headers."""

import re

from sqlalchemy import ColumnElement, Text, cast, false, func, literal, or_, true
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH, TSQUERY

from services.archive.database.tables import frame
from services.archive.query.numbers import beginnings

KEYWORD = re.compile(r"[A-Za-z0-9_.\- ]{1,80}\Z")
"""FITS 4.0, 4.1.2.1, and what HIERARCH keywords add."""


def header_is(keyword: str, value: str) -> ColumnElement[bool]:
    """Return the condition that a keyword has a value: as text, or as the number or truth that it spells."""
    wanted: list[object] = [value]
    if (number := number_of(value)) is not None:
        wanted.append(number)
    if value.lower() in ("true", "false"):
        wanted.append(value.lower() == "true")
    return or_(*(frame.c.headers.contains({keyword: one}) for one in wanted))


def header_between(keyword: str, sign: str, value: float) -> ColumnElement[bool]:
    """Return the condition that a keyword is a number on one side of another; `sign` is >= or <=.

    The keyword must match KEYWORD: it stands in a path between quotes.
    """
    # Strict: the elements of a list that was posted are no numbers of the keyword.
    path = cast(literal(f'strict $."{keyword}" ? (@ {sign} $value)', Text), JSONPATH)
    return func.jsonb_path_exists(frame.c.headers, path, cast({"value": value}, JSONB), true())


def header_near(keyword: str, low: float, high: float) -> ColumnElement[bool]:
    """Return a condition that an index answers, of all frames whose keyword is a number in a range, and few
    others.

    The keyword must match KEYWORD: it stands in a word between quotes.
    """
    words = [f"'{keyword}={begin}':*" for begin in beginnings(low, high)]
    if not words:
        return false()
    return func.header_numbers(frame.c.headers).op("@@", is_comparison=True)(
        cast(literal(" | ".join(words), Text), TSQUERY)
    )


def number_of(text: str) -> int | float | None:
    """Return the finite number that a text spells."""
    try:
        return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text) else _finite(float(text[:64]))
    except ValueError:
        return None


def _finite(number: float) -> float | None:
    return number if abs(number) < float("inf") else None

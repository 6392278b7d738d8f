"""Conditions on any keyword of headers."""

import re
from collections.abc import Iterable
from hashlib import md5

from sqlalchemy import ColumnElement, Text, and_, cast, false, func, literal, or_, true
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH, TSQUERY

from services.archive.database.tables import frame
from services.archive.query.numbers import beginnings, digits_of

KEYWORD = re.compile(r"[A-Za-z0-9_.\- ]{1,80}\Z")
"""FITS 4.0, 4.1.2.1, and what HIERARCH keywords add."""

TRUTHS = {"true": True, "t": True, "false": False, "f": False}
"""As people, and as cards, write a logical value (FITS 4.0, 4.2.2)."""


def header_is(keyword: str, value: str) -> ColumnElement[bool]:
    """Return the condition that a keyword has a value: as text, or as the number or truth that it spells."""
    wanted: list[object] = [value]
    if (number := number_of(value)) is not None:
        wanted.append(number)
    if (truth := TRUTHS.get(value.lower())) is not None:
        wanted.append(truth)
    return or_(*(frame.c.headers.contains({keyword: one}) for one in wanted))


def header_between(keyword: str, sign: str, value: float) -> ColumnElement[bool]:
    """Return the condition that a keyword is a number on one side of another; `sign` is >= or <=.

    The keyword must match KEYWORD: it stands in a path between quotes.
    """
    # Strict: the elements of a list that was posted are no numbers of the keyword.
    path = cast(literal(f'strict $."{keyword}" ? (@ {sign} $value)', Text), JSONPATH)
    return func.jsonb_path_exists(frame.c.headers, path, cast({"value": value}, JSONB), true())


def value_words(keyword: str, value: str) -> str:
    """Return what the index is asked for all frames of `header_is`, and few others.

    The keyword must match KEYWORD: it stands in words between quotes.
    """
    found = [f"'{keyword}~{md5(value.encode(), usedforsecurity=False).hexdigest()[:10]}'"]
    if (number := number_of(value)) is not None:
        found.append(f"'{keyword}={digits_of(float(number))}'")
    if (truth := TRUTHS.get(value.lower())) is not None:
        found.append(f"'{keyword}~{str(truth).lower()}'")
    return " | ".join(found)


def range_words(keyword: str, low: float, high: float) -> str:
    """Return what the index is asked for all frames whose keyword is a number in a range, and few others.

    It is empty where no number is. The keyword must match KEYWORD.
    """
    return " | ".join(f"'{keyword}={begin}':*" for begin in beginnings(low, high))


def has_words(asked: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a frame has one word of each of some alternatives: an index answers it."""
    alternatives = list(asked)
    if not all(alternatives):
        return false()
    words = func.header_words(frame.c.headers, frame.c.observation_date)
    # A condition for each: joined in one, PostgreSQL weighs all words at each frame that has any, in five
    # times the time.
    return and_(
        *(words.op("@@", is_comparison=True)(cast(literal(one, Text), TSQUERY)) for one in alternatives)
    )


def number_of(text: str) -> int | float | None:
    """Return the finite number that a text spells."""
    try:
        return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text) else _finite(float(text[:64]))
    except ValueError:
        return None


def _finite(number: float) -> float | None:
    return number if abs(number) < float("inf") else None

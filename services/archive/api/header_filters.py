"""The filters of any header keyword: `header.KEYWORD`, `header.KEYWORD.min` and `header.KEYWORD.max`."""

import math
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import or_

from services.archive.api.ocs.filters import SUBMITTER, Condition, Given, conditions_of, submitters
from services.archive.api.ocs.values import real_of, text_of
from services.archive.query.headers import (
    KEYWORD,
    header_between,
    header_is,
    range_words,
    value_words,
)
from services.archive.query.sight import Sight
from shared.web.problem import MalformedError

HEADER = "header."
"""Begins a parameter that asks for a keyword of headers."""

SIDES = {".min": ">=", ".max": "<="}


def header_condition(name: str, value: str) -> Condition:
    """Return what a parameter comes to.

    Raises:
        MalformedError: it names no keyword.
        BadRequestError: the value is out of form.
    """
    keyword, side = _parts(name)
    if not KEYWORD.match(keyword):
        raise MalformedError(
            f"{name[:100]!r} names no header keyword, as header.AIRMASS or header.AIRMASS.max"
        )
    if side:
        number = real_of(name, value)
        return or_(*(header_between(one, SIDES[side], number) for one in _spellings(keyword)))
    text = text_of(name, value)
    return or_(*(header_is(one, text) for one in _spellings(keyword)))


def words_of(given: Given) -> list[str]:
    """Return, for each keyword that is asked for, the words by which its index answers.

    One for both sides of a range: either alone may hold for nearly all frames.
    """
    sides: dict[str, dict[str, float]] = defaultdict(dict)
    found: list[str] = []
    for name, values in given.items():
        if name == SUBMITTER:
            found.append(" | ".join(value_words("USERID", one) for one in submitters(values)))
        elif name.startswith(HEADER):
            keyword, side = _parts(name)
            if side:
                sides[keyword][side] = real_of(name, values[-1])
            else:
                text = text_of(name, values[-1])
                found.append(" | ".join(value_words(one, text) for one in _spellings(keyword)))
    return found + [
        _either(
            range_words(one, of.get(".min", -math.inf), of.get(".max", math.inf))
            for one in _spellings(keyword)
        )
        for keyword, of in sides.items()
    ]


def exactly(given: Given, sight: Sight) -> list[Condition]:
    """Return the conditions of the parameters that ask for keywords."""
    found = [header_condition(name, values[-1]) for name, values in given.items() if name.startswith(HEADER)]
    return found + conditions_of({SUBMITTER: given[SUBMITTER]} if SUBMITTER in given else {}, sight)


def _either(words: Iterable[str]) -> str:
    return " | ".join(filter(None, words))


def _spellings(keyword: str) -> tuple[str, ...]:
    """Return how a keyword is written: as it was said, and in capitals (FITS 4.0, 4.1.2.1)."""
    return tuple(dict.fromkeys((keyword, keyword.upper())))


def _parts(name: str) -> tuple[str, str]:
    said = name.removeprefix(HEADER)
    side = next((ending for ending in SIDES if said.endswith(ending)), "")
    return said.removesuffix(side), side

"""The filters of any header keyword: `header.KEYWORD`, `header.KEYWORD.min` and `header.KEYWORD.max`."""

import math
from collections import defaultdict

from services.archive.api.ocs.filters import Condition, Given
from services.archive.api.ocs.values import real_of, text_of
from services.archive.query.headers import KEYWORD, header_between, header_is, header_near
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
        return header_between(keyword, SIDES[side], real_of(name, value))
    return header_is(keyword, text_of(name, value))


def ranges_of(given: Given) -> list[Condition]:
    """Return, for each keyword that is asked for by its sides, the condition that its index answers.

    One for both sides: either alone may hold for nearly all frames.
    """
    sides: dict[str, dict[str, float]] = defaultdict(dict)
    for name, values in given.items():
        keyword, side = _parts(name)
        if name.startswith(HEADER) and side:
            sides[keyword][side] = real_of(name, values[-1])
    return [
        header_near(keyword, of.get(".min", -math.inf), of.get(".max", math.inf))
        for keyword, of in sides.items()
    ]


def _parts(name: str) -> tuple[str, str]:
    said = name.removeprefix(HEADER)
    side = next((ending for ending in SIDES if said.endswith(ending)), "")
    return said.removesuffix(side), side

"""Comparisons of Choice rules: a type that does not fit compares false, it is no error."""

import operator
from collections.abc import Callable, Mapping
from typing import Final

from shared.states.expressions.timestamps import is_timestamp, parse_timestamp
from shared.states.values import Json

Comparison = Callable[[Json, Json], bool]

_ORDERS: Final[Mapping[str, Callable[..., bool]]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "GreaterThan": operator.gt,
    "LessThanEquals": operator.le,
    "GreaterThanEquals": operator.ge,
}


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _strings(compare: Callable[..., bool]) -> Comparison:
    return lambda one, other: isinstance(one, str) and isinstance(other, str) and compare(one, other)


def _numbers(compare: Callable[..., bool]) -> Comparison:
    return lambda one, other: _is_number(one) and _is_number(other) and compare(one, other)


def _timestamps(compare: Callable[..., bool]) -> Comparison:
    def compared(one: Json, other: Json) -> bool:
        if not (is_timestamp(one) and is_timestamp(other)):
            return False
        return compare(parse_timestamp(str(one)), parse_timestamp(str(other)))

    return compared


def _booleans(one: Json, other: Json) -> bool:
    return isinstance(one, bool) and one is other


def matches(text: Json, pattern: Json) -> bool:
    r"""Matches compares a text with a pattern: `*` stands for any characters, `\*` for a star, `\\` for `\`.

    Each piece between stars is searched for from the left, so that the time is at most the product of both
    lengths.
    """
    if not isinstance(text, str) or not isinstance(pattern, str):
        return False
    first, *rest = _pieces(pattern)
    if not rest:
        return text == first
    if not text.startswith(first):
        return False
    position = len(first)
    for piece in rest[:-1]:
        found = text.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return len(text) - position >= len(rest[-1]) and text.endswith(rest[-1])


def _pieces(pattern: str) -> list[str]:
    pieces = [""]
    characters = iter(pattern)
    for character in characters:
        if character == "*":
            pieces.append("")
        else:
            pieces[-1] += next(characters, "\\") if character == "\\" else character
    return pieces


COMPARISONS: Final[Mapping[str, Comparison]] = {
    **{f"String{name}": _strings(compare) for name, compare in _ORDERS.items()},
    **{f"Numeric{name}": _numbers(compare) for name, compare in _ORDERS.items()},
    **{f"Timestamp{name}": _timestamps(compare) for name, compare in _ORDERS.items()},
    "BooleanEquals": _booleans,
    "StringMatches": matches,
}
"""The operators that compare the variable with a value; all but StringMatches also with a path."""

TYPE_TESTS: Final[Mapping[str, Callable[[Json], bool]]] = {
    "IsNull": lambda value: value is None,
    "IsNumeric": _is_number,
    "IsString": lambda value: isinstance(value, str),
    "IsBoolean": lambda value: isinstance(value, bool),
    "IsTimestamp": is_timestamp,
}
"""The operators that ask for the type of the variable; IsPresent asks for its presence."""

"""JSON values: comparison, text and measure."""

import json
import math
import sys
from typing import Final, TypeAlias

from pydantic import JsonValue
from pydantic_core import PydanticSerializationError, to_json

Json: TypeAlias = JsonValue

_LONGEST_SHOWN: Final = 80
"""Characters of a value that a message shows: enough to know it again in a log line."""


class TooLargeError(ValueError):
    """A value is larger or deeper than its bound, or holds what JSON in UTF-8 cannot say."""


def same(one: Json, other: Json) -> bool:
    """Same compares two values as JSON does: true is not 1, 1 is 1.0, the order of keys does not count."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def to_text(value: Json) -> str:
    """The value as compact JSON text."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def shown(value: Json) -> str:
    """The value as a message shows it: compact, and cut when it is long."""
    text = to_text(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."


def kind(value: Json) -> str:
    """The name of the value's JSON type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return {str: "string", list: "array", dict: "object"}[type(value)]


def parse_json(text: str | bytes) -> Json:
    """The value that a JSON text holds; ValueError for none, and for what no text in UTF-8 can say again."""
    try:
        value: Json = json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    check_depth(value, sys.maxsize - 1)
    return value


def _refuse(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


def is_sayable(text: str) -> bool:
    """Whether a text is one in UTF-8: half of a surrogate pair is none, which JSON can say with an escape."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_depth(value: Json, deepest: int) -> None:
    """Check_depth raises TooLargeError for nesting beyond `deepest`, and what JSON in UTF-8 cannot say."""
    level: list[Json] = [value]
    for _ in range(deepest + 1):
        below: list[Json] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
                below.extend(item)
            elif isinstance(item, list):
                below.extend(item)
            elif isinstance(item, str):
                if not item.isascii() and not is_sayable(item):
                    raise TooLargeError("a text holds half of a surrogate pair, which UTF-8 cannot say")
            elif isinstance(item, float) and not math.isfinite(item):
                raise TooLargeError("a number is infinite or not a number, which JSON cannot say")
        if not below:
            return
        level = below
    raise TooLargeError(f"the value is nested deeper than {deepest} levels")


def size_of(value: Json) -> int:
    """The size of the value as compact JSON in UTF-8, in bytes."""
    try:
        return len(to_json(value))
    except PydanticSerializationError:
        # Half of a surrogate pair, which JSON can say and UTF-8 cannot.
        return len(to_text(value).encode("utf-8", "surrogatepass"))


def check_size(value: Json, most_bytes: int, deepest: int) -> int:
    """The size of the value as JSON, in bytes; TooLargeError for a larger one, and for a deeper one."""
    check_depth(value, deepest)
    size = size_of(value)
    if size > most_bytes:
        raise TooLargeError(f"the value has {size} bytes as JSON; at most {most_bytes} are allowed")
    return size

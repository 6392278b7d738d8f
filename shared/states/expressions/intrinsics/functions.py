"""The intrinsic functions. Each raises ValueError with the reason when it cannot compute.

Rules: the States Language specification, appendix B, and the service's limits on lengths.
"""

import base64
import binascii
import hashlib
import json
import math
from collections.abc import Callable
from typing import Any, Final

from shared.states.expressions.draws import Draws
from shared.states.values import Json, parse_json, same, to_text

LONGEST_RANGE: Final = 1_000
"""Elements of one ArrayRange: the service's limit."""
LONGEST_TEXT: Final = 10_000
"""Characters that Hash and Base64 take: the service's limit."""

_HASHES: Final = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}


def whole(number: float) -> int:
    """Whole rounds to the nearest whole number, halves away from zero, as the service does."""
    return math.floor(abs(number) + 0.5) * (1 if number >= 0 else -1)


def partition(items: list[Json], size: float) -> list[Json]:
    """Partition cuts an array into pieces of `size` elements; the last may be shorter."""
    length = whole(size)
    if length < 1:
        raise ValueError("the size of the pieces must be a positive number")
    return [items[start : start + length] for start in range(0, len(items), length)]


def numbers(first: float, last: float, step: float) -> list[Json]:
    """Numbers from `first` up to and including `last`."""
    low, high, stride = whole(first), whole(last), whole(step)
    if stride == 0:
        raise ValueError("the step must not be zero")
    found = range(low, high + (1 if stride > 0 else -1), stride)
    if len(found) > LONGEST_RANGE:
        raise ValueError(f"the range has {len(found)} elements; at most {LONGEST_RANGE} are allowed")
    return list(found)


def unique(items: list[Json]) -> list[Json]:
    """Unique keeps the first of equal elements, in order."""
    seen: dict[str, Json] = {}
    for item in items:
        seen.setdefault(_identity(item), item)
    return list(seen.values())


def _identity(value: Json) -> str:
    """Equal values have equal text: whole numbers are written without a point, and keys are sorted."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Json) -> Json:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def element(items: list[Json], index: float) -> Json:
    """Element of an array, counted from 0."""
    position = whole(index)
    if not 0 <= position < len(items):
        raise ValueError(f"there is no element {position} in an array of {len(items)}")
    return items[position]


def encode(text: str) -> str:
    """Base64 of the text's UTF-8 (RFC 4648)."""
    _short(text)
    return base64.b64encode(text.encode()).decode("ascii")


def decode(text: str) -> str:
    """Text whose UTF-8 the Base64 holds."""
    _short(text)
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(f"'{text[:40]}' is not Base64 of UTF-8 text") from error


def digest(data: Json, algorithm: str) -> str:
    """Digest of a text's UTF-8, or of another value's JSON, in hexadecimal."""
    if algorithm not in _HASHES:
        raise ValueError(f"'{algorithm}' is none of {', '.join(_HASHES)}")
    text = data if isinstance(data, str) else to_text(data)
    _short(text)
    return hashlib.new(_HASHES[algorithm], text.encode(), usedforsecurity=False).hexdigest()


def _short(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"the text has {len(text)} characters; at most {LONGEST_TEXT} are allowed")


def merge(one: dict[str, Json], other: dict[str, Json], deep: bool) -> dict[str, Json]:
    """Merge joins two objects; the second wins where both have a key."""
    if deep:
        raise ValueError("the third argument must be false: only a shallow merge is defined")
    return {**one, **other}


def add(one: float, other: float) -> int:
    """The sum of two numbers that are rounded first."""
    return whole(one) + whole(other)


def split(text: str, separators: str) -> list[Json]:
    """Split cuts a text at every character of `separators`, and drops empty pieces."""
    if not separators:
        return [text]
    for character in separators[1:]:
        text = text.replace(character, separators[0])
    return [piece for piece in text.split(separators[0]) if piece]


def parse(text: str) -> Json:
    """The value that a JSON text holds."""
    try:
        return parse_json(text)
    except ValueError as error:
        raise ValueError(f"the text is not JSON: {error}") from error


def spread(first: float, last: float, seed: float | None, draws: Draws) -> int:
    """A whole number from `first` (inclusive) to `last` (exclusive); the same seed gives the same number."""
    low, high = whole(first), whole(last)
    if low >= high:
        raise ValueError(f"there is no number from {low} to below {high}")
    source = draws if seed is None else Draws(str(whole(seed)), "MathRandom")
    return low + source.below(high - low)


# The arguments were checked against the signature, which no type checker can see.
FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "Array": lambda *items: list(items),
    "ArrayContains": lambda items, wanted: any(same(item, wanted) for item in items),
    "ArrayGetItem": element,
    "ArrayLength": len,
    "ArrayPartition": partition,
    "ArrayRange": numbers,
    "ArrayUnique": unique,
    "Base64Decode": decode,
    "Base64Encode": encode,
    "Hash": digest,
    "JsonMerge": merge,
    "JsonToString": to_text,
    "MathAdd": add,
    "StringSplit": split,
    "StringToJson": parse,
}
"""The functions that need neither a template nor a random number."""

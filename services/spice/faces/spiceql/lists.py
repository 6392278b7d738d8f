"""Lists as clients of SpiceQL write them: repeated keys, JSON, or commas with or without brackets. Pure."""

import json
import math
from collections.abc import Sequence

from services.spice.faces.spiceql.errors import RequestError

QUOTES = "\"' "


def texts_of(given: Sequence[object] | str | None) -> tuple[str, ...]:
    """Return a list of texts; an empty one for None, `[]` and empty texts."""
    if given is None:
        return ()
    parts = [given] if isinstance(given, str) else [str(one) for one in given]
    return tuple(one for part in parts for one in _parted(part) if one)


def _parted(text: str) -> list[str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return _by_commas(text)
    return [str(one) for one in found] if isinstance(found, list) else _by_commas(text)


def _by_commas(text: str) -> list[str]:
    inner = text.strip()
    if inner.startswith("[") and inner.endswith("]"):
        inner = inner[1:-1]
    return [one.strip(QUOTES) for one in inner.split(",")]


def numbers_of(given: Sequence[object] | str | float) -> tuple[float, ...]:
    """Return a list of numbers. Raises RequestError where one is none, or infinite."""
    parts = given if isinstance(given, Sequence) and not isinstance(given, str) else [given]
    texts = [one for part in parts for one in _numerals(str(part))]
    try:
        numbers = tuple(float(one) for one in texts)
    except ValueError as error:
        raise RequestError(f"ets: {error}") from error
    if not all(map(math.isfinite, numbers)):
        raise RequestError("ets: times are finite")
    return numbers


def _numerals(text: str) -> list[str]:
    inner = text.strip()
    if inner.startswith("[") != inner.endswith("]"):
        raise RequestError(f"ets: the brackets of {inner[:40]!r} are not closed")
    inner = inner.removeprefix("[").removesuffix("]").strip()
    return inner.split(",") if inner else []


def spread(start: float, stop: float, count: int) -> tuple[float, ...]:
    """Return times at equal distances, the ends among them."""
    if not (math.isfinite(start) and math.isfinite(stop)):
        raise RequestError("startEt and stopEt are finite")
    if count == 1:
        return (start,)
    return (*(start + (stop - start) * at / (count - 1) for at in range(count - 1)), stop)

"""The `Range` of a request (RFC 9110, section 14). Pure."""

import re
from dataclasses import dataclass
from itertools import pairwise

RANGES_MAX = 128
"""Ranges of one answer: each costs the caller 20 bytes and us a head of 100. More are refused with 416."""

DIGITS_MAX = 19
"""Of a position: SQLite's and Linux' largest size has as many."""

_ONE = re.compile(rf"([0-9]{{0,{DIGITS_MAX}}})-([0-9]{{0,{DIGITS_MAX}}})")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Bytes from `start` on, `length` of them."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """The position after the last byte."""
        return self.start + self.length


class UnsatisfiableError(Exception):
    """No range of the request can be told, or it has too many; `str()` says which."""


def spans_of(header: str | None, size: int) -> tuple[Span, ...] | None:
    """Return what a Range asks of `size` bytes, in its order; None where all of them are to be told.

    What is no range of bytes is ignored, as the RFC has it. Ranges that overlap or touch are joined.

    Raises:
        UnsatisfiableError: none of the ranges has a byte, or there are more than RANGES_MAX.
    """
    if header is None:
        return None
    unit, equals, text = header.partition("=")
    if not equals or unit.strip().lower() != "bytes":
        return None
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > RANGES_MAX:
        raise UnsatisfiableError(f"{len(parts)} ranges are asked for: {RANGES_MAX} are told at once")
    asked = [_asked(part, size) for part in parts]
    if not asked or None in asked:
        return None
    found = [span for span in asked if span is not None and span.length > 0]
    if not found:
        raise UnsatisfiableError(f"no byte of the range is there: the file has {size} bytes")
    return _joined(found)


def _asked(part: str, size: int) -> Span | None:
    """Return one range, empty where it has no byte; None where it is no range."""
    match = _ONE.fullmatch(part)
    if match is None or match[0] == "-":
        return None
    first, last = match[1], match[2]
    if not first:
        length = min(int(last), size)
        return Span(size - length, length)
    start = int(first)
    end = int(last) + 1 if last else size
    if end <= start and last:
        return None
    return Span(start, max(min(end, size) - start, 0))


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Join ranges that overlap or touch; without any of these the caller's order stays."""
    ordered = sorted(spans)
    if all(one.end < other.start for one, other in pairwise(ordered)):
        return tuple(spans)
    joined = [ordered[0]]
    for span in ordered[1:]:
        last = joined[-1]
        if span.start <= last.end:
            joined[-1] = Span(last.start, max(last.end, span.end) - last.start)
        else:
            joined.append(span)
    return tuple(joined)

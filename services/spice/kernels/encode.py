"""Values of the projection as SQLite keeps them: intervals as bytes, ranks as text in their order. Pure."""

import struct
from collections.abc import Sequence

from shared.spice.coverage.model import Interval
from shared.spice.names.model import Rank
from shared.spice.sets.areas import Area

DIGITS = 12
"""Of a number in a rank: dates as YYYYMMDDhhmm fit; what is longer counts as the largest."""

END = "!"
"""Ends a row of numbers: it comes before the comma and all digits, so that the shorter row is the lesser."""


def packed(intervals: Sequence[Interval]) -> bytes:
    """Return intervals as bytes."""
    flat = [value for interval in intervals for value in interval]
    return struct.pack(f"<{len(flat)}d", *flat)


def unpacked(data: bytes) -> tuple[Interval, ...]:
    """Return the intervals that `packed` was given."""
    flat = struct.unpack(f"<{len(data) // 8}d", data)
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def packed_area(area: Area) -> bytes:
    """Return the area of a shape as bytes."""
    flat = [value for rectangle in area for value in rectangle]
    return struct.pack(f"<{len(flat)}d", *flat)


def unpacked_area(data: bytes) -> Area:
    """Return the area that `packed_area` was given."""
    return tuple(struct.iter_unpack("<4d", data))


def ordered(numbers: Sequence[int]) -> str:
    """Return a row of numbers as text that compares as the row does."""
    return "".join(f"{min(max(number, 0), 10**DIGITS - 1):0{DIGITS}}," for number in numbers) + END


def ordered_rank(rank: Rank) -> str:
    """Return a rank as text that compares as the rank does."""
    quality, *rows = rank
    return ordered((quality,)) + "".join(map(ordered, rows))

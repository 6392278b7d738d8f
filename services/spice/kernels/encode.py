"""Values of the projection as SQLite keeps them: intervals and areas as bytes. Pure."""

import struct
from collections.abc import Sequence

from shared.spice.coverage.model import Interval
from shared.spice.sets.areas import Area


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

"""The times in a segment of a CK, in ticks of its clock (CK Required Reading, "Data Types")."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.table import Doubles

QUATERNION, RATES = 4, 3
"""Numbers of a pointing, and of its angular velocity."""

RATE_RECORD = 8
"""Numbers of a pointing of constant rate, before all starts and stops: quaternion, velocity, tick."""

PACKETS = {0: 8, 1: 4, 2: 14, 3: 7}
"""Numbers of a packet of types 5 and 6, by subtype."""

DIRECTORY = 100
"""Times for each of which a directory has one."""

TRAILER_5, TRAILER_6 = 5, 4
"""Numbers at the end of a segment of type 5, and of a mini-segment; the last is how many times there are."""


class Segment(NamedTuple):
    """One segment of an open CK."""

    handle: int
    kind: int
    has_rates: bool
    begin: int
    end: int
    """Addresses, from 1."""

    def read(self, first: int, count: int) -> Doubles:
        """Return numbers from an address; what lies outside of the segment is refused."""
        if not (self.begin <= first and count >= 0 and first + count - 1 <= self.end):
            raise _refused("a segment of the CK tells of times outside of it: the kernel is damaged")
        if count == 0:
            return np.empty(0)
        return np.asarray(spiceypy.dafgda(self.handle, first, first + count - 1), dtype=np.float64)

    def whole(self, address: int) -> int:
        """Return a number that counts something."""
        return int(self.read(address, 1)[0])


def ticks_of(segment: Segment) -> Doubles:
    """Return all times of a segment.

    Raises:
        GeometryError: it is of type 4, whose times are ends of polynomials and of no pointing, or is damaged.
    """
    match segment.kind:
        case 1 | 3:
            count = segment.whole(segment.end)
            width = QUATERNION + (RATES if segment.has_rates else 0)
            return segment.read(segment.begin + width * count, count)
        case 2:
            # Starts and stops of n pointings, and of each hundred of them a start.
            size = segment.end - segment.begin + 1
            count = DIRECTORY * (size + 1) // (DIRECTORY * (RATE_RECORD + 2) + 1)
            return np.unique(segment.read(segment.begin + RATE_RECORD * count, 2 * count))
        case 5:
            count = segment.whole(segment.end)
            width = _packet(segment.whole(segment.end - TRAILER_5 + 2))
            return segment.read(segment.begin + width * count, count)
        case 6:
            return np.concatenate(list(_of_minis(segment)))
    raise _refused(f"CKs of data type {segment.kind} have no times of their own")


def _of_minis(segment: Segment) -> Iterator[Doubles]:
    """Give the times of each mini-segment within its interval."""
    count = segment.whole(segment.end)
    pointers = segment.end - 2 - count
    bounds = pointers - count // DIRECTORY - (count + 1)
    for at in range(count):
        start, stop = segment.read(bounds + at, 2)
        last = segment.begin - 1 + segment.whole(pointers + at + 1) - 1
        times = segment.whole(last)
        first = last - TRAILER_6 - (times - 1) // DIRECTORY - (times - 1)
        ticks = segment.read(first, times)
        yield ticks[(ticks >= start) & (ticks <= stop)]


def _packet(subtype: int) -> int:
    if subtype not in PACKETS:
        raise _refused(f"CKs of subtype {subtype} are not known")
    return PACKETS[subtype]


def _refused(detail: str) -> GeometryError:
    return GeometryError(Failure.model_validate({"reason": "refused", "detail": detail, "field": "frame"}))

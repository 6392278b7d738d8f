"""The span of time that the data of an SPK segment reach over, by its type. Pure.

Layouts are those of SPK Required Reading, "SPK Data Types". Orbits that hold at any time have no such span:
types 5, 10, 15 and 17 propagate from a state or from elements, before and after as well.
"""

from collections.abc import Callable, Mapping

from shared.spice.coverage.model import Interval
from shared.spice.reading import MalformedKernelError

STATE = 6
"""Doubles of a state."""

RECORD_OF_1 = 71
"""Doubles of a record of type 1: a modified difference array."""

PACKETS_OF_18 = {0: 12, 1: 6, 2: 6}
"""Doubles of a packet of type 18, by its subtype."""

META = 17
"""Numbers that describe a generic segment, which type 14 is (the toolkit's sgparam.inc)."""
REFERENCE_BASE, REFERENCES, PACKET_BASE, PACKETS, PACKET_SIZE, PACKET_OFFSET = 5, 6, 10, 11, 14, 15
"""Places among them, from 0."""

DAY = 86_400.0
J2000_JULIAN = 2_451_545.0

FOREVER = float("inf")

Read = Callable[[int, int], tuple[float, ...]]
"""Returns doubles of a segment: from which, from 0 or negative from its end, and how many."""

Reader = Callable[[Read, int], Interval]
"""Returns from when to when the data of a segment of some doubles reach; an end that is open is infinite."""


def chebyshev(read: Read, size: int) -> Interval:
    """Types 2 and 3: records of equal length, and the start, the length, the size and the number of them."""
    start, length, _, number = read(-4, 4)
    return start, start + length * _count(number, size)


def _even_states(read: Read, size: int) -> Interval:
    """Types 8 and 12: states at equal steps, and the first epoch, the step, the degree and the number."""
    start, step, _, number = read(-4, 4)
    return start, start + step * (_count(number, size // STATE) - 1)


def _uneven_states(read: Read, size: int) -> Interval:
    """Types 9 and 13: states, their epochs, every hundredth of these again, the degree and the number."""
    (number,) = read(-1, 1)
    return _ends(read, STATE * (count := _count(number, size // (STATE + 1))), count)


def _differences(read: Read, size: int) -> Interval:
    """Type 1: arrays of differences, and the epoch until which each holds."""
    (number,) = read(-1, 1)
    return _until_last(read, size, RECORD_OF_1, number)


def _long_differences(read: Read, size: int) -> Interval:
    """Type 21: as type 1, of arrays with as many steps as the last number but one says."""
    steps, number = read(-2, 2)
    return _until_last(read, size, 4 * _count(steps, size) + 11, number)


def _until_last(read: Read, size: int, record: int, number: float) -> Interval:
    count = _count(number, size // (record + 1))
    (last,) = read((record + 1) * count - 1, 1)
    return -FOREVER, last


def _propagated(read: Read, size: int) -> Interval:
    """Type 5: states, their epochs, every hundredth of these again, GM and the number: orbits go on."""
    (number,) = read(-1, 1)
    _count(number, size // (STATE + 1))
    return -FOREVER, FOREVER


def _packets(read: Read, size: int) -> Interval:
    """Type 18: packets, their epochs, every hundredth of these again, subtype, window size and number."""
    subtype, _, number = read(-3, 3)
    packet = PACKETS_OF_18.get(int(subtype)) if subtype.is_integer() else None
    if packet is None:
        raise MalformedKernelError(f"a segment of type 18 has the subtype {subtype}, which there is not")
    return _ends(read, packet * (count := _count(number, size // (packet + 1))), count)


def _mini_segments(read: Read, size: int) -> Interval:
    """Type 19: mini-segments, the bounds of their intervals, where each begins, a flag and the number."""
    (number,) = read(-1, 1)
    count = _count(number, size)
    (after_last,) = read(-3, 1)
    return _ends(read, _count(after_last, size) - 1, count + 1)


def velocities(read: Read, size: int) -> Interval:
    """Type 20 of SPKs and PCKs: as type 2, the start as a Julian day and its fraction, the length in days."""
    _, _, day, fraction, length, _, number = read(-7, 7)
    start = ((day - J2000_JULIAN) + fraction) * DAY
    return start, start + length * DAY * _count(number, size)


def _unequal_chebyshev(read: Read, size: int) -> Interval:
    """Type 14: packets that begin with the midpoint and the radius of their time, and where each begins."""
    meta = read(-META, META)
    first = int(_count(meta[REFERENCE_BASE], size))
    count = _count(meta[PACKETS], size)
    (start,) = read(first, 1)
    each = _count(meta[PACKET_SIZE], size) + _count(meta[PACKET_OFFSET] + 1, size) - 1
    last = int(meta[PACKET_BASE]) + each * (count - 1) + int(meta[PACKET_OFFSET])
    middle, radius = read(last, 2)
    return start, middle + radius


def _ends(read: Read, first: int, count: int) -> Interval:
    (start,), (stop,) = read(first, 1), read(first + count - 1, 1)
    return start, stop


def _count(value: float, most: int) -> int:
    if not (value.is_integer() and 1 <= value <= most):
        raise MalformedKernelError(f"a segment claims {value} records, of which it has room for {most}")
    return int(value)


SPK_READERS: Mapping[int, Reader] = {
    1: _differences,
    2: chebyshev,
    3: chebyshev,
    5: _propagated,
    8: _even_states,
    9: _uneven_states,
    12: _even_states,
    13: _uneven_states,
    14: _unequal_chebyshev,
    18: _packets,
    19: _mini_segments,
    20: velocities,
    21: _long_differences,
}

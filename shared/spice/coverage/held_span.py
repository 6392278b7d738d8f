"""The span of time that the data of a segment reach over, told apart from what its summary claims. Pure.

CSPICE believes the summary: beyond the data it extrapolates a polynomial without a word. Layouts are those of
SPK Required Reading and PCK Required Reading, "data types". Types whose states hold at any time, such as
conics, have no such span.
"""

from collections.abc import Callable, Mapping

from shared.spice.coverage.model import Interval
from shared.spice.daf.doubles import doubles
from shared.spice.daf.file_record import DafRecord
from shared.spice.daf.summaries import Segment
from shared.spice.kinds.kind import Family
from shared.spice.reading import MalformedKernelError, ReadAt

SLACK = 1.0
"""Seconds that a summary may reach beyond its data: writers round. Of 810 real segments none does."""

STATE = 6
"""Doubles of a state."""

RECORD_OF_1 = 71
"""Doubles of a record of type 1: a modified difference array."""

Read = Callable[[int, int], tuple[float, ...]]
"""Returns doubles of a segment: from which, from 0 or negative from its end, and how many."""


def held_span(source: ReadAt, record: DafRecord, family: Family, segment: Segment) -> Interval | None:
    """Return from when to when the data of a segment reach; None of a type that does not tell.

    An end that the type leaves open is infinite.

    Raises:
        MalformedKernelError: the counts in the data exclude the size of the segment.
    """
    reader = _READERS.get((family, _type_of(family, segment)))
    if reader is None:
        return None
    size = segment.end - segment.begin + 1

    def read(start: int, count: int) -> tuple[float, ...]:
        first = start + size if start < 0 else start
        if first < 0 or first + count > size:
            raise MalformedKernelError(
                f"segment {segment.name!r} of {size} doubles is too short for its type"
            )
        return tuple(doubles(source, record, segment.begin + first, count))

    return reader(read, size)


def _type_of(family: Family, segment: Segment) -> int:
    return segment.integers[3] if family is Family.SPK else segment.integers[2]


def _count(value: float, most: int) -> int:
    if not (value.is_integer() and 1 <= value <= most):
        raise MalformedKernelError(f"a segment claims {value} records, of which it has room for {most}")
    return int(value)


def _chebyshev(read: Read, size: int) -> Interval:
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
    count = _count(number, size // (STATE + 1))
    (first,), (last,) = read(STATE * count, 1), read((STATE + 1) * count - 1, 1)
    return first, last


def _differences(read: Read, size: int) -> Interval:
    """Type 1: arrays of differences, and the epoch until which each holds."""
    (number,) = read(-1, 1)
    count = _count(number, size // (RECORD_OF_1 + 1))
    (last,) = read((RECORD_OF_1 + 1) * count - 1, 1)
    return float("-inf"), last


_READERS: Mapping[tuple[Family, int], Callable[[Read, int], Interval]] = {
    (Family.SPK, 1): _differences,
    (Family.SPK, 2): _chebyshev,
    (Family.SPK, 3): _chebyshev,
    (Family.SPK, 8): _even_states,
    (Family.SPK, 9): _uneven_states,
    (Family.SPK, 12): _even_states,
    (Family.SPK, 13): _uneven_states,
    (Family.PCK, 2): _chebyshev,
    (Family.PCK, 3): _chebyshev,
}

"""The span of time that the data of a segment reach over, told apart from what its summary claims. Pure.

CSPICE believes the summary: beyond the data it extrapolates a polynomial without a word. Layouts are those of
SPK Required Reading and PCK Required Reading, "data types". Types whose states hold at any time, such as
conics, have no such span.
"""

from collections.abc import Mapping

from shared.spice.coverage.model import Interval
from shared.spice.coverage.spk_spans import SPK_READERS, Reader, chebyshev, velocities
from shared.spice.daf.doubles import doubles
from shared.spice.daf.file_record import DafRecord
from shared.spice.daf.summaries import Segment
from shared.spice.kinds.kind import Family
from shared.spice.reading import MalformedKernelError, ReadAt

SLACK = 1.0
"""Seconds that a summary may reach beyond its data: writers round. Of 810 real segments none does."""


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


_READERS: Mapping[tuple[Family, int], Reader] = {
    **{(Family.SPK, data_type): reader for data_type, reader in SPK_READERS.items()},
    (Family.PCK, 2): chebyshev,
    (Family.PCK, 3): chebyshev,
    (Family.PCK, 20): velocities,
}

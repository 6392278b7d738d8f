"""Interpolation intervals of CK segments: the times at which CSPICE gives pointing, gaps kept.

Layouts of the data types from CK Required Reading, "Data Types"; counts stand at a segment's end. Times are
read in blocks, so that memory is bounded whatever a segment holds. Unknown types are told as whole segments.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import partial

from shared.spice.coverage.ck_packets import type_4_intervals, type_6_intervals
from shared.spice.coverage.intervals import clipped
from shared.spice.coverage.model import Interval
from shared.spice.daf.doubles import doubles
from shared.spice.daf.file_record import DafRecord
from shared.spice.daf.summaries import Segment
from shared.spice.reading import MalformedKernelError, ReadAt

BLOCK = 65_536
"""Doubles that are read at a time."""
QUATERNION, WITH_RATES = 4, 7
TYPE_2_RECORD = 8
DIRECTORY = 100
"""Times for each of which a directory has one."""
TYPE_5_PACKETS = (8, 4, 14, 7)
"""Doubles of a packet by subtype."""
TYPE_5_TRAILER = 5


class CkSegmentReader:
    """The interpolation intervals of one CK segment."""

    def __init__(self, source: ReadAt, record: DafRecord, segment: Segment) -> None:
        self._source, self._record, self._segment = source, record, segment
        self.data_type, self._has_rates = segment.integers[2], segment.integers[3] == 1

    @property
    def exact(self) -> bool:
        """Whether the gaps inside of the segment are known to this reader."""
        return self.data_type in range(1, 7)

    def intervals(self) -> Iterator[Interval]:
        """Give the intervals, in encoded ticks, clipped to the segment; ascending in a valid segment.

        Raises:
            MalformedKernelError: the segment's counts exclude its size.
        """
        start, stop = self._segment.doubles
        return clipped(self._unclipped(), start, stop)

    def _unclipped(self) -> Iterator[Interval]:
        whole = (self._source, self._record, self._segment)
        readers: dict[int, Callable[[], Iterator[Interval]]] = {
            1: self._type_1,
            2: self._type_2,
            3: self._type_3,
            4: partial(type_4_intervals, *whole),
            5: self._type_5,
            6: partial(type_6_intervals, *whole),
        }
        start, stop = self._segment.doubles
        return readers.get(self.data_type, lambda: iter([(start, stop)]))()

    def _type_1(self) -> Iterator[Interval]:
        count = self._count(0)
        first = self._segment.begin + count * self._packet
        self._check(count * (self._packet + 1) + (count - 1) // DIRECTORY + 1)
        for block in self._blocks(first, count):
            for time in block:
                yield time, time

    def _type_2(self) -> Iterator[Interval]:
        # The segment has no count: ten doubles a record and a directory of every hundredth record.
        size = self._segment.end - self._segment.begin + 1
        count = (size + 1) * DIRECTORY // ((TYPE_2_RECORD + 2) * DIRECTORY + 1)
        self._check(count * (TYPE_2_RECORD + 2) + max(count - 1, 0) // DIRECTORY)
        first = self._segment.begin + count * TYPE_2_RECORD
        for starts, stops in zip(self._blocks(first, count), self._blocks(first + count, count), strict=True):
            yield from zip(starts, stops, strict=True)

    def _type_3(self) -> Iterator[Interval]:
        count, intervals = self._count(0), self._count(1)
        self._check(
            count * (self._packet + 1)
            + (count - 1) // DIRECTORY
            + intervals
            + (intervals - 1) // DIRECTORY
            + 2
        )
        return self._between(self._segment.begin + count * self._packet, count, intervals)

    def _type_5(self) -> Iterator[Interval]:
        count, intervals, subtype = self._count(0), self._count(1), self._count(3, least=0)
        if subtype >= len(TYPE_5_PACKETS):
            raise MalformedKernelError(f"segment {self._segment.name!r} has subtype {subtype} of type 5")
        packet = TYPE_5_PACKETS[subtype]
        self._check(
            count * (packet + 1)
            + (count - 1) // DIRECTORY
            + intervals
            + (intervals - 1) // DIRECTORY
            + TYPE_5_TRAILER
        )
        return self._between(self._segment.begin + count * packet, count, intervals)

    def _between(self, first: int, count: int, intervals: int) -> Iterator[Interval]:
        """Give intervals from each start to the last time before the next start."""
        starts_at = first + count + (count - 1) // DIRECTORY
        starts = (start for block in self._blocks(starts_at, intervals) for start in block)
        current = next(starts, None)
        following = next(starts, None)
        last: float | None = None
        for block in self._blocks(first, count):
            at = 0
            while current is not None and following is not None and following <= block[-1]:
                cut = bisect_left(block, following, at)
                last = block[cut - 1] if cut else last
                if last is not None:
                    yield current, last
                at, current, following = cut, following, next(starts, None)
            last = block[-1]
        if current is not None and last is not None:
            yield current, last

    @property
    def _packet(self) -> int:
        return WITH_RATES if self._has_rates else QUATERNION

    def _count(self, from_end: int, least: int = 1) -> int:
        address = self._segment.end - from_end
        if address < self._segment.begin:
            raise MalformedKernelError(f"segment {self._segment.name!r} is too short for its counts")
        value = doubles(self._source, self._record, address, 1)[0]
        size = self._segment.end - self._segment.begin + 1
        if not (value.is_integer() and least <= value <= size):
            raise MalformedKernelError(f"segment {self._segment.name!r} claims {value} records")
        return int(value)

    def _check(self, expected: int) -> None:
        size = self._segment.end - self._segment.begin + 1
        if expected != size:
            raise MalformedKernelError(
                f"segment {self._segment.name!r} has {size} doubles, its counts say {expected}"
            )

    def _blocks(self, first: int, count: int) -> "Iterator[list[float]]":
        for at in range(0, count, BLOCK):
            yield doubles(self._source, self._record, first + at, min(BLOCK, count - at)).tolist()


def covers(intervals: tuple[Interval, ...], time: float) -> bool:
    """Tell whether one of ascending intervals holds a time."""
    at = bisect_right(intervals, (time, float("inf"))) - 1
    return at >= 0 and time <= intervals[at][1]

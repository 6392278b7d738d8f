"""Intervals of CK segments of types 4 and 6, whose parts have sizes of their own.

A type 4 segment is a generic segment: 17 numbers at its end tell where its parts are, and a directory where
each packet begins; a packet begins with the midpoint and radius of its interval. A type 6 segment is a row of
mini-segments; at its end stand the bounds of their intervals, where each begins, a flag and their number, and
at the end of each mini-segment the number of its times (CK Required Reading, "Data Types").
"""

from collections.abc import Iterator

from shared.spice.coverage.model import Interval
from shared.spice.daf.doubles import doubles
from shared.spice.daf.file_record import DafRecord
from shared.spice.daf.summaries import Segment
from shared.spice.reading import MalformedKernelError, ReadAt

META = 17
"""Numbers that describe a generic segment (the toolkit's sgparam.inc)."""
PACKET_DIRECTORY, DIRECTORY_SIZE, PACKET_BASE, PACKETS = 7, 8, 10, 11
"""Places among them, from 0."""
MINI_TRAILER = 4
"""Numbers at the end of a mini-segment: rate, subtype, window size, number of times."""
DIRECTORY = 100
"""Times for each of which a directory has one."""
BLOCK = 8_192
"""Entries that are read at a time."""


def type_4_intervals(source: ReadAt, record: DafRecord, segment: Segment) -> Iterator[Interval]:
    """Give the interval of each packet of a type 4 segment.

    Raises:
        MalformedKernelError: what describes the segment leads out of it.
    """
    size = segment.end - segment.begin + 1
    if size <= META:
        raise MalformedKernelError(f"segment {segment.name!r} is too short for type 4")
    meta = doubles(source, record, segment.end - META + 1, META)
    whole = [int(value) if value.is_integer() and 0 <= value <= size else -1 for value in meta]
    directory, base, count = whole[PACKET_DIRECTORY], whole[PACKET_BASE], whole[PACKETS]
    if min(directory, base, count) < 0 or whole[DIRECTORY_SIZE] < count or directory + count > size:
        raise MalformedKernelError(f"segment {segment.name!r} has a damaged description of its parts")
    for at in range(0, count, BLOCK):
        for place in doubles(source, record, segment.begin + directory + at, min(BLOCK, count - at)):
            if not (place.is_integer() and 1 <= base + place < size):
                raise MalformedKernelError(f"segment {segment.name!r} has a packet outside of it")
            middle, radius = doubles(source, record, segment.begin - 1 + base + int(place), 2)
            yield middle - radius, middle + radius


def type_6_intervals(source: ReadAt, record: DafRecord, segment: Segment) -> Iterator[Interval]:
    """Give the interval of each mini-segment of a type 6 segment, to its last time at most.

    Raises:
        MalformedKernelError: what describes the segment leads out of it.
    """
    size = segment.end - segment.begin + 1
    minis = doubles(source, record, segment.end, 1)[0]
    if not (minis.is_integer() and 1 <= minis <= size // 2):
        raise MalformedKernelError(f"segment {segment.name!r} claims {minis} mini-segments")
    count = int(minis)
    pointers = segment.end - 2 - count
    bounds = pointers - count // DIRECTORY - (count + 1)
    if bounds < segment.begin:
        raise MalformedKernelError(f"segment {segment.name!r} is too short for {count} mini-segments")
    for at in range(count):
        start, stop = doubles(source, record, bounds + at, 2)
        end = doubles(source, record, pointers + at + 1, 1)[0]
        if not (end.is_integer() and MINI_TRAILER < end <= size):
            raise MalformedKernelError(f"segment {segment.name!r} has a mini-segment outside of it")
        last = segment.begin - 1 + int(end) - 1
        yield start, min(stop, _last_time(source, record, segment, last))


def _last_time(source: ReadAt, record: DafRecord, segment: Segment, last: int) -> float:
    """Return the last time of the mini-segment whose last number has the address `last`."""
    times = doubles(source, record, last, 1)[0]
    if not (times.is_integer() and 1 <= times <= last - segment.begin):
        raise MalformedKernelError(f"segment {segment.name!r} has a mini-segment of {times} times")
    address = last - MINI_TRAILER - (int(times) - 1) // DIRECTORY
    if address < segment.begin:
        raise MalformedKernelError(f"segment {segment.name!r} has a mini-segment of {times} times")
    return doubles(source, record, address, 1)[0]

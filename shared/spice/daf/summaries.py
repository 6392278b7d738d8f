"""The summaries of a DAF: one per segment, in a chain of summary records.

A summary record holds three doubles (next record, previous record, number of summaries) and the summaries;
the record after it holds as many names (DAF Required Reading, "Segment Summaries"). The chain comes from
the file and so may lie: it is followed at most once through each record.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from shared.spice.daf.file_record import DOUBLES, RECORD, SUMMARY_DOUBLES_MAX, DafRecord
from shared.spice.reading import MalformedKernelError, ReadAt, read_exactly

SEGMENTS_MAX = 100_000
"""Segments of one file: the largest known files have some 10 000; more would only fill memory."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment's summary: its doubles, its integers and its name."""

    doubles: tuple[float, ...]
    integers: tuple[int, ...]
    """The last two are the first and last address of the segment's data, in doubles from 1."""
    name: str

    @property
    def begin(self) -> int:
        """First address of the data."""
        return self.integers[-2]

    @property
    def end(self) -> int:
        """Last address of the data."""
        return self.integers[-1]


def segments(source: ReadAt, record: DafRecord) -> Iterator[Segment]:
    """Give the segments in the order of the file; CSPICE prefers later ones.

    Raises:
        MalformedKernelError: the chain leaves the file, goes in a circle or holds impossible counts; the
            segments before that were given.
    """
    number, previous, count, seen = record.first_summary, 0, 0, set[int]()
    while number:
        if number in seen:
            raise MalformedKernelError(f"summary record {number} follows itself: the file is damaged")
        seen.add(number)
        data = read_exactly(source, (number - 1) * RECORD, RECORD, f"summary record {number}")
        following, prior, held = _pointers(data, record, number)
        if prior != previous:
            raise MalformedKernelError(f"summary record {number} follows {prior}, not {previous}")
        count += held
        if count > SEGMENTS_MAX:
            raise MalformedKernelError(f"the file claims more than {SEGMENTS_MAX} segments")
        yield from _decoded(source, record, number, data, held)
        number, previous = following, number
    if previous != record.last_summary:
        raise MalformedKernelError(f"the summaries end at record {previous}, not {record.last_summary}")


def _pointers(data: bytes, record: DafRecord, number: int) -> tuple[int, int, int]:
    """Return the next record, the previous one and the count of summaries of a summary record."""
    values = struct.unpack_from(record.order + "3d", data)
    if not all(value.is_integer() and 0 <= value < 2**31 for value in values):
        raise MalformedKernelError(f"summary record {number} holds {values}, which are no record numbers")
    following, prior, held = (int(value) for value in values)
    if held > SUMMARY_DOUBLES_MAX // record.summary_doubles:
        raise MalformedKernelError(f"summary record {number} claims {held} summaries, more than fit")
    return following, prior, held


def _decoded(source: ReadAt, record: DafRecord, number: int, data: bytes, held: int) -> Iterator[Segment]:
    names = read_exactly(source, number * RECORD, RECORD, f"name record {number + 1}") if held else b""
    size = record.summary_doubles * 8
    layout = struct.Struct(f"{record.order}{record.nd}d{record.ni}i")
    for at in range(held):
        values = layout.unpack_from(data, 24 + at * size)
        name = names[at * size : (at + 1) * size].decode("latin-1").strip(" \0")
        yield Segment(values[: record.nd], values[record.nd :], name)


def out_of_place(segment: Segment, record: DafRecord) -> str | None:
    """Return why a segment's data cannot be where its summary says, None where they can."""
    if not DOUBLES < segment.begin <= segment.end:
        return f"segment {segment.name!r} claims addresses {segment.begin} to {segment.end}"
    if segment.end >= record.free:
        return (
            f"segment {segment.name!r} ends at address {segment.end}, free addresses begin at {record.free}"
        )
    return None

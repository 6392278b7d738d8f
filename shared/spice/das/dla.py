"""Segments of a DAS file in the linked list of DLA ("DAS Linked Array"), as DSK files have them.

Integer 1 is the format's version, 2 and 3 lead to the first and last segment. A pointer is the address
of a descriptor of eight: backward and forward pointer, and base and size of the segment's integers,
doubles and characters; -1 leads nowhere. Source: the DLA include file of the toolkit, dla.inc.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.spice.das.directories import Layout
from shared.spice.reading import MalformedKernelError, ReadAt

NOWHERE = -1
SEGMENTS_MAX = 10_000
"""Segments of one file: the largest known DSKs have some hundred."""


@dataclass(frozen=True, slots=True)
class DlaSegment:
    """Where a segment's words begin: an address is the base plus a place from 1."""

    integer_base: int
    double_base: int
    double_size: int


def dla_segments(source: ReadAt, layout: Layout) -> Iterator[DlaSegment]:
    """Give the segments in the order of the list.

    Raises:
        MalformedKernelError: a pointer leaves the file or the list goes in a circle.
    """
    pointer = layout.integers(source, 2, 1)[0]
    seen: set[int] = set()
    while pointer != NOWHERE:
        if pointer in seen or len(seen) >= SEGMENTS_MAX:
            raise MalformedKernelError(
                f"the segment at integer {pointer} follows itself: the file is damaged"
            )
        seen.add(pointer)
        descriptor = layout.integers(source, pointer, 8)
        yield DlaSegment(descriptor[2], descriptor[4], descriptor[5])
        pointer = descriptor[1]

"""Descriptors of DSK segments: the first 24 doubles of a segment (DSK Required Reading, "DSK descriptor")."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from shared.spice.das.directories import Layout
from shared.spice.das.dla import dla_segments
from shared.spice.reading import MalformedKernelError, ReadAt

DESCRIPTOR_DOUBLES = 24


@dataclass(frozen=True, slots=True)
class DskSegment:
    """What a DSK segment says of itself."""

    surface: int
    body: int
    data_class: int
    data_type: int
    frame: int
    coordinate_system: int
    """1 is latitudinal, 2 cylindrical, 3 rectangular, 4 planetodetic."""
    bounds: tuple[float, float, float, float, float, float]
    """Least and greatest of the three coordinates: radians and km."""
    start: float
    """TDB seconds past J2000."""
    stop: float


def dsk_segments(source: ReadAt, layout: Layout) -> Iterator[DskSegment]:
    """Give the segments of a DSK in the order of the file.

    Raises:
        MalformedKernelError: a descriptor is missing or its codes are no integers.
    """
    for segment in dla_segments(source, layout):
        if segment.double_size < DESCRIPTOR_DOUBLES:
            raise MalformedKernelError(
                f"a DSK segment has {segment.double_size} doubles, too few to describe it"
            )
        yield _decoded(layout.doubles(source, segment.double_base + 1, DESCRIPTOR_DOUBLES))


def _decoded(values: tuple[float, ...]) -> DskSegment:
    if not all(math.isfinite(value) and value.is_integer() and abs(value) < 2**31 for value in values[:6]):
        raise MalformedKernelError(f"the codes of a DSK segment are no integers: {values[:6]}")
    surface, body, data_class, data_type, frame, system = (int(value) for value in values[:6])
    one, two, three, four, five, six, start, stop = values[16:24]
    return DskSegment(
        surface=surface,
        body=body,
        data_class=data_class,
        data_type=data_type,
        frame=frame,
        coordinate_system=system,
        bounds=(one, two, three, four, five, six),
        start=start,
        stop=stop,
    )

"""Boxes of coordinates, as `RANGE` asks for them (DALI 1.1), in pieces that great circles may bound. Pure.

Meridians are great circles; parallels are none, so that they go in short steps.
"""

import math
from collections.abc import Iterator, Sequence

from services.archive.sky.ring import whole_sky
from services.archive.sky.vectors import Point

PIECE = 30.0
"""Degrees of a piece's sides: its corners stay well within 45 degrees of its middle."""

STEP, WIDE_STEP = 0.25, 0.5
"""Degrees of right ascension between two points of a parallel, of boxes up to a piece's width and of wider
ones: the great circle between them leaves it by 0.25" and 1" at most."""

NARROW = 1e-6
"""Degrees that a box of no width gets, 4 milliarcseconds: less encloses nothing by rounding."""


class BoxError(ValueError):
    """No box; the text says why."""


def pieces_of(numbers: Sequence[float]) -> tuple[tuple[Point, ...], ...]:
    """Return rings that cover a box of two right ascensions and two declinations; either may be infinite.

    Raises:
        BoxError: it is none.
    """
    if len(numbers) != 4 or any(math.isnan(one) for one in numbers):
        raise BoxError("a range is two right ascensions and two declinations")
    west, width = _turn(numbers[0], numbers[1])
    south, north = max(-90.0, numbers[2]), min(90.0, numbers[3])
    if south > north:
        raise BoxError("a range has its lower declination first, from -90 to 90")
    if width >= 360.0 and (south, north) == (-90.0, 90.0):
        return whole_sky()
    south = min(south, 90.0 - NARROW)
    north = max(north, south + NARROW)
    return tuple(
        _piece(*sides, *ends) for sides in _parts(west, width) for ends in _parts(south, north - south)
    )


def _turn(west: float, east: float) -> tuple[float, float]:
    """Return where a range of right ascension begins, and how wide it is."""
    if math.isinf(west) or math.isinf(east):
        if west < 0 < east and math.isinf(west) and math.isinf(east):
            return 0.0, 360.0
        raise BoxError("right ascensions are both infinite, or none is")
    if max(abs(west), abs(east)) > 720.0:
        raise BoxError("right ascensions are angles from -720 to 720 degrees")
    width = east - west if east >= west else (east - west) % 360.0
    return west % 360.0, min(360.0, max(width, NARROW))


def _parts(begin: float, width: float) -> Iterator[tuple[float, float]]:
    count = math.ceil(width / PIECE)
    for number in range(count):
        yield begin + width * number / count, begin + width * (number + 1) / count


def _piece(west: float, east: float, south: float, north: float) -> tuple[Point, ...]:
    step = STEP if east - west < PIECE else WIDE_STEP
    return (*_parallel(west, east, south, step), *_parallel(east, west, north, step))


def _parallel(begin: float, end: float, declination: float, step: float) -> Iterator[Point]:
    if abs(declination) == 90.0:
        yield begin % 360.0, declination  # All of it is one point.
        return
    count = math.ceil(abs(end - begin) / step)
    for number in range(count + 1):
        yield (begin + (end - begin) * number / count) % 360.0, declination

"""The parts of a body's surface that kernels of its shape cover. Pure.

A shape may come in tiles, a file each: all of them are needed. Of files that cover the same, one will do.
"""

import math
from collections.abc import Iterable, Sequence

from shared.spice.coverage.model import Interval

Rectangle = tuple[float, float, float, float]
"""West, east, south and north, radians: 0 <= west < 2 pi, east up to 4 pi where it goes on past zero."""

Area = tuple[Rectangle, ...]
"""Of one kernel; none is the whole body."""

TURN = 2 * math.pi

WHOLE: Area = ((0.0, TURN, -math.pi / 2, math.pi / 2),)

GEOGRAPHIC = frozenset({1, 4})
"""Coordinate systems of DSKs whose first two coordinates are longitude and latitude (dskdsc.inc)."""

RECTANGLES_MAX = 64
"""Of one kernel; of more, one around them counts."""

EDGE = 1e-7
"""Radians, a third of a metre on Mars: what is narrower is left by rounded bounds, and is no part."""


def area_of(segments: Iterable[tuple[int, Interval, Interval]]) -> Area:
    """Return the area of a kernel by its segments: coordinate system, and bounds of two coordinates each.

    Those in other coordinates than longitude and latitude may be of the whole body, and count so.
    """
    found = [_rectangle(*one) for one in segments]
    known = [one for one in found if one is not None]
    if len(known) < len(found) or not known:
        return ()
    return tuple(known) if len(known) <= RECTANGLES_MAX else (_around(known),)


def _rectangle(system: int, first: Interval, second: Interval) -> Rectangle | None:
    width = min(first[1] - first[0], TURN)
    south, north = max(second[0], -math.pi / 2), min(second[1], math.pi / 2)
    if system not in GEOGRAPHIC or width <= 0 or south >= north:
        return None
    west = 0.0 if width > TURN - EDGE else first[0] % TURN
    return west, west + width, south, north


def _around(those: Sequence[Rectangle]) -> Rectangle:
    """Return a rectangle around some, with all longitudes where one goes past zero."""
    west, east = min(one[0] for one in those), max(one[1] for one in those)
    sides = (west, east) if east <= TURN else (0.0, TURN)
    return *sides, min(one[2] for one in those), max(one[3] for one in those)


def is_covered(one: Area, others: Iterable[Area]) -> bool:
    """Tell whether areas together have all of one."""
    return not _without(_flat(one or WHOLE), [part for other in others for part in _flat(other or WHOLE)])


def size_of(one: Area) -> float:
    """Return the size of an area on a sphere of radius 1."""
    return _size(_flat(one or WHOLE))


def contains(one: Area, other: Area) -> bool:
    """Tell whether an area has all of another."""
    return is_covered(other, [one])


def _flat(area: Area) -> list[Rectangle]:
    """Return rectangles within one turn, apart from each other."""
    flat: list[Rectangle] = []
    for west, east, south, north in area:
        parts = [(west, min(east, TURN), south, north)]
        if east > TURN:
            parts.append((0.0, east - TURN, south, north))
        flat += _without(parts, flat)
    return flat


def _size(area: Sequence[Rectangle]) -> float:
    return sum((east - west) * (math.sin(north) - math.sin(south)) for west, east, south, north in area)


def _without(area: Sequence[Rectangle], taken: Sequence[Rectangle]) -> list[Rectangle]:
    """Return what of rectangles is in none of those taken."""
    left = list(area)
    for hole in taken:
        left = [part for one in left for part in _cut(one, hole)]
    return left


def _cut(one: Rectangle, hole: Rectangle) -> list[Rectangle]:
    west, east, south, north = one
    low, high, bottom, top = (
        max(west, hole[0]),
        min(east, hole[1]),
        max(south, hole[2]),
        min(north, hole[3]),
    )
    if low >= high or bottom >= top:
        return [one]
    parts = [(west, low, south, north), (high, east, south, north)]
    parts += [(low, high, south, bottom), (low, high, top, north)]
    return [part for part in parts if part[1] - part[0] > EDGE and part[3] - part[2] > EDGE]

"""The parts of a body's surface that kernels of its shape cover, and which of them add to others. Pure.

A shape may come in tiles, a file each: all of them are needed. Of files that cover the same, one will do.
"""

import math
from collections.abc import Iterable, Sequence

from shared.spice.coverage.model import Interval
from shared.spice.sets.model import Piece

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


def tiles(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the kernels that are needed together, each with those that cover the same as it does.

    The largest areas come first. What lies within those that were taken adds nothing. One is always needed,
    however small.
    """
    found: list[tuple[list[Rectangle], list[Piece]]] = []
    taken: list[Rectangle] = []
    for one in sorted(pieces, key=_rank):
        own = _flat(one.area or WHOLE)
        alike = next((group for group in found if _is_same(own, group[0])), None)
        if alike is not None:
            alike[1].append(one)
        elif _without(own, taken):
            found.append((own, [one]))
            taken += own
    for last in found[::-1]:
        rest = [rectangle for other in found if other is not last for rectangle in other[0]]
        if len(found) > 1 and not _without(last[0], rest):
            found.remove(last)
    return [group for _, group in found]


def share(one: Area, other: Area) -> bool:
    """Tell whether two areas have a part in common."""
    return any(_meet(mine, theirs) for mine in _flat(one) for theirs in _flat(other))


def contains(one: Area, other: Area) -> bool:
    """Tell whether an area has all of another."""
    return not _without(_flat(other or WHOLE), _flat(one or WHOLE))


def _meet(one: Rectangle, other: Rectangle) -> bool:
    across = min(one[1], other[1]) > max(one[0], other[0])
    return across and min(one[3], other[3]) > max(one[2], other[2])


def _rank(one: Piece) -> tuple[float, str]:
    return -float(f"{_size(_flat(one.area or WHOLE)):.6g}"), one.candidate.path


def _is_same(one: Sequence[Rectangle], other: Sequence[Rectangle]) -> bool:
    return not (_without(one, other) or _without(other, one))


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

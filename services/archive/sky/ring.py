"""Rings on the sphere, put into the one form in which PostGIS answers rightly. Pure.

Of the two sides of a ring PostGIS takes the one that the order of its points says, for rings wider than some
46 degrees alone; so a ring here is listed counter-clockwise as seen from outside, and is refused where it is
wider than 45 degrees around its middle.
"""

import math
from collections.abc import Iterator, Sequence

from services.archive.sky.cap import middle_of
from services.archive.sky.vectors import Point, Vector, cross, dot, normalized, total, unit

RADIUS_MAX = 45.0
"""Degrees from the middle of a ring to its points."""

VERTICES_MAX = 20_000
"""Points of one region: a question with more takes the database seconds."""


class RingError(ValueError):
    """No region that could be asked about; the text says why."""


def checked_point(point: Point) -> Point:
    """Return a direction with its right ascension in [0, 360).

    Raises:
        RingError: it is no direction.
    """
    longitude, latitude = point
    if not (math.isfinite(longitude) and math.isfinite(latitude) and abs(longitude) <= 720.0):
        raise RingError(f"the right ascension {longitude:g} is no angle from -720 to 720 degrees")
    if abs(latitude) > 90.0:
        raise RingError(f"the declination {latitude:g} is not between -90 and 90 degrees")
    return (longitude % 360.0, latitude)


def checked_ring(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return a closed ring counter-clockwise as seen from outside of the sphere.

    Args:
        points: in any order of turn, closed or not.

    Raises:
        RingError: it has fewer than three points, encloses nothing, or is too wide.
    """
    ring = _without_repeats([checked_point(point) for point in points])
    if len(ring) < 3:
        raise RingError("a polygon needs three points that differ")
    vectors = [unit(point) for point in ring]
    middle = _middle(vectors)
    turn = sum(dot(cross(one, other), middle) for one, other in _edges(vectors))
    if abs(turn) < 1e-18:
        raise RingError("the polygon encloses nothing")
    ordered = ring if turn > 0 else ring[::-1]
    return (*ordered, ordered[0])


def whole_sky() -> tuple[tuple[Point, ...], ...]:
    """Return rings that cover the sphere: the faces of an icosahedron, each 37 degrees around its middle."""
    latitude = math.degrees(math.atan(0.5))
    upper = [(72.0 * number, latitude) for number in range(5)]
    lower = [(72.0 * number + 36.0, -latitude) for number in range(5)]
    faces: list[tuple[Point, ...]] = []
    for number in range(5):
        following = (number + 1) % 5
        faces.append((upper[number], upper[following], (0.0, 90.0)))
        faces.append((lower[number], lower[following], (0.0, -90.0)))
        faces.append((upper[number], lower[number], upper[following]))
        faces.append((lower[number], lower[following], upper[following]))
    return tuple(checked_ring(face) for face in faces)


def multipolygon(rings: Sequence[Sequence[Point]]) -> str:
    """Return rings as extended well-known text of one MultiPolygon."""
    inside = ",".join(f"(({','.join(f'{ra!r} {dec!r}' for ra, dec in ring)}))" for ring in rings)
    return f"SRID=4326;MULTIPOLYGON({inside})"


def _without_repeats(points: Sequence[Point]) -> list[Point]:
    kept: list[Point] = []
    for point in points:
        if not kept or point != kept[-1]:
            kept.append(point)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def _middle(vectors: Sequence[Vector]) -> Vector:
    """Return a direction around which all of a ring is near enough. Raises RingError."""
    mean = normalized(total(vectors))
    if mean is not None and _widest(vectors, mean) <= RADIUS_MAX:
        return mean
    middle = middle_of(vectors)
    if middle is None:
        raise RingError("the polygon has no middle: it goes around the sphere; ask in pieces")
    widest = _widest(vectors, middle)
    if widest > RADIUS_MAX:
        raise RingError(
            f"the polygon reaches {widest:.0f} degrees around its middle, "
            f"{RADIUS_MAX:g} at most: ask in pieces"
        )
    return middle


def _widest(vectors: Sequence[Vector], middle: Vector) -> float:
    return max(math.degrees(math.acos(max(-1.0, min(1.0, dot(one, middle))))) for one in vectors)


def _edges(vectors: Sequence[Vector]) -> Iterator[tuple[Vector, Vector]]:
    return zip(vectors, (*vectors[1:], vectors[0]), strict=True)

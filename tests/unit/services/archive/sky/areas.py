"""Areas of rings on the sphere. No test module."""

import math
from collections.abc import Sequence
from itertools import pairwise

from services.archive.sky.vectors import Point, Vector, cross, dot, unit


def area_of(ring: Sequence[Point]) -> float:
    """Return the area of a closed ring of great circles, steradians: of triangles around its first point."""
    vectors = [unit(point) for point in ring[:-1]]
    first = vectors[0]
    return abs(sum(_triangle(first, one, other) for one, other in pairwise(vectors)))


def _triangle(one: Vector, other: Vector, third: Vector) -> float:
    """Return the signed area of a triangle (Van Oosterom and Strackee, 1983)."""
    volume = dot(one, cross(other, third))
    return 2 * math.atan2(volume, 1 + dot(one, other) + dot(other, third) + dot(third, one))

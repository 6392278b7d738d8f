"""Vectors of directions on the sphere. Pure."""

import math
from collections.abc import Sequence

Point = tuple[float, float]
"""Right ascension and declination, degrees."""

Vector = tuple[float, float, float]


def unit(point: Point) -> Vector:
    """Return the unit vector of a direction."""
    longitude, latitude = math.radians(point[0]), math.radians(point[1])
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )


def normalized(vector: Vector) -> Vector | None:
    """Return a vector of length one; None of next to none."""
    length = math.sqrt(dot(vector, vector))
    return None if length < 1e-9 else (vector[0] / length, vector[1] / length, vector[2] / length)


def total(vectors: Sequence[Vector]) -> Vector:
    """Return the sum of vectors."""
    return (sum(one[0] for one in vectors), sum(one[1] for one in vectors), sum(one[2] for one in vectors))


def dot(one: Vector, other: Vector) -> float:
    """Return the scalar product."""
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def cross(one: Vector, other: Vector) -> Vector:
    """Return the vector product."""
    return (
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    )

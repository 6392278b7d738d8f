"""Rings are as wide as the cap around them, wherever along them their points lie."""

import math
from itertools import pairwise
from random import Random

import pytest

from services.archive.sky.cap import middle_of
from services.archive.sky.ring import RingError, checked_ring
from services.archive.sky.vectors import Point, Vector, cross, dot, normalized, unit


def circle(center: Point, radius: float, *, crowded: bool, clockwise: bool = False) -> list[Point]:
    """Return a ring around a place, on demand with most of its points on a quarter of it."""
    out = unit(center)
    east = normalized(cross((0.0, 0.0, 1.0), out)) or (1.0, 0.0, 0.0)
    north = cross(out, east)
    angles = [3 * at for at in range(0, 30)] + [90 + 54 * at for at in range(0, 5)]
    angles = angles if crowded else list(range(0, 360, 10))
    points = []
    for angle in angles[::-1] if clockwise else angles:
        x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        around = [x * one + y * other for one, other in zip(east, north, strict=True)]
        cosine, sine = math.cos(math.radians(radius)), math.sin(math.radians(radius))
        at = [cosine * one + sine * other for one, other in zip(out, around, strict=True)]
        points.append((math.degrees(math.atan2(at[1], at[0])) % 360.0, math.degrees(math.asin(at[2]))))
    return points


@pytest.mark.parametrize("crowded", [False, True])
@pytest.mark.parametrize("center", [(100.0, 20.0), (359.0, -80.0), (0.0, 90.0)])
def test_a_ring_is_taken_up_to_45_degrees_around_its_middle(center: Point, crowded: bool) -> None:
    """In either order of turn; where most points crowd on one side it is no wider for it."""
    for radius in (1.0, 30.0, 44.9):
        ways = [
            checked_ring(circle(center, radius, crowded=crowded, clockwise=turn)) for turn in (False, True)
        ]
        assert ways[0][:-1] == checked_ring(ways[0])[:-1]
        assert {*ways[0]} == {*ways[1]}
        turns = [_turn(ring, unit(center)) for ring in ways]
        assert min(turns) > 0
    for radius in (46.0, 80.0):
        with pytest.raises(RingError, match=f"reaches {radius:.0f} degrees"):
            checked_ring(circle(center, radius, crowded=crowded))


def test_a_ring_around_the_sphere_is_refused() -> None:
    """No half of the sphere has it."""
    with pytest.raises(RingError, match="goes around the sphere"):
        checked_ring([(longitude, 0.0) for longitude in range(0, 360, 5)])


def test_no_smaller_cap_is_around_random_directions() -> None:
    """The cap has them all, and no place beside its middle is better."""
    random = Random(5)
    for _ in range(50):
        center = unit((random.uniform(0, 360), random.uniform(-90, 90)))
        some = [_near(random, center) for _ in range(random.randrange(2, 60))]
        middle = middle_of(some)
        assert middle is not None
        widest = min(dot(middle, one) for one in some)
        for _ in range(20):
            beside = _near(random, middle, by=1e-3)
            assert min(dot(beside, one) for one in some) <= widest + 1e-12


def _near(random: Random, center: Vector, *, by: float = 0.8) -> Vector:
    moved = tuple(part + random.uniform(-by, by) for part in center)
    return normalized((moved[0], moved[1], moved[2])) or center


def _turn(ring: tuple[Point, ...], middle: Vector) -> float:
    vectors = [unit(point) for point in ring]
    return sum(dot(cross(one, other), middle) for one, other in pairwise(vectors))

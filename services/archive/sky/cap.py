"""The smallest cap of the sphere around some directions. Pure.

Their mean is no measure of how wide they are: it lies where there are more of them.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations

from services.archive.sky.vectors import Vector, cross, dot, normalized, total

ROUNDS_MAX = 200
"""Directions that are added one by one: some ten of many thousand, each time a wider cap."""

TOLERANCE = 1e-12
"""Of a cosine: what rounding makes of directions on the cap's edge."""


def middle_of(directions: Sequence[Vector]) -> Vector | None:
    """Return the middle of the smallest cap around directions; None where no half of the sphere has them all.

    Two or three of the directions make the cap: whichever is farthest outside of it joins them.
    """
    edge = [directions[0]]
    middle: Vector | None = directions[0]
    for _ in range(ROUNDS_MAX):
        if middle is None:
            return None
        cosine = min(dot(middle, one) for one in edge)
        farthest = min(directions, key=partial(dot, middle))
        if dot(middle, farthest) >= cosine - TOLERANCE:
            return middle
        middle, edge = _around([*edge, farthest])
    return None


def _around(few: Sequence[Vector]) -> tuple[Vector | None, list[Vector]]:
    """Return the middle of the smallest cap around a few directions, and those that lie on its edge."""
    found: tuple[Vector | None, list[Vector]] = (None, [])
    widest = 0.0
    for size in (2, 3):
        for some in combinations(few, size):
            for middle in _middles(some):
                cosine = min(dot(middle, one) for one in some)
                if cosine > widest and all(dot(middle, one) >= cosine - TOLERANCE for one in few):
                    found, widest = (middle, list(some)), cosine
    return found


def _middles(some: Sequence[Vector]) -> Iterator[Vector]:
    """Yield the direction that is as far from two or three ones, on their side of the sphere."""
    first = some[0]
    along = total(some)
    if len(some) == 3:
        along = cross(_from(first, some[1]), _from(first, some[2]))
    middle = normalized(along)
    if middle is not None:
        yield middle if dot(middle, first) > 0 else (-middle[0], -middle[1], -middle[2])


def _from(one: Vector, other: Vector) -> Vector:
    return (other[0] - one[0], other[1] - one[1], other[2] - one[2])

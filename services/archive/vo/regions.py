"""Regions of the sky in the words of DALI 1.1 and SODA 1.0: numbers in degrees, ICRS. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.archive.sky.ring import RingError, checked_point
from services.archive.sky.vectors import Point

NUMBERS_MAX = 2000
"""Of one region: a polygon of a thousand points."""

RADIUS_MAX = 90.0


class RegionError(ValueError):
    """No region that is understood here; the text says why."""


@dataclass(frozen=True, slots=True)
class Region:
    """A circle around its only point, or a polygon."""

    points: tuple[Point, ...]
    radius: float = 0.0
    """Degrees; of a circle."""

    @property
    def is_circle(self) -> bool:
        """Whether it is a circle."""
        return len(self.points) == 1

    def text(self) -> str:
        """Return a polygon as well-known text."""
        ring = (*self.points, self.points[0])
        return f"POLYGON(({', '.join(f'{ra!r} {dec!r}' for ra, dec in ring)}))"


def circle_of(numbers: Sequence[float]) -> Region:
    """Return a circle of right ascension, declination and radius. Raises RegionError."""
    if len(numbers) != 3 or not 0 <= numbers[2] <= RADIUS_MAX:
        raise RegionError(
            f"a circle is right ascension, declination and a radius up to {RADIUS_MAX:g} degrees"
        )
    return Region((_point(numbers[0], numbers[1]),), numbers[2])


def polygon_of(numbers: Sequence[float]) -> Region:
    """Return a polygon of pairs of right ascension and declination. Raises RegionError."""
    if not 6 <= len(numbers) <= NUMBERS_MAX or len(numbers) % 2:
        raise RegionError("a polygon is three pairs of right ascension and declination, or more")
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return Region(tuple(_point(ra, dec) for ra, dec in pairs))


def range_of(numbers: Sequence[float]) -> Region:
    """Return a box of coordinates, between great circles. Raises RegionError."""
    if len(numbers) != 4:
        raise RegionError("a range is two right ascensions and two declinations")
    west, east, south, north = numbers
    return polygon_of((west, south, east, south, east, north, west, north))


def pos_of(text: str) -> Region:
    """Return a region as `POS` says it. Raises RegionError."""
    name, _, rest = text.strip().partition(" ")
    if name.upper() not in SHAPES:
        raise RegionError(f"POS is one of {', '.join(SHAPES)}, and numbers")
    return SHAPES[name.upper()](numbers_of(rest))


def numbers_of(text: str) -> list[float]:
    """Return numbers with blanks between them. Raises RegionError."""
    words = text.split()
    if len(words) > NUMBERS_MAX:
        raise RegionError(f"the region has {len(words)} numbers, {NUMBERS_MAX} at most")
    try:
        return [float(word) for word in words]
    except ValueError:
        raise RegionError(f"{text[:60]!r} are no numbers") from None


SHAPES = {"CIRCLE": circle_of, "RANGE": range_of, "POLYGON": polygon_of}


def _point(ra: float, dec: float) -> Point:
    try:
        return checked_point((ra, dec))
    except RingError as error:
        raise RegionError(str(error)) from error

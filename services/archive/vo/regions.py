"""Regions of the sky in the words of DALI 1.1 and SODA 1.0: numbers in degrees, ICRS. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.archive.sky.ring import RingError, checked_point
from services.archive.sky.vectors import Point
from services.archive.vo.boxes import BoxError, pieces_of

NUMBERS_MAX = 2000
"""Of one region: a polygon of a thousand points."""

RADIUS_MAX = 90.0


class RegionError(ValueError):
    """No region that is understood here; the text says why."""


@dataclass(frozen=True, slots=True)
class Region:
    """A circle around its only point, a polygon, or pieces of a larger region."""

    points: tuple[Point, ...]
    radius: float = 0.0
    """Degrees; of a circle."""
    pieces: tuple[tuple[Point, ...], ...] = ()
    """Rings; none where `points` are the only one."""

    @property
    def is_circle(self) -> bool:
        """Whether it is a circle."""
        return len(self.points) == 1

    def text(self) -> str:
        """Return a polygon, or several, as well-known text."""
        return f"MULTIPOLYGON({', '.join(f'(({_said(ring)}))' for ring in self.pieces or (self.points,))})"


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
    """Return a box between two meridians and two parallels. Raises RegionError."""
    try:
        pieces = pieces_of(numbers)
    except BoxError as error:
        raise RegionError(str(error)) from error
    return Region(tuple(point for ring in pieces for point in ring), pieces=pieces)


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


def _said(ring: Sequence[Point]) -> str:
    return ", ".join(f"{ra!r} {dec!r}" for ra, dec in (*ring, ring[0]))


def _point(ra: float, dec: float) -> Point:
    try:
        return checked_point((ra, dec))
    except RingError as error:
        raise RegionError(str(error)) from error

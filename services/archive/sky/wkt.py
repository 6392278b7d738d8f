"""Regions as callers write them, in well-known text (OGC 06-103r4, 7.2), two coordinates a point. Pure."""

import itertools
import math
import re
from collections.abc import Sequence

from services.archive.sky.ring import VERTICES_MAX, RingError, checked_point, checked_ring
from services.archive.sky.vectors import Point, unit

TEXT_MAX = 512 * 1024
"""Characters: twenty thousand points with every digit."""

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
PAIR = re.compile(rf"\s*({NUMBER})\s+({NUMBER})\s*\Z")
SHAPE = re.compile(r"\s*(?:SRID=4326;)?\s*([A-Za-z]+)\s*\((.*)\)\s*\Z", re.DOTALL)

FORMS = "POINT(RA DEC), LINESTRING, POLYGON((RA DEC, ...)), MULTIPOLYGON or MULTIPOINT, in degrees"


def read_region(text: str) -> str:
    """Return a region as extended well-known text that PostGIS answers rightly about.

    Raises:
        RingError: it is no region in a known form, or one that cannot be asked about.
    """
    if len(text) > TEXT_MAX:
        raise RingError(f"the region has {len(text)} characters, {TEXT_MAX} at most")
    found = SHAPE.match(text)
    name = found[1].upper() if found else ""
    if found is None or name not in READERS:
        raise RingError(f"the region is none of {FORMS}")
    return f"SRID=4326;{READERS[name](found[2])}"


def _point(text: str) -> str:
    return f"POINT({_said(_points(text, at_most=1))})"


def _multipoint(text: str) -> str:
    return f"MULTIPOINT({_said(_points(text.replace('(', '').replace(')', '')))})"


def _linestring(text: str) -> str:
    points = _points(text)
    if len(points) < 2:
        raise RingError("a line needs two points")
    for one, other in itertools.pairwise(points):
        if math.dist(unit(one), [-part for part in unit(other)]) < OPPOSITE:
            raise RingError("two points of the line are opposite on the sphere: say one between them")
    return f"LINESTRING({_said(points)})"


def _polygon(text: str) -> str:
    return f"POLYGON({_rings(text)})"


def _multipolygon(text: str) -> str:
    polygons = _groups(text)
    return f"MULTIPOLYGON({','.join(f'({_rings(one)})' for one in polygons)})"


OPPOSITE = 1e-6
"""Between a point and the other side of the next one, on a sphere of 1: no one great circle joins them."""

READERS = {
    "POINT": _point,
    "MULTIPOINT": _multipoint,
    "LINESTRING": _linestring,
    "POLYGON": _polygon,
    "MULTIPOLYGON": _multipolygon,
}


def _rings(text: str) -> str:
    outer, *holes = (checked_ring(_points(ring)) for ring in _groups(text))
    # A hole turns the other way.
    return ",".join(f"({_said(ring)})" for ring in (outer, *(hole[::-1] for hole in holes)))


def _groups(text: str) -> list[str]:
    """Return what stands in each pair of outermost brackets of a list. Raises RingError."""
    groups: list[str] = []
    depth = begin = 0
    for at, sign in enumerate(text):
        if sign == "(":
            depth += 1
            begin = at + 1 if depth == 1 else begin
        elif sign == ")":
            depth -= 1
            if depth == 0:
                groups.append(text[begin:at])
        elif depth == 0 and sign not in ", \t\r\n":
            raise RingError(f"{sign!r} is out of place in the region")
        if depth < 0:
            break
    if depth != 0 or not groups:
        raise RingError("the brackets of the region do not match")
    return groups


def _points(text: str, *, at_most: int = VERTICES_MAX) -> list[Point]:
    words = text.split(",")
    if len(words) > at_most:
        raise RingError(f"the region has {len(words)} points, {at_most} at most")
    return [_pair(word) for word in words]


def _pair(word: str) -> Point:
    found = PAIR.match(word)
    if found is None:
        raise RingError(f"{word.strip()[:40]!r} is no right ascension and declination")
    return checked_point((float(found[1]), float(found[2])))


def _said(points: Sequence[Point]) -> str:
    return ",".join(f"{ra!r} {dec!r}" for ra, dec in points)

"""Footprints as drawings (SVG): of one frame around its middle, and of many on the whole sky. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Any

from services.archive.pages.html import Markup, element

SIZE = 260
"""Units of a drawing's side."""

MARGIN = 0.1
"""Of a side, left free around a footprint."""

WIDTH, HEIGHT = 720, 360
"""Units of the whole sky: two for a degree."""

STEP = 30
"""Degrees between two lines of the sky."""

SMALL = 5.0
"""Units: a footprint of less is drawn as a point."""

Ring = Sequence[Sequence[float]]
Area = Mapping[str, Any]
"""GeoJSON, a polygon or several; degrees."""


def rings_of(area: Area) -> Iterator[Ring]:
    """Yield the outer rings of a footprint."""
    polygons = area["coordinates"] if area["type"] == "MultiPolygon" else [area["coordinates"]]
    for polygon in polygons:
        yield polygon[0]


def frame_drawing(area: Area) -> Markup | None:
    """Return a footprint in the tangent plane of its middle, north up and east to the left.

    None is for one that no such plane shows: it reaches 90 degrees from its middle.
    """
    rings = list(rings_of(area))
    # The last point of a ring is its first one again (RFC 7946).
    middle = _middle(point for ring in rings for point in ring[:-1])
    planes = [[_tangent(point, middle) for point in ring] for ring in rings]
    points = [point for plane in planes for point in plane]
    if not points or any(point is None for point in points):
        return None
    flat = [point for point in points if point is not None]
    largest = max(max(abs(x), abs(y)) for x, y in flat) or 1.0
    scale = SIZE * (0.5 - MARGIN) / largest
    paths = [
        _path([(SIZE / 2 - x * scale, SIZE / 2 - y * scale) for x, y in plane if (x, y)])
        for plane in (tuple(one for one in plane if one is not None) for plane in planes)
    ]
    width = f"{2 * degrees(largest):.3g} degrees across"
    words = f"Footprint around {degrees(middle[0]) % 360:.4f}, {degrees(middle[1]):+.4f}, {width}"
    return _svg(SIZE, SIZE, words, element("rect", width=SIZE, height=SIZE, class_="sky"), *paths)


def sky_drawing(areas: Iterable[tuple[Area, str]]) -> Markup:
    """Return footprints on the whole sky, each a link; right ascension 0 is at the right."""
    shapes = [element("a", *_shapes(area), href=address) for area, address in areas]
    return _svg(
        WIDTH,
        HEIGHT,
        "Footprints of this page on the whole sky: right ascension from 360 to 0, declination from 90 to -90",
        element("rect", width=WIDTH, height=HEIGHT, class_="sky"),
        *_grid(),
        *shapes,
    )


def _shapes(area: Area) -> Iterator[Markup]:
    for ring in rings_of(area):
        whole = [(WIDTH - (ra % 360.0) * 2, (90.0 - dec) * 2) for ra, dec in ring]
        xs = [x for x, _ in whole]
        ys = [y for _, y in whole]
        # A ring over right ascension 0 would be drawn across the whole sky: its middle stands for it.
        over = max(xs) - min(xs) > WIDTH / 2
        if over or max(max(xs) - min(xs), max(ys) - min(ys)) < SMALL:
            ra, dec = _middle(ring[:-1])
            yield element(
                "circle", cx=_unit(WIDTH - degrees(ra) % 360 * 2), cy=_unit(180 - degrees(dec) * 2), r=2
            )
        else:
            yield _path(whole)


def _grid() -> Iterator[Markup]:
    for x in range(2 * STEP, WIDTH, 2 * STEP):
        yield element("line", x1=x, y1=0, x2=x, y2=HEIGHT, class_="grid")
    for y in range(2 * STEP, HEIGHT, 2 * STEP):
        yield element("line", x1=0, y1=y, x2=WIDTH, y2=y, class_="grid")


def _svg(width: int, height: int, words: str, *parts: Markup) -> Markup:
    box = f"0 0 {width} {height}"
    title = element("title", words)
    return element("svg", title, *parts, viewBox=box, width=width, height=height, role="img")


def _path(points: Sequence[tuple[float, float]]) -> Markup:
    steps = " ".join(f"{'L' if number else 'M'}{_unit(x)} {_unit(y)}" for number, (x, y) in enumerate(points))
    return element("path", d=f"{steps} Z", class_="footprint")


def _unit(value: float) -> str:
    return f"{value:.1f}"


def _middle(points: Iterable[Sequence[float]]) -> tuple[float, float]:
    """Return the direction of the mean of corners, in radians."""
    x = y = z = 0.0
    for ra, dec in points:
        a, d = radians(ra), radians(dec)
        x, y, z = x + cos(d) * cos(a), y + cos(d) * sin(a), z + sin(d)
    return atan2(y, x), atan2(z, hypot(x, y))


def _tangent(point: Sequence[float], middle: tuple[float, float]) -> tuple[float, float] | None:
    """Return a point in the gnomonic projection (FITS WCS paper II, 5.1.3), in radians, east and north."""
    a, d = radians(point[0]) - middle[0], radians(point[1])
    depth = sin(middle[1]) * sin(d) + cos(middle[1]) * cos(d) * cos(a)
    if depth <= 0:
        return None
    east = cos(d) * sin(a) / depth
    north = (cos(middle[1]) * sin(d) - sin(middle[1]) * cos(d) * cos(a)) / depth
    return east, north

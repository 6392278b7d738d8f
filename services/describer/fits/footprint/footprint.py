"""The footprint of a file: of the image that tells its frame, else of all its images."""

from collections.abc import Sequence

import numpy as np
from astropy.io import fits

from services.describer.fits.footprint.cells import Cell, Ring, mesh_of, rings_of
from services.describer.fits.footprint.scales import NoSkyError
from services.describer.fits.footprint.sky import Sky, sky_of
from services.describer.fits.footprint.sphere import Vectors, degrees, middle, separations
from shared.contracts.messages.frames.frame_facts import Footprint, Vertex

TOLERANCE = 0.1
"""Pixels that an edge may run beside the border; as much more as it takes to tell all in VERTICES_TOLD."""

VERTICES_TOLD = 1_500
"""Of all rings: 40 KB of a message of 128."""

DIGITS = 8
"""Decimals of degrees: 0.04 milliarcseconds."""

IMAGES_MAX = 256
"""Images of one file whose place is told: the largest mosaics have some 200."""

WIDE = np.radians(60.0)
"""Around the middle of an image: none that shows less is asked whether it shows the whole sky."""

WHOLE = 4 * np.pi * np.degrees(1.0) ** 2
"""Square degrees of the whole sky."""


def footprint_of(images: Sequence[tuple[fits.Header, tuple[int, ...]]]) -> Footprint:
    """Return the part of the sky that images show.

    Args:
        images: each with its header, restored where it is compressed, and NAXIS1 and on.

    Raises:
        NoSkyError: none of them tells its place.
    """
    with np.errstate(all="ignore"):
        return _footprint(_skies(images[:IMAGES_MAX]))


def square_around(ra: float, dec: float, radius: float) -> Footprint:
    """Return the square of twice the radius around a place, by great circles; all in degrees."""
    header = fits.Header()
    side = float(np.degrees(2 * np.tan(np.radians(radius))))
    for axis, kind, value in ((1, "RA---TAN", ra), (2, "DEC--TAN", dec)):
        header[f"CTYPE{axis}"], header[f"CRVAL{axis}"] = kind, value
        header[f"CRPIX{axis}"], header[f"CDELT{axis}"] = 1.0, side
    found = footprint_of([(header, (1, 1))])
    return found.model_copy(update={"pixel_scale": None})


def _skies(images: Sequence[tuple[fits.Header, tuple[int, ...]]]) -> list[Sky]:
    skies: list[Sky] = []
    reasons: list[str] = []
    for header, shape in images:
        try:
            skies.append(sky_of(header, shape))
        except NoSkyError as error:
            reasons.append(error.reason)
    if not skies:
        # Of several images the one that came nearest has the most to tell.
        raise NoSkyError(next((reason for reason in reasons if reason != "no-wcs"), "no-wcs"))
    return skies


def _footprint(skies: Sequence[Sky]) -> Footprint:
    exact = all(sky.exact for sky in skies)
    scale = _scale(skies[0])
    if any(_is_whole(sky) for sky in skies):
        return Footprint(
            whole_sky=True, exact=exact, center=(0.0, 0.0), radius=180.0, area=WHOLE, pixel_scale=scale
        )
    rings, ragged = _rings(skies)
    if not rings:
        raise NoSkyError("outside-projection")
    center = middle(np.concatenate([_mesh(sky) for sky in skies]))
    center = rings[0].vertices[0] if center is None else center
    return Footprint(
        polygons=tuple(map(_polygon, rings)),
        exact=exact and not ragged,
        center=_vertex(center),
        radius=_rounded(float(np.degrees(_reach(skies, rings, center)))),
        area=float(sum(ring.area for ring in rings) * np.degrees(1.0) ** 2),
        pixel_scale=scale,
    )


def _rings(skies: Sequence[Sky]) -> tuple[list[Ring], bool]:
    """Return the rings of all images, once each, with no more vertices than are told."""
    slack = TOLERANCE
    while True:
        found = [rings_of(sky, tolerance=slack * _pixel(sky)) for sky in skies]
        rings = {_polygon(ring): ring for each in found for ring in each.rings}
        if sum(map(len, rings)) <= VERTICES_TOLD or slack > 1e6:
            return list(rings.values()), any(each.ragged for each in found)
        slack *= 4


def _reach(skies: Sequence[Sky], rings: Sequence[Ring], center: Vectors) -> float:
    """Return the angle around a direction within which all rings stay; their edges may bow out."""
    points = np.concatenate([_dense(ring.vertices) for ring in rings])
    return float(separations(points, center).max()) + TOLERANCE * max(map(_pixel, skies))


def _dense(ring: Vectors) -> Vectors:
    following = np.roll(ring, -1, axis=0)
    points = np.concatenate([ring + (following - ring) * part for part in (0.0, 0.25, 0.5, 0.75)])
    dense: Vectors = points / np.linalg.norm(points, axis=1, keepdims=True)
    return dense


def _pixel(sky: Sky) -> float:
    """Return the side of a pixel in radians: in the middle, or where there is sky."""
    x, y = (sky.columns + 1) / 2, (sky.rows + 1) / 2
    found = sky.vectors(np.array([x, x + 0.5, x]), np.array([y, y, y + 0.5]))
    sides = 2 * separations(found[1:], found[0])
    area = float(np.sqrt(sides[0] * sides[1]))
    return area if np.isfinite(area) and area > 0 else np.radians(1.0) / 3600


def _scale(sky: Sky) -> float:
    return float(np.degrees(_pixel(sky)))


def _is_whole(sky: Sky) -> bool:
    mesh = _mesh(sky)
    center = middle(mesh) if len(mesh) else None
    if center is not None and separations(mesh, center).max() < WIDE:
        return False
    return len(mesh) > 0 and sky.shows_all(_all_over())


def _mesh(sky: Sky) -> Vectors:
    """Return directions all over an image, as far as it has a place on the sky."""
    mesh = mesh_of(sky, Cell(0.5, sky.columns + 0.5, 0.5, sky.rows + 0.5)).reshape(-1, 3)
    found: Vectors = mesh[np.isfinite(mesh).all(axis=1)]
    return found


def _all_over(count: int = 1_000) -> Vectors:
    """Return directions that are spread evenly (a Fibonacci lattice; González 2010)."""
    at = np.arange(count) + 0.5
    z = 1 - 2 * at / count
    turn = at * np.pi * (3 - np.sqrt(5))
    across = np.sqrt(1 - z * z)
    return np.stack((across * np.cos(turn), across * np.sin(turn), z), axis=-1)


def _polygon(ring: Ring) -> tuple[Vertex, ...]:
    lon, lat = degrees(ring.vertices)
    found = [(_longitude(ra), _rounded(dec)) for ra, dec in zip(lon.tolist(), lat.tolist(), strict=True)]
    return (*found, found[0])


def _vertex(direction: Vectors) -> Vertex:
    lon, lat = degrees(direction)
    return _longitude(float(lon)), _rounded(float(lat))


def _longitude(value: float) -> float:
    return _rounded(value) % 360.0


def _rounded(value: float) -> float:
    return round(value, DIGITS)

"""Vectors told in coordinates: km and degrees."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from services.spice.geometry.calculate.names import frame_center
from services.spice.geometry.calculate.spice import DEGREES, contiguous, cyice, spiceypy
from services.spice.geometry.table import Column, Doubles

TURN = 360.0

XYZ = (("x", "km"), ("y", "km"), ("z", "km"))


class Ellipsoid(NamedTuple):
    """A body's shape, as coordinates above it need it."""

    body: str
    equatorial: float
    """km."""
    flattening: float


def ellipsoid_of(frame: str) -> Ellipsoid:
    """Return the ellipsoid of the body that a frame is fixed to. Raises SpiceyError, GeometryError."""
    body = frame_center(frame)
    _, radii = spiceypy.bodvcd(body, "RADII", 3)
    return Ellipsoid(str(body), float(radii[0]), float((radii[0] - radii[2]) / radii[0]))


def _right_ascension(vectors: Doubles) -> Doubles:
    return np.asarray(cyice.recrad_v(vectors))


def _latitudinal(vectors: Doubles) -> Doubles:
    return np.asarray(cyice.reclat_v(vectors))


def _cylindrical(vectors: Doubles) -> Doubles:
    return np.asarray(cyice.reccyl_v(vectors))


def _spherical(vectors: Doubles) -> Doubles:
    return np.asarray(cyice.recsph_v(vectors))


LONGITUDE, LATITUDE = ("longitude", "deg"), ("latitude", "deg")

NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "RECTANGULAR": XYZ,
    "RA_DEC": (("range", "km"), ("right_ascension", "deg"), ("declination", "deg")),
    "LATITUDINAL": (("radius", "km"), LONGITUDE, LATITUDE),
    "PLANETODETIC": (LONGITUDE, LATITUDE, ("altitude", "km")),
    "PLANETOGRAPHIC": (LONGITUDE, LATITUDE, ("altitude", "km")),
    "CYLINDRICAL": (("radius", "km"), LONGITUDE, ("z", "km")),
    "SPHERICAL": (("radius", "km"), ("colatitude", "deg"), LONGITUDE),
}
"""Names and units of the coordinates, in CSPICE's order."""

STATE_SYSTEM = {
    "RA_DEC": "LATITUDINAL",
    "PLANETODETIC": "GEODETIC",
}
"""What CSPICE's XFMSTA calls them, where that differs."""

FREE: dict[str, Callable[[Doubles], Doubles]] = {
    "RA_DEC": _right_ascension,
    "LATITUDINAL": _latitudinal,
    "CYLINDRICAL": _cylindrical,
    "SPHERICAL": _spherical,
}
"""Those that need no ellipsoid."""


def told(
    vectors: Doubles, representation: str, frame: str, *, prefix: str = "", length: str = "km"
) -> tuple[Column, ...]:
    """Return vectors in coordinates.

    Args:
        vectors: (n, 3), or (n, k, 3); rows of NaN stay so. km.
        representation: a key of NAMES.
        frame: that they are in; its centre's ellipsoid counts for coordinates above a surface.
        prefix: of the columns' names.
        length: the unit of lengths; empty for directions.

    Raises:
        SpiceyError, GeometryError: the ellipsoid is not known.
    """
    flat = contiguous(vectors.reshape(-1, 3))
    there = np.isfinite(flat).all(axis=1)
    values = np.full(flat.shape, np.nan)
    if there.any():
        values[there] = _coordinates(contiguous(flat[there]), representation, frame)
    return _columns(values.reshape(vectors.shape), NAMES[representation], prefix, length)


def _coordinates(vectors: Doubles, representation: str, frame: str) -> Doubles:
    if representation == "RECTANGULAR":
        return vectors
    if convert := FREE.get(representation):
        return convert(vectors)
    shape = ellipsoid_of(frame)
    if representation == "PLANETODETIC":
        return np.asarray(cyice.recgeo_v(vectors, shape.equatorial, shape.flattening))
    return np.asarray(cyice.recpgr_v(shape.body, vectors, shape.equatorial, shape.flattening))


def states_told(states: Doubles, representation: str, frame: str) -> tuple[Column, ...]:
    """Return states (n, 6) in coordinates and their rates. Raises SpiceyError where a rate is not defined."""
    if representation != "RECTANGULAR":
        system = STATE_SYSTEM.get(representation, representation)
        body = ellipsoid_of(frame).body if representation.startswith("PLANETO") else ""
        states = np.asarray(cyice.xfmsta_v(contiguous(states), "RECTANGULAR", system, body or " "))
    names = NAMES[representation]
    places = _columns(states[:, :3], names, "", "km")
    if representation == "RA_DEC":
        places = tuple(_positive(one) for one in places)
    rates = tuple((f"{name}_rate", f"{unit}/s") for name, unit in names)
    return (*places, *_columns(states[:, 3:], rates, "", "km"))


def _positive(column: Column) -> Column:
    """Return right ascension from 0 to 360, as astronomers count it."""
    if column.name != "right_ascension":
        return column
    values = np.asarray(column.values, dtype=np.float64)
    return Column(column.name, column.unit, np.where(values < 0, values + TURN, values))


def _columns(
    values: Doubles, names: tuple[tuple[str, str], ...], prefix: str, length: str
) -> tuple[Column, ...]:
    return tuple(
        Column(
            prefix + name,
            unit if unit.startswith("deg") else unit.replace("km", length),
            values[..., place] * (DEGREES if unit.startswith("deg") else 1.0),
        )
        for place, (name, unit) in enumerate(names)
    )

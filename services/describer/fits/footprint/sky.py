"""The way from pixels of an image to the sky, by astropy (WCSLIB): any celestial system, with distortions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from astropy import units
from astropy.coordinates import FK4, FK5, ICRS, FK4NoETerms, Galactic, SkyCoord, UnitSphericalRepresentation
from astropy.io import fits
from astropy.wcs import WCS
from astropy.wcs.utils import wcs_to_celestial_frame

from services.describer.fits.footprint.scales import NoSkyError, demand_numbers, demand_scales
from services.describer.fits.footprint.sphere import Numbers, Vectors, unit_vectors

FRAMES = (ICRS, FK5, FK4, FK4NoETerms, Galactic)
"""Frames that lead to ICRS without the place of the observer or the Sun."""

AXES_MAX = 20
"""Of an image whose system is read: tables of parameters grow with the square."""

ORDER_MAX = 15
"""Of SIP's polynomials: their coefficients grow with the square, and real ones stay below 10."""

_LOOKUPS = re.compile(r"((CPDIS|CQDIS|DP|DQ|CPERR|CQERR|D2IMDIS)\d+|D2IM(ARR|EXT|ERR)\d*)(\.\S+)?")
"""Of distortions whose tables stand in other parts of the file."""
_ORDERS = ("A_ORDER", "B_ORDER", "AP_ORDER", "BP_ORDER")


@dataclass(frozen=True, slots=True)
class Sky:
    """The celestial plane of one image."""

    system: WCS
    frame: Any
    """Of astropy: what the coordinates are in."""
    columns: int
    rows: int
    """Pixels along the first and the second axis of the system."""
    exact: bool
    """Whether all distortions are applied."""

    def vectors(self, x: Numbers, y: Numbers) -> Vectors:
        """Return unit vectors in ICRS of pixels, of which the first is 1, 1; NaN where there is no sky."""
        flat = self.system.all_pix2world(np.column_stack((np.ravel(x), np.ravel(y))), 1)
        lon, lat = flat[:, self.system.wcs.lng], flat[:, self.system.wcs.lat]
        lat = np.where(np.abs(lat) <= 90 + 1e-9, lat, np.nan)
        native = unit_vectors(lon, lat)
        return self._to_icrs(native).reshape((*np.shape(x), 3))

    def shows_all(self, directions: Vectors) -> bool:
        """Tell whether each of some directions, in the frame of the system, has a pixel."""
        lon = np.degrees(np.arctan2(directions[:, 1], directions[:, 0]))
        lat = np.degrees(np.arcsin(np.clip(directions[:, 2], -1, 1)))
        world = np.empty((len(directions), 2))
        world[:, self.system.wcs.lng], world[:, self.system.wcs.lat] = lon, lat
        pixels = self.system.wcs_world2pix(world, 1)
        slack = 0.01
        high = np.array([self.columns, self.rows]) + 0.5 + slack
        return bool(((pixels >= 0.5 - slack) & (pixels <= high)).all())

    def _to_icrs(self, native: Vectors) -> Vectors:
        if isinstance(self.frame, ICRS):
            return native
        good = np.isfinite(native).all(axis=-1)
        lon = np.arctan2(native[good, 1], native[good, 0]) * units.rad
        lat = np.arcsin(np.clip(native[good, 2], -1, 1)) * units.rad
        told = SkyCoord(self.frame.realize_frame(UnitSphericalRepresentation(lon, lat))).icrs
        found = np.full(native.shape, np.nan)
        found[good] = told.cartesian.xyz.value.T
        return found


def sky_of(header: fits.Header, shape: Sequence[int]) -> Sky:
    """Return the celestial plane of an image.

    Args:
        header: its own, restored where it is compressed.
        shape: NAXIS1 and on.

    Raises:
        NoSkyError: there is none.
    """
    if len(shape) > AXES_MAX or _too_many(header):
        raise NoSkyError("bad-wcs")
    plain, exact = _without_lookups(header)
    try:
        system = WCS(plain)
        if not system.has_celestial:
            raise NoSkyError("no-wcs")
        axes = system.wcs.lng, system.wcs.lat
        demand_numbers(plain)
        demand_scales(plain, axes)
        if max(axes) >= len(shape):
            raise NoSkyError("no-wcs")
        plane = system if system.naxis == 2 else _plane(system)
        frame = wcs_to_celestial_frame(plane)
    except NoSkyError:
        raise
    # WCSLIB and astropy refuse a header by whatever error lies nearest.
    except Exception as error:
        raise NoSkyError("other-frame" if "celestial frame" in str(error) else "bad-wcs") from error
    if not isinstance(frame, FRAMES):
        raise NoSkyError("other-frame")
    # Both systems have the two axes in the order of the image's.
    sizes = [shape[at] for at in sorted(axes)]
    return Sky(plane, frame, sizes[0], sizes[1], exact)


def _plane(system: WCS) -> WCS:
    try:
        return system.celestial
    except Exception as error:
        raise NoSkyError("not-separable") from error


def _too_many(header: fits.Header) -> bool:
    orders = [header.get(keyword, 0) for keyword in _ORDERS]
    orders.append(header.get("WCSAXES", 0))
    return any(not isinstance(order, int) or not 0 <= order <= AXES_MAX for order in orders)


def _without_lookups(header: fits.Header) -> tuple[fits.Header, bool]:
    names = {card.keyword for card in header.cards if _LOOKUPS.fullmatch(card.keyword)}
    if not names:
        return header, True
    plain = header.copy()
    for name in names:
        plain.remove(name, ignore_missing=True, remove_all=True)
    return plain, False

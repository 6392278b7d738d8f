"""The part of an image around a region of the sky, with its world coordinates moved along."""

import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.units import deg
from astropy.wcs import WCS, FITSFixedWarning

from services.archive.derive.fits.images import images_of
from services.archive.derive.fits.unfit import UnfitError, as_bytes, as_stored

AROUND = 64
"""Points of a circle whose pixels are looked for: its box is right to a thousandth of the radius."""

REFERENCE = re.compile(r"CRPIX([12])[A-Z]?\Z")
"""Keywords of the reference pixel, of other descriptions of the coordinates too (FITS 4.0, 8.2.1)."""

Box = tuple[int, int, int, int]
"""First and last column, first and last row, from 0, the last ones left out."""


def cutout(path: Path, *, points: Sequence[tuple[float, float]], radius: float) -> bytes:
    """Return the smallest box of pixels around a region, of the first image that has some of it.

    Args:
        path: of the file.
        points: right ascension and declination (ICRS, degrees): a polygon's, or the middle of a circle.
        radius: degrees around each point.

    Raises:
        UnfitError: no image of the file has a pixel of the region.
    """
    sky = _edge(points, radius)
    with warnings.catch_warnings(), fits.open(path, do_not_scale_image_data=True) as hdus:
        warnings.simplefilter("ignore", FITSFixedWarning)
        for hdu in images_of(hdus):
            wcs = WCS(hdu.header, hdus)
            if not _is_plain(wcs):
                continue
            box = _box(wcs.celestial, sky, hdu.shape)
            if box is not None:
                return _cut(hdu, box)
    raise UnfitError("no image of this frame has a pixel of the region")


def _edge(points: Sequence[tuple[float, float]], radius: float) -> SkyCoord:
    middle = SkyCoord([one[0] for one in points], [one[1] for one in points], unit=deg, frame="icrs")
    if radius <= 0:
        return middle
    angles = np.linspace(0, 360, AROUND, endpoint=False)
    around = [one.directional_offset_by(angles * deg, radius * deg) for one in middle]
    ra = np.concatenate([[one.ra.deg for one in middle], *(one.ra.deg for one in around)])
    dec = np.concatenate([[one.dec.deg for one in middle], *(one.dec.deg for one in around)])
    return SkyCoord(ra, dec, unit=deg, frame="icrs")


def _is_plain(wcs: WCS) -> bool:
    """Tell whether the sky is along the first two axes of an image, as in all but a few cubes."""
    return bool(wcs.has_celestial) and {wcs.wcs.lng, wcs.wcs.lat} == {0, 1}


def _box(wcs: WCS, sky: SkyCoord, shape: Sequence[int]) -> Box | None:
    x, y = wcs.world_to_pixel(sky)
    x, y = np.atleast_1d(x), np.atleast_1d(y)
    seen = np.isfinite(x) & np.isfinite(y)
    if not seen.any():
        return None
    columns, rows = _span(x[seen], shape[-1]), _span(y[seen], shape[-2])
    if columns[0] >= columns[1] or rows[0] >= rows[1]:
        return None
    return (*columns, *rows)


def _span(places: Any, length: int) -> tuple[int, int]:  # noqa: ANN401 - numpy's arrays
    """Return the pixels between the least and the greatest place, whose integers are pixels' middles."""
    least, greatest = float(places.min()), float(places.max())
    if greatest < -0.5 or least > length - 0.5:
        return 0, 0
    return max(0, int(np.floor(least + 0.5))), min(length, int(np.floor(greatest + 0.5)) + 1)


def _cut(hdu: Any, box: Box) -> bytes:  # noqa: ANN401 - astropy has no types
    left, right, bottom, top = box
    header = hdu.header.copy(strip=False)
    for keyword in list(header):
        if keyword.startswith(("CHECKSUM", "DATASUM")):
            del header[keyword]
        elif moved := REFERENCE.match(keyword):
            header[keyword] -= left if moved[1] == "1" else bottom
    data = np.array(hdu.data[..., bottom:top, left:right])
    return as_bytes([as_stored(fits.PrimaryHDU, data, header)])

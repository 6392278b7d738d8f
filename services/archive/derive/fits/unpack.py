"""A tile-compressed file as it was before: each image back in its own HDU (FITS 4.0, section 10.1)."""

from pathlib import Path
from typing import Any

from astropy.io import fits

from services.archive.derive.fits.unfit import UnfitError, as_bytes, as_stored

WAS_PRIMARY = "ZSIMPLE"
"""Keyword of a compressed image that stood first in its file (FITS 4.0, 10.1.2)."""

EMPTY = 0
"""Of NAXIS: an HDU without data."""


def unpacked(path: Path) -> bytes:
    """Return a `.fits.fz` as a `.fits`: values as they are stored, neither scaled nor widened.

    Raises:
        UnfitError: nothing in it is compressed.
    """
    with fits.open(path, do_not_scale_image_data=True, memmap=True) as hdus:
        if not any(isinstance(one, fits.CompImageHDU) for one in hdus):
            raise UnfitError("nothing in this file is compressed by tiles: ask for the file itself")
        first = _stood_first(path, hdus)
        whole = [
            _image(one, first=first and at == 1) for at, one in enumerate(hdus) if not (first and at == 0)
        ]
        return as_bytes(whole)


def _stood_first(path: Path, hdus: Any) -> bool:  # noqa: ANN401 - astropy has no types
    """Tell whether the first compressed image stood where now an empty HDU stands."""
    if len(hdus) < 2 or hdus[0].header.get("NAXIS") != EMPTY or not isinstance(hdus[1], fits.CompImageHDU):
        return False
    return WAS_PRIMARY in fits.getheader(path, 1, disable_image_compression=True)


def _image(hdu: Any, *, first: bool) -> Any:  # noqa: ANN401
    if not isinstance(hdu, fits.CompImageHDU):
        return hdu
    kind = fits.PrimaryHDU if first else fits.ImageHDU
    return as_stored(kind, hdu.data, hdu.header)

"""Checks of what a header says of its coordinates, before WCSLIB reads it.

WCSLIB takes a value that is no number for one that was not said, and a matrix of zeros for one: both have
defaults, and the image comes to lie elsewhere, or to be as many degrees wide as it has pixels.
"""

import math
import re

from astropy.io import fits
from astropy.io.fits.verify import VerifyError

_MATRIX = re.compile(r"(CD|PC)(\d{1,2})_\d{1,2}|(CD|PC)(\d{3})\d{3}", re.ASCII)
_NUMBERS = re.compile(r"(CRVAL|CRPIX|CDELT|CROTA)\d{1,2}|(LON|LAT)POLE|PV\d{1,2}_\d{1,2}", re.ASCII)


class NoSkyError(Exception):
    """An image has no place on the sky that can be told; `reason` is a code of docs/fits.md."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def demand_numbers(header: fits.Header) -> None:
    """Make sure that each keyword of coordinates has a number. Raises NoSkyError."""
    for card in header.cards:
        is_one = _NUMBERS.fullmatch(card.keyword) or _MATRIX.fullmatch(card.keyword)
        if is_one and _number(card) is None:
            raise NoSkyError("bad-wcs")


def demand_scales(header: fits.Header, axes: tuple[int, int]) -> None:
    """Make sure that something tells how large a pixel is along both axes, from 0. Raises NoSkyError."""
    rows: dict[str, set[int]] = {"CD": set(), "PC": set(), "CDELT": set()}
    has_matrix = False
    for card in header.cards:
        match = _MATRIX.fullmatch(card.keyword)
        if match:
            kind, row = match[1] or match[3], int(match[2] or match[4])
            has_matrix = has_matrix or kind == "CD"
        elif card.keyword.startswith("CDELT") and _NUMBERS.fullmatch(card.keyword):
            kind, row = "CDELT", int(card.keyword.removeprefix("CDELT"))
        else:
            continue
        if _number(card):
            rows[kind].add(row)
    scaled = rows["CD"] if has_matrix else rows["CDELT"] | rows["PC"]
    if not scaled.issuperset(axis + 1 for axis in axes):
        raise NoSkyError("no-scale")


def _number(card: fits.Card) -> float | None:
    """Return the value of a card; None where it is no finite number."""
    try:
        value = card.value
    except (VerifyError, ValueError):
        return None
    is_real = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_real and math.isfinite(value) else None

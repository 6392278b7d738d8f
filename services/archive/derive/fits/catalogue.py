"""The catalogue of sources that a pipeline left in a frame."""

from pathlib import Path

from astropy.io import fits

from services.archive.derive.fits.unfit import UnfitError, as_bytes

CATALOGUE = "CAT"
SCIENCE = "SCI"
"""Names of extensions, as LCO's pipeline (banzai) gives them."""


def catalogue(path: Path) -> bytes:
    """Return the table `CAT` in a file of its own, under the header of `SCI`.

    Raises:
        UnfitError: there is no such table.
    """
    with fits.open(path) as hdus:
        names = [one.name for one in hdus]
        if CATALOGUE not in names:
            raise UnfitError("this frame has no catalogue: no extension CAT is in it")
        head = fits.PrimaryHDU()
        if SCIENCE in names:
            head.header.extend(_described(hdus[SCIENCE].header), unique=True, strip=True)
        return as_bytes([head, hdus[CATALOGUE]])


def _described(header: fits.Header) -> fits.Header:
    """Return what a header says of the exposure, without what it says of its own image."""
    kept = fits.Header(
        [card for card in header.cards if card.keyword not in ("CHECKSUM", "DATASUM", "EXTNAME")]
    )
    kept.strip()
    return kept

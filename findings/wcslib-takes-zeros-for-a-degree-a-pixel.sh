#!/bin/sh
# astropy 8.0.2 (WCSLIB), coordinates of an image whose CD matrix is zeros, or whose CRVAL1 is a text.
#
# FITS 4.0, 8.1: CDi_j that are not said are 0; a matrix of zeros has no inverse, and places no pixel.
#
# Guess before: both are refused, as a PC matrix of zeros is ("singular").
#
# Seen: a matrix of zeros becomes the unit matrix, so that an image of 100 pixels is 100 degrees wide, also
# where CDELT says a scale; a CRVAL1 of 'NaN' becomes 0, so that the image lies elsewhere. There are warnings.
#
# Fails if astropy behaves otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'astropy==8.0.2'
"$folder/venv/bin/python" - <<'PYTHON'
import warnings

from astropy.io import fits
from astropy.wcs import WCS

warnings.simplefilter("ignore")
PLACE = {
    "CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 10.0, "CRVAL2": 20.0, "CRPIX1": 50.0, "CRPIX2": 50.0,
}


def middle_and_step(**cards):
    """Return where the reference pixel is, and one pixel north of it."""
    system = WCS(fits.Header({**PLACE, **cards}))
    return [[float(value) for value in system.all_pix2world(50.0, y, 1)] for y in (50.0, 51.0)]


zeros = {"CD1_1": 0.0, "CD1_2": 0.0, "CD2_1": 0.0, "CD2_2": 0.0}
for scales in ({}, {"CDELT1": 0.001, "CDELT2": 0.001}):
    here, there = middle_and_step(**zeros, **scales)
    print("zeros:", here, there)
    assert 0.99 < there[1] - here[1] < 1.01, "a pixel is no degree now"
here, _ = middle_and_step(CRVAL1="NaN", CDELT1=0.001, CDELT2=0.001)
print("a text:", here)
assert abs(here[0]) < 1e-9, "the image does not lie at 0 now"
PYTHON
echo "as described"

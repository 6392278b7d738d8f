#!/bin/sh
# astropy 8.0.2, fits.open(..., checksum=True) on a file whose sums are undefined.
#
# FITS 4.0, 4.4.2.7: a DATASUM or CHECKSUM of blanks alone says that the sum is undefined, so such a file is
# valid. astropy's own test data have one (io/fits/tests/data/memtest.fits).
#
# Guess before: parts with blank sums are passed over, as parts without the keywords are.
#
# Seen: the first such part and all parts behind it are missing from the list, with a warning about extra bytes
# behind the last part; where it is the primary, the open fails with OSError "Empty or corrupt FITS file".
# Without checksum=True the same file has all its parts.
#
# Fails if astropy behaves otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'astropy==8.0.2'
"$folder/venv/bin/python" - <<'PYTHON'
import io
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("ignore")


def blank(*hdus):
    """Return a file in which the sums of the second of three parts, or of the only one, are blanks."""
    marked = hdus[min(1, len(hdus) - 1)]
    marked.header["CHECKSUM"], marked.header["DATASUM"] = " ", " "
    out = io.BytesIO()
    fits.HDUList(list(hdus)).writeto(out)
    return out.getvalue()


pixels = np.arange(10, dtype=np.int16)
three = blank(fits.PrimaryHDU(), fits.ImageHDU(pixels), fits.ImageHDU(pixels))
plain, summed = (len(fits.open(io.BytesIO(three), checksum=each)) for each in (False, True))
print("parts:", plain, "with checksum=True:", summed)
assert (plain, summed) == (3, 1), "the parts are all there now"

one = blank(fits.PrimaryHDU(pixels))
assert len(fits.open(io.BytesIO(one))) == 1
try:
    fits.open(io.BytesIO(one), checksum=True)
except OSError as error:
    print("a primary with blank sums:", error)
else:
    raise SystemExit("a primary with blank sums opens now")
PYTHON
echo "as described"

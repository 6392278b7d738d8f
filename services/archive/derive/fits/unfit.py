"""The error of a file of which something cannot be made."""

import io
from collections.abc import Sequence
from typing import Any

from astropy.io import fits

SCALE = ("BSCALE", "BZERO", "BLANK")
"""Keywords by which stored values are scaled (FITS 4.0, 4.4.2.5)."""


class UnfitError(Exception):
    """Of this file it cannot be made; the text says why."""


def as_bytes(hdus: Sequence[Any]) -> bytes:
    """Return parts as one FITS file, as they are: nothing is repaired."""
    out = io.BytesIO()
    fits.HDUList(list(hdus)).writeto(out, output_verify="ignore")
    return out.getvalue()


def as_stored(kind: Any, data: Any, header: Any) -> Any:  # noqa: ANN401 - astropy has no types
    """Return an HDU of values as they are stored, under a header that says how to scale them.

    The library drops the scale where it makes an HDU, also of values that it was told not to scale.
    """
    made = kind(data=data, header=header, do_not_scale_image_data=True)
    for keyword in SCALE:
        if keyword in header:
            made.header.set(keyword, header[keyword], header.comments[keyword])
    return made

"""The images in a file."""

from collections.abc import Iterator
from typing import Any

from astropy.io import fits

PIXELS_MAX = 400_000_000
"""Of an image that is worked on: 20 000 by 20 000, which as floats takes the worker's memory."""


def images_of(hdus: Any) -> Iterator[Any]:  # noqa: ANN401 - astropy has no types
    """Yield the HDUs that hold an image of two axes or more, as large as can be worked on."""
    for hdu in hdus:
        if not isinstance(hdu, fits.PrimaryHDU | fits.ImageHDU | fits.CompImageHDU):
            continue
        axes = hdu.shape
        pixels = 1
        for length in axes:
            pixels *= length
        if len(axes) >= 2 and min(axes) > 0 and pixels <= PIXELS_MAX:
            yield hdu

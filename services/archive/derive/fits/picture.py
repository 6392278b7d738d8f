"""A picture of a frame: scaled as astronomers look at it, north as the file has it."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from astropy.io import fits
from astropy.visualization import ZScaleInterval
from PIL import Image

from services.archive.derive.fits.images import images_of
from services.archive.derive.fits.unfit import UnfitError

SAMPLED = 4
"""Pixels of the frame for one of the picture, each way: more are passed over before they are scaled."""

QUALITY = 85
"""Of the JPEG: grains of noise take most of its bytes."""

WHITE = 255


def picture(path: Path, *, pixels: int) -> bytes:
    """Return the first image of a file as JPEG, its longer side at most so long.

    Values are scaled by IRAF's zscale; of a cube the first plane is shown. Row 0 is at the bottom.

    Raises:
        UnfitError: there is no image in it.
    """
    with fits.open(path) as hdus:
        image = next(images_of(hdus), None)
        if image is None:
            raise UnfitError("this frame has no image of two axes")
        values = _sampled(image.data, pixels * SAMPLED)
    shown = Image.fromarray(np.flipud(_scaled(values)), mode="L")
    shown.thumbnail((pixels, pixels))
    out = io.BytesIO()
    shown.save(out, format="JPEG", quality=QUALITY)
    return out.getvalue()


def _sampled(data: Any, most: int) -> Any:  # noqa: ANN401 - numpy's arrays of any type
    plane = data.reshape((-1, *data.shape[-2:]))[0]
    step = max(1, *(length // most for length in plane.shape))
    return np.asarray(plane[::step, ::step], dtype=np.float32)


def _scaled(values: Any) -> Any:  # noqa: ANN401
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        raise UnfitError("this frame has no pixel with a value")
    low, high = ZScaleInterval().get_limits(finite)
    span = float(high - low) or 1.0
    unit = np.clip(np.nan_to_num((values - low) / span, nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)
    return (unit * WHITE).astype(np.uint8)

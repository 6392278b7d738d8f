"""Boxes of sources as unit vectors, and which of them can be asked about at all."""

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.kernel.sphere import angles
from services.satellites.propagate.port import GeometryError, Tracks

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST_CORNERS = 8
"""A source's box has four; more than eight would make the work for one box unbounded."""


def corner_vectors(boxes: Floats) -> tuple[Floats, Bools]:
    """Return the corners as unit vectors, shape (b, k, 3), and which boxes are valid, shape (b,).

    boxes: degrees, shape (b, k, 2) or (b, 2). A right ascension may be off by any number of turns.

    Raises:
        GeometryError: the array is not of these shapes.

    """
    if boxes.size == 0:
        return np.empty((0, 1, 3)), np.empty(0, np.bool_)
    shaped = boxes[:, None, :] if boxes.ndim == 2 else boxes
    if shaped.ndim != 3 or shaped.shape[2] != 2 or not 1 <= shaped.shape[1] <= MOST_CORNERS:
        raise GeometryError(f"caller: boxes need 1 to {MOST_CORNERS} corners of two numbers each")
    with np.errstate(invalid="ignore"):
        valid: Bools = np.asarray(
            np.isfinite(shaped).all(axis=(1, 2)) & (np.abs(shaped[:, :, 1]) <= 90.0).all(axis=1), np.bool_
        )
    degrees = np.where(valid[:, None, None], shaped, 0.0)
    ra, dec = np.radians(np.remainder(degrees[:, :, 0], 360.0)), np.radians(degrees[:, :, 1])
    vectors = np.stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)], axis=-1)
    return vectors, valid


def within(corners: Floats, tracks: Tracks) -> Bools:
    """Return which boxes lie wholly within the field and are no larger than the tracks allow, shape (b,)."""
    if not len(corners):
        return np.empty(0, np.bool_)
    middle = corners.sum(axis=1)
    length = np.linalg.norm(middle, axis=1)
    middle /= np.where(length > 0.0, length, 1.0)[:, None]
    small = (angles(middle[:, None, :], corners) <= tracks.largest_box).all(axis=1) & (length > 0.0)
    inside = (angles(tracks.centre, corners) <= tracks.field_radius).all(axis=1)
    return np.asarray(small & inside)

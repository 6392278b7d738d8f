"""Boxes of sources as unit vectors, and which of them can be asked about at all."""

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.kernel.sphere import angles
from services.satellites.propagate.port import GeometryError, Tracks

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST_CORNERS = 8
"""A source's box has four; more than eight would make the work for one box unbounded."""


def shaped(boxes: Floats) -> Floats:
    """Return boxes (b, k, 2) or points (b, 2) as contiguous boxes (b, k, 2); degrees.

    Raises:
        GeometryError: the array is not of these shapes.

    """
    degrees = np.asarray(boxes, np.float64)
    if degrees.size == 0:
        return np.empty((0, 1, 2))
    if degrees.ndim == 2:
        degrees = degrees[:, None, :]
    if degrees.ndim != 3 or degrees.shape[2] != 2 or not 1 <= degrees.shape[1] <= MOST_CORNERS:
        raise GeometryError(f"caller: boxes need 1 to {MOST_CORNERS} corners of two numbers each")
    return np.ascontiguousarray(degrees)


def corner_vectors(boxes: Floats) -> tuple[Floats, Bools]:
    """Return the corners as unit vectors, shape (b, k, 3), and which boxes are valid, shape (b,).

    boxes: degrees, shape (b, k, 2). A right ascension may be off by any number of turns.
    """
    with np.errstate(invalid="ignore"):
        finite = np.isfinite(boxes).all(axis=(1, 2))
        valid: Bools = np.asarray(finite & (np.abs(boxes[:, :, 1]) <= 90.0).all(axis=1), np.bool_)
    degrees = np.where(valid[:, None, None], boxes, 0.0)
    ra, dec = np.radians(np.remainder(degrees[:, :, 0], 360.0)), np.radians(degrees[:, :, 1])
    return np.stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)], axis=-1), valid


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

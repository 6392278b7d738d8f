"""Directions of instruments and frames, as vectors in a frame."""

from typing import NamedTuple, assert_never

import numpy as np

from services.spice.geometry.calculate.names import body_id
from services.spice.geometry.calculate.spice import contiguous, spiceypy
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.directions import (
    AzimuthElevation,
    Boresight,
    FovBoundary,
    FrameAxis,
    InFov,
    InFrame,
    Ray,
    RightAscension,
)
from services.spice.geometry.table import Doubles

ROOM = 1000
"""Boundary vectors of an instrument: polygons have some dozens."""

AXES = {"X": (1.0, 0.0, 0.0), "Y": (0.0, 1.0, 0.0), "Z": (0.0, 0.0, 1.0)}


class Rays(NamedTuple):
    """Directions that are fixed in a frame."""

    frame: str
    vectors: Doubles
    """(k, 3)."""


class Fov(NamedTuple):
    """The field of view of an instrument."""

    shape: str
    frame: str
    boresight: Doubles
    bounds: Doubles
    """(k, 3)."""


def fov_of(instrument: str) -> Fov:
    """Return an instrument's field of view. Raises SpiceyError where no kernel has it."""
    shape, frame, boresight, count, bounds = spiceypy.getfov(body_id(instrument, "instrument"), ROOM)
    return Fov(str(shape), str(frame), np.asarray(boresight), np.asarray(bounds)[:count].reshape(-1, 3))


def unit(vectors: Doubles) -> Doubles:
    """Return vectors of length 1, also of those whose squares are no doubles."""
    scaled = vectors / np.abs(vectors).max(axis=-1, keepdims=True)
    return np.asarray(scaled / np.linalg.norm(scaled, axis=-1, keepdims=True))


def rays_of(direction: Ray) -> Rays:
    """Return the vectors of a direction, and the frame that they are fixed in.

    Raises:
        GeometryError: it has no length, or the instrument is not known.
        SpiceyError: no kernel has the instrument's field of view.
    """
    rays = _rays(direction)
    if not rays.vectors.any(axis=1).all():
        raise GeometryError(
            Failure(
                reason="malformed", detail="a direction has some length: 0, 0, 0 has none", field="direction"
            )
        )
    return rays


def _rays(direction: Ray) -> Rays:  # noqa: PLR0911  # a row for each kind
    match direction:
        case Boresight():
            fov = fov_of(direction.instrument)
            return _rows(fov.frame, fov.boresight)
        case FovBoundary():
            fov = fov_of(direction.instrument)
            return Rays(fov.frame, contiguous(fov.bounds))
        case InFov():
            return _rows(fov_of(direction.instrument).frame, np.array(direction.vector))
        case FrameAxis():
            return _rows(direction.frame, np.array(AXES[direction.axis]))
        case InFrame():
            return _rows(direction.frame, np.array(direction.vector))
        case RightAscension():
            ra, dec = np.radians([direction.ra, direction.dec])
            return _rows(direction.frame, np.asarray(spiceypy.radrec(1.0, ra, dec)))
        case AzimuthElevation():
            az, el = np.radians([direction.az, direction.el])
            counter, up = direction.azimuth_counterclockwise, direction.elevation_positive_z
            return _rows(direction.frame, np.asarray(spiceypy.azlrec(1.0, az, el, counter, up)))
        case _:
            assert_never(direction)


def _rows(frame: str, vector: Doubles) -> Rays:
    return Rays(frame, contiguous(vector.reshape(1, 3)))

"""Pointing of instruments and directions, and fields of view."""

import numpy as np

from services.spice.geometry.calculate.coordinates import told
from services.spice.geometry.calculate.directions import fov_of, rays_of, unit
from services.spice.geometry.calculate.spice import DEGREES, contiguous, cyice
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.directions import Direction, PositionDirection, VelocityDirection
from services.spice.geometry.questions.pointing import DirectionSeparation, FieldOfView, Pointing
from services.spice.geometry.table import Column, Doubles, Table


def pointing(question: Pointing, ets: Doubles) -> tuple[Column, ...]:
    """Return a direction in another frame; a row for each vector where it has several."""
    vectors, length = _vectors(question.direction, question.frame, ets)
    if question.magnitude == "UNIT":
        vectors, length = unit(vectors), ""
    count = vectors.shape[1]
    rays = () if count == 1 else (Column("ray", "", np.tile(np.arange(1.0, count + 1.0), (len(ets), 1))),)
    if question.representation == "AZ_EL":
        return (*rays, *_azimuths(question, vectors, length))
    return (*rays, *told(vectors, question.representation, question.frame, length=length))


def direction_separation(question: DirectionSeparation, ets: Doubles) -> tuple[Column, ...]:
    """Return the angle between two directions; of several vectors, between each and the other.

    Raises:
        GeometryError: both have several vectors, but not as many.
    """
    one, _ = _vectors(question.direction1, "J2000", ets)
    other, _ = _vectors(question.direction2, "J2000", ets)
    if 1 not in (one.shape[1], other.shape[1]) and one.shape[1] != other.shape[1]:
        detail = f"one direction has {one.shape[1]} vectors, the other {other.shape[1]}: they have no pairs"
        raise GeometryError(Failure(reason="malformed", detail=detail, field="direction2"))
    one, other = unit(one), unit(other)
    across = np.linalg.norm(np.cross(one, other), axis=-1)
    angles = np.arctan2(across, (one * other).sum(axis=-1)) * DEGREES
    return (Column("angular_separation", "deg", np.broadcast_to(angles, (len(ets), angles.shape[1]))),)


def _vectors(direction: Direction, frame: str, ets: Doubles) -> tuple[Doubles, str]:
    """Return vectors in a frame, (n, k, 3), and the unit of their length."""
    if isinstance(direction, PositionDirection):
        found, _ = cyice.spkpos_v(direction.target, ets, frame, direction.aberration, direction.observer)
        return np.asarray(found)[:, np.newaxis, :], "km"
    if isinstance(direction, VelocityDirection):
        states, _ = cyice.spkezr_v(
            direction.target, ets, direction.frame, direction.aberration, direction.observer
        )
        return _turned(direction.frame, frame, ets, np.asarray(states)[:, np.newaxis, 3:]), "km/s"
    rays = rays_of(direction)
    return _turned(rays.frame, frame, ets, rays.vectors[np.newaxis]), ""


def _turned(one: str, other: str, ets: Doubles, vectors: Doubles) -> Doubles:
    rotations = np.asarray(cyice.pxform_v(one, other, ets))
    return np.asarray(vectors @ np.swapaxes(rotations, 1, 2))


def _azimuths(question: Pointing, vectors: Doubles, length: str) -> tuple[Column, ...]:
    counter, up = question.azimuth_counterclockwise, question.elevation_positive_z
    flat = contiguous(vectors.reshape(-1, 3))
    found = np.asarray(cyice.recazl_v(flat, counter, up)).reshape(vectors.shape)
    return (
        Column("range", length, found[..., 0]),
        Column("azimuth", "deg", found[..., 1] * DEGREES),
        Column("elevation", "deg", found[..., 2] * DEGREES),
    )


def field_of_view(question: FieldOfView) -> Table:
    """Return the boresight and the boundary of an instrument's field of view, a vector a row."""
    fov = fov_of(question.instrument)
    vectors = np.vstack([fov.boresight.reshape(1, 3), fov.bounds])
    kinds = np.array(["boresight", *("boundary" for _ in fov.bounds)])
    return Table(
        columns=(Column("vector", "", kinds), *told(vectors, "RECTANGULAR", fov.frame, length="")),
        frame=fov.frame,
        notes=(f"the field of view is a {fov.shape}",),
    )

"""Directions: of instruments, of frames, to objects."""

from typing import Annotated, Literal

from pydantic import Field

from services.spice.geometry.questions.base import (
    Aberration,
    BodyName,
    Degrees,
    FrameName,
    Latitude,
    Question,
    Vector,
)
from services.spice.geometry.questions.vectors import Axis


class Boresight(Question):
    """The boresight of an instrument."""

    kind: Literal["boresight"]
    instrument: BodyName


class FovBoundary(Question):
    """The vectors that bound an instrument's field of view: one row each."""

    kind: Literal["fov-boundary"]
    instrument: BodyName


class InFov(Question):
    """A vector in the frame of an instrument."""

    kind: Literal["in-fov"]
    instrument: BodyName
    vector: Vector


class FrameAxis(Question):
    """An axis of a frame."""

    kind: Literal["axis"]
    frame: FrameName
    axis: Axis


class InFrame(Question):
    """A vector in a frame."""

    kind: Literal["vector"]
    frame: FrameName
    vector: Vector


class RightAscension(Question):
    """A direction in a frame by right ascension and declination. deg."""

    kind: Literal["ra-dec"]
    frame: FrameName
    ra: Degrees
    dec: Latitude


class AzimuthElevation(Question):
    """A direction in a frame by azimuth and elevation. deg."""

    kind: Literal["az-el"]
    frame: FrameName
    az: Degrees
    el: Latitude
    azimuth_counterclockwise: bool = False
    elevation_positive_z: bool = True


Ray = Annotated[
    Boresight | FovBoundary | InFov | FrameAxis | InFrame | RightAscension | AzimuthElevation,
    Field(discriminator="kind"),
]
"""A direction that is fixed in a frame."""


class PositionDirection(Question):
    """The direction from an observer to a target."""

    kind: Literal["position"]
    target: BodyName
    observer: BodyName
    aberration: Aberration = "CN"


class VelocityDirection(Question):
    """The direction of a target's velocity, relative to an observer, in a frame."""

    kind: Literal["velocity"]
    target: BodyName
    observer: BodyName
    frame: FrameName = "J2000"
    aberration: Aberration = "CN"


Direction = Annotated[
    Boresight
    | FovBoundary
    | InFov
    | FrameAxis
    | InFrame
    | RightAscension
    | AzimuthElevation
    | PositionDirection
    | VelocityDirection,
    Field(discriminator="kind"),
]
"""Any direction."""

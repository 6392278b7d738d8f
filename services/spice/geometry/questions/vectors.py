"""Questions about bodies and frames: states, orientations, angles, elements."""

from typing import Literal

from services.spice.geometry.questions.base import (
    Aberration,
    BodyName,
    FrameName,
    LightTime,
    Question,
    Reception,
    Representation,
    Shape,
)
from services.spice.geometry.questions.times import Times

Axis = Literal["X", "Y", "Z"]


class States(Question):
    """Position and velocity of a target, seen from an observer, in a frame. km, km/s."""

    calculation: Literal["states"] = "states"
    target: BodyName
    observer: BodyName
    frame: FrameName = "J2000"
    aberration: Aberration = "NONE"
    representation: Representation = "RECTANGULAR"
    times: Times


class Positions(Question):
    """Position of a target, seen from an observer, in a frame. km."""

    calculation: Literal["positions"] = "positions"
    target: BodyName
    observer: BodyName
    frame: FrameName = "J2000"
    aberration: Aberration = "NONE"
    representation: Representation = "RECTANGULAR"
    times: Times


class Orientation(Question):
    """The rotation from one frame to another: a vector `v` in `from_frame` is `M v` in `to_frame`."""

    calculation: Literal["orientation"] = "orientation"
    from_frame: FrameName
    to_frame: FrameName
    representation: Literal["MATRIX", "QUATERNION", "EULER_ANGLES", "ANGLE_AND_AXIS"] = "QUATERNION"
    """QUATERNION is SPICE's: scalar first."""
    axes: tuple[Axis, Axis, Axis] = ("Z", "X", "Z")
    """Of EULER_ANGLES, leftmost first: `M = [a3]_axis3 [a2]_axis2 [a1]_axis1`."""
    rates: bool = False
    """Whether angular velocity is told: of `to_frame` as seen from `from_frame`, in `from_frame`, deg/s."""
    aberration: LightTime = "NONE"
    """Where it is not NONE, the frame at `located` turns as the observer sees it."""
    located: Literal["FROM", "TO"] = "FROM"
    """The frame whose centre the light comes from."""
    times: Times


class AngularSize(Question):
    """The angle that a target's largest radius fills, seen from an observer. deg."""

    calculation: Literal["angular-size"] = "angular-size"
    target: BodyName
    observer: BodyName
    aberration: Aberration = "CN"
    times: Times


class AngularSeparation(Question):
    """The angle between two targets, seen from an observer. deg; of spheres, between their limbs."""

    calculation: Literal["angular-separation"] = "angular-separation"
    target1: BodyName
    target2: BodyName
    observer: BodyName
    shape1: Shape = "POINT"
    shape2: Shape = "POINT"
    aberration: Aberration = "CN"
    times: Times


class PhaseAngle(Question):
    """The angle at a target between the illuminator and the observer. deg."""

    calculation: Literal["phase-angle"] = "phase-angle"
    target: BodyName
    observer: BodyName
    illuminator: BodyName = "SUN"
    aberration: Reception = "CN"
    times: Times


class OsculatingElements(Question):
    """The conic orbit of a body about a centre that its state fits at each time. km, deg, s."""

    calculation: Literal["osculating-elements"] = "osculating-elements"
    body: BodyName
    center: BodyName
    frame: FrameName = "J2000"
    times: Times

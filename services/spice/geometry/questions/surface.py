"""Questions about points on and above a target's surface."""

from typing import Literal

from services.spice.geometry.questions.base import (
    Aberration,
    BodyName,
    Degrees,
    FrameName,
    Latitude,
    Question,
    Reception,
    Representation,
    SurfaceModel,
)
from services.spice.geometry.questions.directions import Ray
from services.spice.geometry.questions.times import Times

SubPointMethod = Literal[
    "NEAR POINT/ELLIPSOID",
    "INTERCEPT/ELLIPSOID",
    "NADIR/DSK/UNPRIORITIZED",
    "INTERCEPT/DSK/UNPRIORITIZED",
]


class SubObserverPoint(Question):
    """The point of a target's surface below the observer. km and deg in the body-fixed frame."""

    calculation: Literal["sub-observer-point"] = "sub-observer-point"
    target: BodyName
    frame: FrameName
    observer: BodyName
    method: SubPointMethod = "NEAR POINT/ELLIPSOID"
    aberration: Aberration = "CN"
    representation: Representation = "RECTANGULAR"
    angles: bool = False
    """Whether illumination angles and local solar time at the point are told too."""
    times: Times


class SubSolarPoint(Question):
    """The point of a target's surface below the Sun, as the observer sees it."""

    calculation: Literal["sub-solar-point"] = "sub-solar-point"
    target: BodyName
    frame: FrameName
    observer: BodyName
    method: SubPointMethod = "NEAR POINT/ELLIPSOID"
    aberration: Reception = "CN"
    representation: Representation = "RECTANGULAR"
    angles: bool = False
    """Whether illumination angles and local solar time at the point are told too."""
    times: Times


class Illumination(Question):
    """Incidence, emission and phase angles at a place on a target's surface. deg."""

    calculation: Literal["illumination"] = "illumination"
    target: BodyName
    frame: FrameName
    observer: BodyName
    latitude: Latitude
    """deg, planetocentric."""
    longitude: Degrees
    """deg, east positive."""
    surface: SurfaceModel = "ELLIPSOID"
    illuminator: BodyName = "SUN"
    aberration: Aberration = "CN"
    times: Times


class SurfaceIntercept(Question):
    """The point where a ray from the observer meets a target's surface; empty where it misses."""

    calculation: Literal["surface-intercept"] = "surface-intercept"
    target: BodyName
    frame: FrameName
    observer: BodyName
    direction: Ray
    surface: SurfaceModel = "ELLIPSOID"
    aberration: Aberration = "CN"
    representation: Representation = "RECTANGULAR"
    angles: bool = False
    """Whether illumination angles and local solar time at the point are told too."""
    times: Times


class TangentPoint(Question):
    """The point of a ray that is nearest to a target's surface, and the surface point below it."""

    calculation: Literal["tangent-point"] = "tangent-point"
    target: BodyName
    frame: FrameName
    observer: BodyName
    direction: Ray
    aberration: Aberration = "CN"
    locus: Literal["TANGENT POINT", "SURFACE POINT"] = "TANGENT POINT"
    """The point that light time and stellar aberration are taken at."""
    representation: Representation = "RECTANGULAR"
    times: Times

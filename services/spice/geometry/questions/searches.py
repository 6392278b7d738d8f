"""Searches for events: the spans of time in which a geometric condition holds."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from services.spice.geometry.questions.base import (
    Aberration,
    BodyName,
    CoordinateSystem,
    Degrees,
    FrameName,
    Latitude,
    Question,
    Reception,
    Shape,
    SurfaceModel,
)
from services.spice.geometry.questions.directions import Ray
from services.spice.geometry.questions.surface import SubPointMethod
from services.spice.geometry.questions.times import Seconds, Window

EVENTS_MAX = 10_000
"""Spans that one search may find: CSPICE keeps work windows of fifteen times as many doubles."""

STEPS_MAX = 1_000_000
"""Steps over all spans of a search: about a minute of a processor for a light condition."""


class Condition(Question):
    """A relation of the quantity that is searched. km, km/s, deg."""

    relation: Literal["<", "=", ">", "RANGE", "ABSMIN", "ABSMAX", "LOCMIN", "LOCMAX"]
    value: float | None = None
    upper: float | None = None
    """The greater end of RANGE."""
    adjust: Annotated[float, Field(ge=0)] = 0.0
    """Of ABSMIN and ABSMAX: how far from the extreme still counts."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        self._fits("value", self.value, ("<", "=", ">", "RANGE"))
        self._fits("upper", self.upper, ("RANGE",))
        if self.value is not None and self.upper is not None and self.upper < self.value:
            raise ValueError(f"`upper` is {self.upper:g}, below `value`, {self.value:g}: turn them around")
        if self.adjust and not self.relation.startswith("ABS"):
            raise ValueError("`adjust` belongs to the relations ABSMIN and ABSMAX")
        return self

    def _fits(self, field: str, given: float | None, relations: tuple[str, ...]) -> None:
        if given is None and self.relation in relations:
            raise ValueError(f"the relation {self.relation} needs `{field}`")
        if given is not None and self.relation not in relations:
            raise ValueError(f"the relation {self.relation} has no `{field}`: leave it out")


class Search(Question):
    """The common part of searches."""

    window: Window
    step: Seconds
    """TDB seconds. CSPICE overlooks an event, or a time between two, that is shorter than it."""
    complement: bool = False
    """Whether the rest of the window is told instead."""
    shorter_omitted: Annotated[float, Field(ge=0)] = 0.0
    """Spans shorter than so many seconds are left out."""
    expand: Annotated[float, Field(ge=-1e9, le=1e9)] = 0.0
    """Seconds that each end of a span is moved outwards; negative moves inwards."""


Coordinate = Annotated[str, StringConstraints(to_upper=True, pattern=r"^[A-Za-z][A-Za-z _-]{0,31}$")]
"""The name of a coordinate as CSPICE has it, e.g. LATITUDE."""


class CoordinateSearch(Search):
    """When a coordinate of a target's position fulfils a condition."""

    calculation: Literal["search-coordinate"] = "search-coordinate"
    target: BodyName
    observer: BodyName
    frame: FrameName
    aberration: Aberration = "CN"
    system: CoordinateSystem
    coordinate: Coordinate
    condition: Condition


class SeparationSearch(Search):
    """When the angle between two targets fulfils a condition."""

    calculation: Literal["search-separation"] = "search-separation"
    target1: BodyName
    target2: BodyName
    observer: BodyName
    shape1: Shape = "POINT"
    shape2: Shape = "POINT"
    aberration: Aberration = "CN"
    condition: Condition


class DistanceSearch(Search):
    """When the distance between target and observer fulfils a condition."""

    calculation: Literal["search-distance"] = "search-distance"
    target: BodyName
    observer: BodyName
    aberration: Aberration = "CN"
    condition: Condition


class SubPointSearch(Search):
    """When a coordinate of the sub-observer point fulfils a condition."""

    calculation: Literal["search-sub-point"] = "search-sub-point"
    target: BodyName
    frame: FrameName
    observer: BodyName
    method: SubPointMethod = "NEAR POINT/ELLIPSOID"
    aberration: Aberration = "CN"
    system: CoordinateSystem
    coordinate: Coordinate
    condition: Condition


class OccultationSearch(Search):
    """When one body covers another, as the observer sees them."""

    calculation: Literal["search-occultation"] = "search-occultation"
    type: Literal["FULL", "ANNULAR", "PARTIAL", "ANY"] = "ANY"
    front: BodyName
    front_shape: Literal["ELLIPSOID", "POINT", "DSK/UNPRIORITIZED"] = "ELLIPSOID"
    front_frame: FrameName | None = None
    back: BodyName
    back_shape: Literal["ELLIPSOID", "POINT", "DSK/UNPRIORITIZED"] = "ELLIPSOID"
    back_frame: FrameName | None = None
    observer: BodyName
    aberration: Aberration = "CN"


class InterceptSearch(Search):
    """When a coordinate of a ray's surface intercept fulfils a condition."""

    calculation: Literal["search-intercept"] = "search-intercept"
    target: BodyName
    frame: FrameName
    observer: BodyName
    direction: Ray
    surface: SurfaceModel = "ELLIPSOID"
    aberration: Aberration = "CN"
    system: CoordinateSystem
    coordinate: Coordinate
    condition: Condition


class TargetInFovSearch(Search):
    """When a target is in an instrument's field of view."""

    calculation: Literal["search-target-in-fov"] = "search-target-in-fov"
    instrument: BodyName
    target: BodyName
    shape: Literal["ELLIPSOID", "POINT"] = "POINT"
    frame: FrameName | None = None
    """The target's body-fixed frame, where its shape is an ellipsoid."""
    observer: BodyName
    aberration: Aberration = "CN"


class RayInFovSearch(Search):
    """When a ray, for instance to a star, is in an instrument's field of view."""

    calculation: Literal["search-ray-in-fov"] = "search-ray-in-fov"
    instrument: BodyName
    observer: BodyName
    direction: Ray
    aberration: Literal["NONE", "S", "XS"] = "NONE"


class RangeRateSearch(Search):
    """When the rate of the distance fulfils a condition. km/s."""

    calculation: Literal["search-range-rate"] = "search-range-rate"
    target: BodyName
    observer: BodyName
    aberration: Aberration = "CN"
    condition: Condition


class PhaseSearch(Search):
    """When the phase angle fulfils a condition."""

    calculation: Literal["search-phase"] = "search-phase"
    target: BodyName
    observer: BodyName
    illuminator: BodyName = "SUN"
    aberration: Reception = "CN"
    condition: Condition


class IlluminationSearch(Search):
    """When an angle of illumination at a place fulfils a condition."""

    calculation: Literal["search-illumination"] = "search-illumination"
    target: BodyName
    frame: FrameName
    observer: BodyName
    angle: Literal["PHASE", "INCIDENCE", "EMISSION"]
    latitude: Latitude
    longitude: Degrees
    illuminator: BodyName = "SUN"
    aberration: Aberration = "CN"
    condition: Condition

"""Every question that geometry answers."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from services.spice.geometry.questions.kernel_pool import FrameChain, Keywords, PointingTimes
from services.spice.geometry.questions.pointing import DirectionSeparation, FieldOfView, Inventory, Pointing
from services.spice.geometry.questions.searches import (
    CoordinateSearch,
    DistanceSearch,
    IlluminationSearch,
    InterceptSearch,
    OccultationSearch,
    PhaseSearch,
    RangeRateSearch,
    RayInFovSearch,
    SeparationSearch,
    SubPointSearch,
    TargetInFovSearch,
)
from services.spice.geometry.questions.surface import (
    Illumination,
    SubObserverPoint,
    SubSolarPoint,
    SurfaceIntercept,
    TangentPoint,
)
from services.spice.geometry.questions.translate import TimeConversion, Translation
from services.spice.geometry.questions.vectors import (
    AngularSeparation,
    AngularSize,
    Orientation,
    OsculatingElements,
    PhaseAngle,
    Positions,
    States,
)

AnySearch = (
    CoordinateSearch
    | SeparationSearch
    | DistanceSearch
    | SubPointSearch
    | OccultationSearch
    | InterceptSearch
    | TargetInFovSearch
    | RayInFovSearch
    | RangeRateSearch
    | PhaseSearch
    | IlluminationSearch
)

AnyQuestion = Annotated[
    States
    | Positions
    | Orientation
    | AngularSize
    | AngularSeparation
    | PhaseAngle
    | OsculatingElements
    | SubObserverPoint
    | SubSolarPoint
    | Illumination
    | SurfaceIntercept
    | TangentPoint
    | Pointing
    | DirectionSeparation
    | FieldOfView
    | Inventory
    | Keywords
    | FrameChain
    | PointingTimes
    | TimeConversion
    | Translation
    | AnySearch,
    Field(discriminator="calculation"),
]
QUESTION: TypeAdapter[AnyQuestion] = TypeAdapter(AnyQuestion)

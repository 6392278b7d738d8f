"""The calls of CSPICE's geometry finder, one for each kind of event."""

from math import ceil
from typing import NamedTuple, assert_never

import numpy as np

from services.spice.geometry.calculate.directions import rays_of
from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.directions import Ray
from services.spice.geometry.questions.question import AnySearch
from services.spice.geometry.questions.searches import (
    EVENTS_MAX,
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
from services.spice.geometry.table import Doubles

Cell = spiceypy.support_types.SpiceCell

WORK_MAX = 200_000
"""Intervals of a work window: CSPICE keeps fifteen such windows of doubles, 48 MB."""

NOWHERE = " "
"""A frame that is not needed."""


class Relation(NamedTuple):
    """One relation, in CSPICE's units: km, km/s, radians."""

    operator: str
    value: float
    adjust: float


def find(question: AnySearch, relation: Relation, confined: Cell, *, steps: float) -> Cell:
    """Return the spans of the window in which a relation holds. Raises SpiceyError, GeometryError."""
    found = spiceypy.cell_double(2 * EVENTS_MAX)
    # CSPICE asks for two intervals more than there are spans, and one a step.
    work = min(2 * spiceypy.wncard(confined) + ceil(steps) + 2, WORK_MAX)
    match question:
        case OccultationSearch() | TargetInFovSearch() | RayInFovSearch():
            _find_state(question, confined, found)
        case _:
            _find_quantity(question, (*relation, question.step, work), confined, found)
    return found


Tail = tuple[str, float, float, float, int]
"""Relation, value, adjustment, step, and the size of work windows: the end of many calls."""


def _find_state(
    question: OccultationSearch | TargetInFovSearch | RayInFovSearch, confined: Cell, found: Cell
) -> None:
    light, observer, step = question.aberration, question.observer, question.step
    match question:
        case OccultationSearch():
            front = (question.front, question.front_shape, question.front_frame or NOWHERE)
            back = (question.back, question.back_shape, question.back_frame or NOWHERE)
            spiceypy.gfoclt(question.type, *front, *back, light, observer, step, confined, found)
        case TargetInFovSearch():
            target = (question.target, question.shape, question.frame or NOWHERE)
            spiceypy.gftfov(question.instrument, *target, light, observer, step, confined, found)
        case RayInFovSearch():
            frame, vector = _one_ray(question.direction)
            spiceypy.gfrfov(question.instrument, vector, frame, light, observer, step, confined, found)
        case _:
            assert_never(question)


Quantity = (
    CoordinateSearch
    | SeparationSearch
    | DistanceSearch
    | SubPointSearch
    | InterceptSearch
    | RangeRateSearch
    | PhaseSearch
    | IlluminationSearch
)


def _find_quantity(question: Quantity, tail: Tail, confined: Cell, found: Cell) -> None:
    light, observer = question.aberration, question.observer
    match question:
        case CoordinateSearch():
            what = (question.target, question.frame, light, observer, question.system, question.coordinate)
            spiceypy.gfposc(*what, *tail, confined, found)
        case SeparationSearch():
            one = (question.target1, question.shape1, "NULL")
            other = (question.target2, question.shape2, "NULL")
            spiceypy.gfsep(*one, *other, light, observer, *tail, confined, found)
        case DistanceSearch():
            spiceypy.gfdist(question.target, light, observer, *tail, confined, found)
        case RangeRateSearch():
            spiceypy.gfrr(question.target, light, observer, *tail, confined, found)
        case PhaseSearch():
            spiceypy.gfpa(question.target, question.illuminator, light, observer, *tail, confined, found)
        case _:
            _find_at_surface(question, tail, confined, found)


def _find_at_surface(
    question: SubPointSearch | InterceptSearch | IlluminationSearch, tail: Tail, confined: Cell, found: Cell
) -> None:
    light, observer = question.aberration, question.observer
    match question:
        case SubPointSearch():
            method = question.method.replace("NEAR POINT/ELLIPSOID", "Near point: ellipsoid").replace(
                "INTERCEPT/ELLIPSOID", "Intercept: ellipsoid"
            )
            place = (question.system, question.coordinate)
            of = (question.target, question.frame, method, light, observer)
            spiceypy.gfsubc(*of, *place, *tail, confined, found)
        case InterceptSearch():
            frame, vector = _one_ray(question.direction)
            place = (question.system, question.coordinate)
            of = (question.target, question.frame, question.surface, light, observer)
            spiceypy.gfsntc(*of, frame, vector, *place, *tail, confined, found)
        case IlluminationSearch():
            where = (question.target, question.illuminator, question.frame, light, observer)
            spiceypy.gfilum(
                "ELLIPSOID", question.angle, *where, _place(question, confined), *tail, confined, found
            )
        case _:
            assert_never(question)


def _place(question: IlluminationSearch, confined: Cell) -> Doubles:
    angles = np.radians([[question.longitude, question.latitude]])
    found = spiceypy.latsrf("ELLIPSOID", question.target, confined[0], question.frame, angles)
    return np.asarray(found, dtype=np.float64).reshape(3)


def _one_ray(direction: Ray) -> tuple[str, Doubles]:
    rays = rays_of(direction)
    if len(rays.vectors) != 1:
        detail = "a search follows one ray: a boundary of a field of view has several"
        raise GeometryError(Failure(reason="malformed", detail=detail, field="direction"))
    return rays.frame, rays.vectors[0]

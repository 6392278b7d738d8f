"""The answer to a question, whatever it is, in a process whose kernels are loaded."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from services.spice.geometry.calculate import inventory, surface, translate, vectors
from services.spice.geometry.calculate.attitude import orientation, pointing
from services.spice.geometry.calculate.attitude.frame_chain import frame_chain
from services.spice.geometry.calculate.attitude.pointing_times import pointing_times
from services.spice.geometry.calculate.coverage import ephemeris_gap
from services.spice.geometry.calculate.keywords import keywords
from services.spice.geometry.calculate.names import understand, with_frames_named
from services.spice.geometry.calculate.searches import search
from services.spice.geometry.calculate.spice import contiguous, spiceypy
from services.spice.geometry.calculate.spice_errors import failure_of
from services.spice.geometry.calculate.times import ets_of, time_columns
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.base import Question
from services.spice.geometry.questions.kernel_pool import FrameChain, Keywords, PointingTimes
from services.spice.geometry.questions.pointing import DirectionSeparation, FieldOfView, Inventory, Pointing
from services.spice.geometry.questions.question import AnyQuestion
from services.spice.geometry.questions.searches import STEPS_MAX, Search
from services.spice.geometry.questions.surface import (
    Illumination,
    SubObserverPoint,
    SubSolarPoint,
    SurfaceIntercept,
    TangentPoint,
)
from services.spice.geometry.questions.times import TIMES_MAX, Times
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
from services.spice.geometry.table import Column, Doubles, Table, Values
from shared.spice.sets.taken_over import renamed

CHUNK = 10_000
"""Times between two words on how far a calculation is: some tens of milliseconds."""

Calculation = Callable[[Any, Doubles], tuple[Column, ...]]

CALCULATIONS: dict[type[Question], Calculation] = {
    States: vectors.states,
    Positions: vectors.positions,
    Orientation: orientation.orientation,
    AngularSize: vectors.angular_size,
    AngularSeparation: vectors.angular_separation,
    PhaseAngle: vectors.phase_angle,
    OsculatingElements: vectors.osculating_elements,
    SubObserverPoint: surface.sub_observer_point,
    SubSolarPoint: surface.sub_solar_point,
    Illumination: surface.illumination,
    SurfaceIntercept: surface.surface_intercept,
    TangentPoint: surface.tangent_point,
    Pointing: pointing.pointing,
    DirectionSeparation: pointing.direction_separation,
    TimeConversion: translate.time_conversion,
}
"""The function of each question that has times."""

WHOLE: dict[type[Question], Callable[[Any], Table]] = {
    FieldOfView: pointing.field_of_view,
    Inventory: inventory.inventory,
    Translation: translate.translation,
    Keywords: keywords,
    FrameChain: frame_chain,
}
"""The function of each question that is answered at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much one question may ask for."""

    times: int = TIMES_MAX
    steps: int = STEPS_MAX


def _silent(_: float) -> None:
    pass


def answer(
    question: AnyQuestion, *, bounds: Bounds | None = None, progress: Callable[[float], None] = _silent
) -> Table:
    """Return the answer to a question.

    Args:
        question: any.
        bounds: on times and steps of a search.
        progress: told the share that is done, from 0 to 1, now and then.

    Raises:
        GeometryError: there is none, and why.
    """
    bounds = bounds or Bounds()
    try:
        question = with_frames_named(question)
        understood = understand(question)
        if isinstance(question, FieldOfView | Inventory | Translation | Keywords | FrameChain):
            table = WHOLE[type(question)](question)
        elif isinstance(question, PointingTimes):
            table = pointing_times(question, times_max=bounds.times)
        elif isinstance(question, Search):
            table = search(question, steps_max=bounds.steps)
        else:
            ets = ets_of(question.times, times_max=bounds.times)
            table = _over_times(question, question.times, ets, progress)
    except spiceypy.exceptions.SpiceyError as error:
        raise GeometryError(_failure(error)) from error
    return replace(table, understood=understood, notes=(*table.notes, *renamed(understood)))


def _failure(error: spiceypy.exceptions.SpiceyError) -> Failure:
    """Return why, with the gap where kernels lack a time."""
    failure = failure_of(error)
    if failure.reason != "no-coverage":
        return failure
    lack = ephemeris_gap(error)
    return failure if lack is None else failure.model_copy(update={"body": lack[0], "gap": lack[1]})


def _over_times(question: Question, times: Times, ets: Doubles, progress: Callable[[float], None]) -> Table:
    """Calculate for all times, sorted: CSPICE finds a record beside the last one four times as fast."""
    order = np.argsort(ets)
    ordered = contiguous(ets[order])
    calculation = CALCULATIONS[type(question)]
    parts = []
    for start in range(0, len(ordered), CHUNK):
        parts.append(calculation(question, ordered[start : start + CHUNK]))
        progress(min(1.0, (start + CHUNK) / len(ordered)))
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    columns = tuple(_joined(same, back) for same in zip(*parts, strict=True))
    across = max((one.values.shape[1] for one in columns if one.values.ndim > 1), default=1)
    told = tuple(_repeated(one, across) for one in time_columns(ets, times.text))
    return Table(
        columns=(*told, *(_flat(one) for one in columns)),
        frame=getattr(question, "frame", getattr(question, "to_frame", "")),
        scale=times.text if times.text != "NONE" else "TDB",
    )


def _joined(parts: tuple[Column, ...], back: np.ndarray[Any, np.dtype[np.intp]]) -> Column:
    values = parts[0].values if len(parts) == 1 else np.concatenate([one.values for one in parts])
    return Column(parts[0].name, parts[0].unit, values[back])


def _flat(column: Column) -> Column:
    return Column(column.name, column.unit, column.values.reshape(-1))


def _repeated(column: Column, times: int) -> Column:
    if times == 1:
        return column
    values: Values = np.repeat(column.values, times)  # type: ignore[assignment]
    return Column(column.name, column.unit, values)

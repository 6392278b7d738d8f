"""Searches for events by CSPICE's geometry finder (https://naif.jpl.nasa.gov/pub/naif/toolkit_docs/C/req/gf.html)."""

import numpy as np

from services.spice.geometry.calculate.gf import Relation, find
from services.spice.geometry.calculate.spice import spiceypy
from services.spice.geometry.calculate.times import parse, time_columns
from services.spice.geometry.errors import Failure, GeometryError
from services.spice.geometry.questions.question import AnySearch
from services.spice.geometry.questions.searches import EVENTS_MAX, Condition, Search
from services.spice.geometry.questions.times import Window
from services.spice.geometry.table import Column, Doubles, Table

ANGLES = frozenset({"LONGITUDE", "LATITUDE", "COLATITUDE", "RIGHT ASCENSION", "DECLINATION"})
"""Coordinates that are degrees with us and radians with CSPICE."""


def search(question: AnySearch, *, steps_max: int) -> Table:
    """Return the spans of time in which a condition holds.

    Raises:
        GeometryError: the window is empty or takes too many steps.
        SpiceyError: CSPICE refuses.
    """
    confined = _window(question.window)
    total = float(spiceypy.wnsumd(confined)[0])
    steps = total / question.step
    if steps > steps_max:
        detail = (
            f"the search takes {steps:.0f} steps, {steps_max} are done: "
            "search a shorter window, or with a longer step"
        )
        raise GeometryError(Failure(reason="too-many", detail=detail, field="step"))
    found = confined
    for relation in _relations(question):
        # Of an empty window CSPICE finds nothing, and a place on a surface has no time to be told at.
        if spiceypy.wncard(found):
            found = find(question, relation, found, steps=steps)
    return _told(question, _afterwards(question, confined, found))


def _window(window: Window) -> spiceypy.support_types.SpiceCell:
    ends = parse(
        tuple(end for span in window.spans for end in span), scale=window.scale, clock=window.clock
    ).reshape(-1, 2)
    for (start, stop), (told_start, told_stop) in zip(ends, window.spans, strict=True):
        if stop < start:
            detail = f"the window stops at {told_stop}, before it starts at {told_start}"
            raise GeometryError(Failure(reason="malformed", detail=detail, field="window"))
    cell = spiceypy.cell_double(2 * len(ends))
    for start, stop in ends:
        spiceypy.wninsd(start, stop, cell)
    return cell


def _relations(question: AnySearch) -> tuple[Relation, ...]:
    """Return what CSPICE is asked for in turn: it has no relation for a range."""
    condition: Condition | None = getattr(question, "condition", None)
    if condition is None:
        return (Relation("", 0.0, 0.0),)
    factor = np.pi / 180.0 if _is_angle(question) else 1.0
    value, adjust = (condition.value or 0.0) * factor, condition.adjust * factor
    if condition.relation == "RANGE":
        assert condition.upper is not None
        return (Relation(">", value, 0.0), Relation("<", condition.upper * factor, 0.0))
    return (Relation(condition.relation, value, adjust),)


def _is_angle(question: Search) -> bool:
    coordinate = getattr(question, "coordinate", None)
    if coordinate is not None:
        return coordinate in ANGLES
    return not question.calculation.endswith(("distance", "range-rate"))  # type: ignore[attr-defined]


def _afterwards(
    question: Search, confined: spiceypy.support_types.SpiceCell, found: spiceypy.support_types.SpiceCell
) -> Doubles:
    if question.complement:
        found = spiceypy.wndifd(confined, found)
    if question.expand:
        found = spiceypy.wnexpd(question.expand, question.expand, found)
    if question.shorter_omitted:
        found = spiceypy.wnfltd(question.shorter_omitted, found)
    count = spiceypy.wncard(found)
    return np.array([spiceypy.wnfetd(found, place) for place in range(count)]).reshape(-1, 2)


def _told(question: Search, spans: Doubles) -> Table:
    starts, stops = (np.ascontiguousarray(spans[:, place]) for place in range(2))
    text = question.window.text
    return Table(
        columns=(
            *time_columns(starts, text, prefix="start_"),
            *time_columns(stops, text, prefix="stop_"),
            Column("duration", "s", stops - starts),
        ),
        scale=text if text != "NONE" else "TDB",
        notes=(
            f"searched with a step of {question.step:g} s: what is shorter may have been overlooked",
            *(("as many as are told at most",) if len(spans) >= EVENTS_MAX else ()),
        ),
    )

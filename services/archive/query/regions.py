"""Conditions about the sky."""

from sqlalchemy import ColumnElement, Text, cast, func, literal
from sqlalchemy.sql.functions import FunctionElement

from services.archive.database.geography import DEGREE_METRES
from services.archive.database.tables import frame
from services.archive.sky.vectors import Point

ABOUT_SKY = ("ST_Covers", "ST_Intersects", "ST_DWithin")
"""Functions of PostGIS of conditions here; each takes a footprint first."""


def covers(region: str) -> ColumnElement[bool]:
    """Return the condition that a footprint holds all of a region, in extended well-known text."""
    return func.ST_Covers(frame.c.area, _geography(region))


def intersects(region: str) -> ColumnElement[bool]:
    """Return the condition that a footprint shares a point with a region."""
    return func.ST_Intersects(frame.c.area, _geography(region))


def within_cone(center: Point, radius: float) -> ColumnElement[bool]:
    """Return the condition that a footprint shares a point with a circle. Degrees."""
    at = _geography(f"SRID=4326;POINT({center[0]!r} {center[1]!r})")
    return func.ST_DWithin(frame.c.area, at, radius * DEGREE_METRES, False)


def near(condition: ColumnElement[bool]) -> ColumnElement[bool] | None:
    """Return what the index of footprints says of a condition about the sky: it holds for all that fit, and
    for some that do not. None of any other condition.
    """
    if not isinstance(condition, FunctionElement) or condition.name not in ABOUT_SKY:
        return None
    _, region, *distance = condition.clauses
    around = func._ST_Expand(region, distance[0]) if distance else region
    return frame.c.area.op("&&", is_comparison=True)(around)


def of_column(condition: ColumnElement[bool], area: ColumnElement[str]) -> ColumnElement[bool]:
    """Return a condition about the sky, of another column of footprints."""
    assert isinstance(condition, FunctionElement)
    made: ColumnElement[bool] = getattr(func, condition.name)(area, *list(condition.clauses)[1:])
    return made


def _geography(region: str) -> ColumnElement[str]:
    return func.ST_GeogFromText(cast(literal(region), Text))

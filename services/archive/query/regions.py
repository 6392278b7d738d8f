"""Conditions about the sky."""

from sqlalchemy import ColumnElement, Text, cast, func, literal

from services.archive.database.geography import DEGREE_METRES
from services.archive.database.tables import frame
from services.archive.sky.ring import Point


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


def _geography(region: str) -> ColumnElement[str]:
    return func.ST_GeogFromText(cast(literal(region), Text))

"""Conditions about the sky."""

from math import radians
from operator import and_ as and_words
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, func, literal, select
from sqlalchemy.sql.elements import BooleanClauseList
from sqlalchemy.sql.functions import FunctionElement

from services.archive.database.geography import DEGREE_METRES
from services.archive.database.tables import frame
from services.archive.sky.ring import multipolygon, whole_sky
from services.archive.sky.vectors import Point

Exactly = FunctionElement[bool]

DIMENSIONS = 3

ABOUT_SKY = ("sky_covers", "ST_Intersects", "ST_DWithin")
"""Functions of conditions here; each takes a footprint first."""


def covers(region: str) -> ColumnElement[bool]:
    """Return the condition that a footprint holds all of a region, in extended well-known text."""
    place = _geography(region)
    whole = _geography(multipolygon(whole_sky()))
    return and_(_near(func.sky_box(place)), func.sky_covers(frame.c.area, place, whole))


def intersects(region: str) -> ColumnElement[bool]:
    """Return the condition that a footprint shares a point with a region."""
    place = _geography(region)
    return and_(_near(func.sky_box(place)), func.ST_Intersects(frame.c.area, place))


def within_cone(center: Point, radius: float) -> ColumnElement[bool]:
    """Return the condition that a footprint shares a point with a circle. Degrees."""
    place = _geography(f"SRID=4326;POINT({center[0]!r} {center[1]!r})")
    # A chord is shorter than its arc.
    around = func.cube_enlarge(func.sky_box(place), radians(radius), DIMENSIONS)
    return and_(_near(around), func.ST_DWithin(frame.c.area, place, radius * DEGREE_METRES, False))


def near_and_exactly(condition: ColumnElement[bool]) -> tuple[ColumnElement[bool], Exactly] | None:
    """Return both halves of a condition about the sky; None of any other condition.

    What an index tells without the frame holds for all that fit, and for some that do not.
    """
    if not isinstance(condition, BooleanClauseList) or condition.operator is not and_words:
        return None
    if len(condition.clauses) != 2:
        return None
    near, exactly = condition.clauses
    if not isinstance(exactly, FunctionElement) or exactly.name not in ABOUT_SKY:
        return None
    return near, exactly


def of_number(exactly: Exactly, number: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the exact half of a condition about the sky, of the frame of a number, which is read for it."""
    other = frame.alias("exactly")
    _, *asked = exactly.clauses
    fits: ColumnElement[bool] = getattr(func, exactly.name)(other.c.area, *asked)
    return select(fits).where(other.c.id == number).scalar_subquery()


def _near(box: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that the box around a footprint meets another."""
    return frame.c.sky.op("&&", is_comparison=True)(box)


def _geography(region: str) -> ColumnElement[str]:
    return func.ST_GeogFromText(cast(literal(region), Text))

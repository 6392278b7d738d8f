"""Regions as conditions on footprints."""

from sqlalchemy import ColumnElement, func, literal

from services.archive.database.geography import DEGREE_METRES
from services.archive.database.tables import frame
from services.archive.query.regions import intersects, within_cone
from services.archive.sky.ring import RingError
from services.archive.sky.wkt import read_region
from services.archive.vo.regions import Region, RegionError

Condition = ColumnElement[bool]


def meets(region: Region) -> Condition:
    """Return the condition that a footprint shares a point with a region. Raises RegionError."""
    if region.is_circle:
        return within_cone(region.points[0], region.radius)
    return intersects(_polygon(region))


def holds_middle(region: Region) -> Condition:
    """Return the condition that the middle of a footprint is in a region. Raises RegionError.

    The footprint is asked about first, since that is what the index knows.
    """
    middle = func.ST_Centroid(frame.c.area, False)
    if region.is_circle:
        ra, dec = region.points[0]
        at = func.ST_GeogFromText(literal(f"SRID=4326;POINT({ra!r} {dec!r})"))
        return meets(region) & func.ST_DWithin(middle, at, region.radius * DEGREE_METRES, False)
    return meets(region) & func.ST_Covers(func.ST_GeogFromText(literal(_polygon(region))), middle)


def covers_point(region: Region) -> Condition:
    """Return the condition that a footprint holds a point, which is a circle of no radius."""
    return within_cone(region.points[0], 0.0)


def _polygon(region: Region) -> str:
    try:
        return read_region(region.text())
    except RingError as error:
        raise RegionError(str(error)) from error

"""Footprints of several pieces hold what lies over their seams, and nothing that lies over a gap."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, text

from services.archive.sky.ring import checked_ring, multipolygon, whole_sky
from services.archive.sky.vectors import Point
from services.archive.sky.wkt import read_region

ASKED = text("SELECT sky_covers(ST_GeogFromText(:area), ST_GeogFromText(:region), ST_GeogFromText(:whole))")


def box(ra: float, dec: float, width: float, height: float) -> tuple[Point, ...]:
    """Return a ring with two sides along meridians."""
    west, east, south, north = ra - width / 2, ra + width / 2, dec - height / 2, dec + height / 2
    return checked_ring([(west, south), (east, south), (east, north), (west, north)])


TOUCHING = (box(10, 0, 10, 20), box(20, 0, 10, 20))
"""Two pieces of an image, with their seam at 15."""

WIDE = tuple(box(ra, dec, 60, 45) for ra in (30, 90, 330) for dec in (22.5, -22.5))
"""Over right ascension 0; 180 degrees of the equator."""

CHIPS = (box(10, 20, 0.2, 0.1), box(10.21, 20, 0.2, 0.1))
"""With a gap of half an arcminute."""

POLE = tuple(checked_ring([(ra, 60), (ra + 120, 60), (0, 90)]) for ra in (0, 120, 240))

APART = (box(10, 0, 10, 20), box(20.02, 0, 10, 20), box(40, 0, 10, 20))
"""The first two are 0.02 degrees apart: what rounding the edges of a wide image leaves."""

ONE = (box(10, 0, 10, 20),)
"""An image of one piece."""

HOLED_HERE = "((6 -4,14 -4,14 4,6 4,6 -4),(8 -2,12 -2,12 2,8 2,8 -2))"

AROUND = (box(6.5, 0, 3, 20), box(13.5, 0, 3, 20), box(10, 5.5, 4, 9), box(10, -5.5, 4, 9))
"""Four pieces around a gap of four degrees by two."""


@pytest.mark.parametrize(
    ("pieces", "region", "held"),
    [
        (TOUCHING, "LINESTRING(10 0,20 0)", True),
        (TOUCHING, "LINESTRING(15 -5,15 5)", True),
        (TOUCHING, "LINESTRING(10 0,20 0,26 0)", False),
        (TOUCHING, "POLYGON((12 -3,18 -3,18 3,12 3,12 -3))", True),
        (TOUCHING, "POLYGON((12 -3,25.5 -3,18 3,12 3,12 -3))", False),
        (TOUCHING, "MULTIPOLYGON(((6 1,7 1,7 2,6 1)),((14 1,17 1,15 2,14 1)))", True),
        (WIDE, "LINESTRING(310 0,0 10,60 -10,110 20)", True),
        (WIDE, "POLYGON((350 -20,20 -20,20 20,350 20,350 -20))", True),
        (WIDE, "LINESTRING(310 0,60 80)", False),
        (CHIPS, "LINESTRING(10 20,10.2 20)", False),
        (CHIPS, "POLYGON((10 19.99,10.2 19.99,10.2 20.01,10 20.01,10 19.99))", False),
        (CHIPS, "MULTIPOINT((10 20),(10.2 20))", True),
        (POLE, "POLYGON((10 80,130 80,250 80,10 80))", True),
        (POLE, "LINESTRING(60 85,240 85)", True),
        (POLE, "POLYGON((10 80,130 80,250 50,10 80))", False),
        (APART, "LINESTRING(10 0,20 0)", True),
        (APART, "LINESTRING(20 0,40 0)", False),
        (ONE, "POLYGON((6 -4,14 -4,14 4,6 4,6 -4),(8 -2,12 -2,12 2,8 2,8 -2))", True),
        (ONE, "POLYGON((6 -4,14 -4,14 4,6 4,6 -4),(8 -2,8 2,12 2,12 -2,8 -2),(7 -1,7 1,7.5 0,7 -1))", True),
        (ONE, "POLYGON((6 -4,25 -4,25 4,6 4,6 -4),(8 -2,12 -2,12 2,8 2,8 -2))", False),
        (ONE, "POLYGON((0 -15,20 -15,20 15,0 15,0 -15),(6 -4,14 -4,14 4,6 4,6 -4))", False),
        (ONE, f"MULTIPOLYGON({HOLED_HERE},((6 6,7 6,7 7,6 6)))", True),
        (TOUCHING, f"MULTIPOLYGON({HOLED_HERE},((22 6,23 6,23 7,22 6)))", True),
        (TOUCHING, "POLYGON((12 -3,18 -3,18 3,12 3,12 -3),(14 -1,16 -1,16 1,14 1,14 -1))", True),
        (APART[::2], "POLYGON((6 -4,14 -4,14 4,6 4,6 -4),(8 -2,12 -2,12 2,8 2,8 -2))", True),
        (AROUND, "POLYGON((6 -4,14 -4,14 4,6 4,6 -4),(7 -2,13 -2,13 2,7 2,7 -2))", True),
        (AROUND, "POLYGON((6 -4,14 -4,14 4,6 4,6 -4))", False),
    ],
)
def test_pieces_hold_what_they_hold_together(
    engine: Engine, pieces: Sequence[Sequence[Point]], region: str, held: bool
) -> None:
    """However an image is cut; not what leaves it, or crosses a gap between chips."""
    values = {
        "area": multipolygon(pieces),
        "region": read_region(region),
        "whole": multipolygon(whole_sky()),
    }
    with engine.connect() as connection:
        assert connection.execute(ASKED, values).scalar_one() is held

"""Boxes around footprints pass no frame over: what shares a point on the sphere shares one in space."""

import math
from random import Random

from sqlalchemy import Engine, text

from services.archive.database.geography import DEGREE_METRES
from services.archive.sky.ring import checked_ring, multipolygon, whole_sky
from services.archive.sky.vectors import Point

PASSED_OVER = """
    SELECT count(*) FILTER (WHERE fits), count(*) FILTER (WHERE fits AND NOT near)
    FROM unnest(CAST(:shapes AS text[])) AS shape, unnest(CAST(:regions AS text[])) AS region,
    LATERAL (SELECT ST_GeogFromText(shape) AS one, ST_GeogFromText(region) AS other) AS places,
    LATERAL (SELECT {fits} AS fits, sky_box(one) && {box} AS near) AS told
"""

ASKED = {
    "intersects": ("ST_Intersects(one, other)", "sky_box(other)"),
    "covers": ("ST_Covers(one, other)", "sky_box(other)"),
    "a cone": (
        "ST_DWithin(one, other, :radius * :metres, false)",
        "cube_enlarge(sky_box(other), radians(:radius), 3)",
    ),
}


def test_a_box_passes_over_nothing_that_fits(engine: Engine) -> None:
    """Of small and wide pieces, at poles and at RA 0, and of the whole sky; lines reach far."""
    random = Random(16)
    shapes = [multipolygon([_ring(random)]) for _ in range(60)]
    shapes += [multipolygon([_ring(random), _ring(random)]) for _ in range(10)] + [multipolygon(whole_sky())]
    regions = [f"SRID=4326;POINT({_word(_place(random))})" for _ in range(60)]
    regions += [f"SRID=4326;LINESTRING({_word(_place(random))},{_word(_place(random))})" for _ in range(20)]
    regions += [multipolygon([_ring(random)]) for _ in range(20)]
    values = {"shapes": shapes, "regions": regions, "metres": DEGREE_METRES}
    with engine.connect() as connection:
        for name, (fits, box) in ASKED.items():
            for radius in (0.0, 0.5, 30.0) if name == "a cone" else (0.0,):
                query = text(PASSED_OVER.format(fits=fits, box=box))
                found, lost = connection.execute(query, {**values, "radius": radius}).one()
                assert (found > 50, lost) == (True, 0), (name, radius)


def test_a_small_box_is_small(engine: Engine) -> None:
    """A tenth of a degree of footprint is looked for in no more than a tenth of a degree and a little."""
    with engine.connect() as connection:
        for middle in ((10.0, 20.0), (0.0, 0.0), (77.0, 89.99)):
            ring = checked_ring([_beside(middle, 0.05, turn) for turn in range(0, 360, 90)])
            query = text(
                "SELECT cube_ur_coord(box, n) - cube_ll_coord(box, n) AS wide FROM "
                "(SELECT sky_box(ST_GeogFromText(:shape)) AS box) AS one, generate_series(1, 3) AS n"
            )
            widths = connection.execute(query, {"shape": multipolygon([ring])}).scalars()
            assert max(widths) < math.radians(0.101)


def _ring(random: Random) -> tuple[Point, ...]:
    middle, radius = _place(random), random.choice((0.01, 0.5, 5.0, 40.0))
    return checked_ring([_beside(middle, radius * random.uniform(0.5, 1), 360 * n / 7) for n in range(7)])


def _place(random: Random) -> Point:
    pole = random.choice((None, None, 89.9, -89.9))
    dec = math.degrees(math.asin(random.uniform(-1, 1))) if pole is None else pole
    return (random.choice((random.uniform(0, 360), 0.001, 359.999)), dec)


def _beside(middle: Point, distance: float, turn: float) -> Point:
    """Return the place that lies so far from another, in a direction."""
    ra, dec, far, angle = map(math.radians, (*middle, distance, turn))
    north = math.asin(math.sin(dec) * math.cos(far) + math.cos(dec) * math.sin(far) * math.cos(angle))
    along = math.sin(angle) * math.sin(far) * math.cos(dec)
    east = math.atan2(along, math.cos(far) - math.sin(dec) * math.sin(north))
    return (math.degrees(ra + east) % 360.0, math.degrees(north))


def _word(place: Point) -> str:
    return f"{place[0]!r} {place[1]!r}"

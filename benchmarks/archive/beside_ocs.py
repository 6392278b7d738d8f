"""The same questions in the shapes of OCS' archive, on the same rows and the same server."""

from datetime import datetime, timedelta
from functools import partial
from math import cos, pi, radians, sin
from random import Random

from sqlalchemy import Engine

from benchmarks.archive import ocs
from benchmarks.archive.frames import BEGAN, DAYS
from benchmarks.archive.questions import Cost, ask, costs, place
from benchmarks.archive.told import told
from services.archive.database.tables import frame
from services.archive.query.counting import exact
from services.archive.query.frames import frames_where
from services.archive.query.sight import Sight
from services.archive.sky.ring import checked_ring, multipolygon

RATE_MIN = 5.0
"""Of OCS' shapes."""

CONE = 3.0
"""Degrees."""

COUNTED = 12_800
"""Frames of a week of two million in three years."""


def cones(engine: Engine, sight: Sight) -> bool:
    """Ask for pages of cones; upstream has polygons in their stead. Tell whether ours has the rate."""
    mine, theirs = [], []
    for seed in range(20):
        ra, dec = place(Random(seed))
        mine.append(partial(ask, given={"cone": [f"{ra},{dec},{CONE}"]}, sight=sight))
        values = ocs.values_of(sorted(sight.proposals), sight.now, region=_circle(ra, dec))
        condition = "ST_Intersects(f.area, ST_GeogFromText(:region))"
        theirs.append(partial(ocs.page, condition=condition, values=values))
    return _has_rate("cone", costs(engine, iter(mine)), costs(engine, iter(theirs)))


def counts(engine: Engine, sight: Sight, *, frames: int) -> bool:
    """Count as many frames as a week of two million has. Tell whether ours has the rate."""
    span = timedelta(days=min(DAYS / 3, COUNTED / frames * DAYS))
    mine, theirs = [], []
    for seed in range(20):
        begin = BEGAN + Random(seed).random() * (timedelta(days=DAYS) - span)
        mine.append(partial(exact, query=_within(sight, begin, begin + span)))
        values = ocs.values_of(sorted(sight.proposals), sight.now, begin=begin, end=begin + span)
        condition = "f.observation_date >= :begin AND f.observation_date <= :end"
        theirs.append(partial(ocs.count, condition=condition, values=values))
    with engine.connect() as connection:
        found = [(one(connection).frames, other(connection)) for one, other in zip(mine, theirs, strict=True)]
    print(f"frames that are counted: {found[0][0]} and so on; both count the same: {_agree(found)}")
    return _has_rate("count", costs(engine, iter(mine)), costs(engine, iter(theirs))) and _agree(found)


def _agree(found: list[tuple[int, int]]) -> bool:
    return all(one == other > 0 for one, other in found)


def _within(sight: Sight, begin: datetime, end: datetime) -> "ocs.Question":
    date = frame.c.observation_date
    return frames_where(sight.listed(), date >= begin, date <= end)


def _circle(ra: float, dec: float) -> str:
    """Return a polygon around a place, as callers without cones write it."""
    wide = CONE / max(0.05, cos(radians(dec)))
    angles = [2 * pi * at / 32 for at in range(32)]
    points = [(ra + wide * cos(one), max(-89.9, min(89.9, dec + CONE * sin(one)))) for one in angles]
    return multipolygon([checked_ring(points)])


def _has_rate(name: str, mine: list[Cost], theirs: list[Cost]) -> bool:
    told(name, mine)
    told(f"{name}, OCS' shapes", theirs)
    rate = sum(one.server for one in theirs) / sum(one.server for one in mine)
    both = sum(one.server + one.client for one in theirs) / sum(one.server + one.client for one in mine)
    print(f"{name}: {rate:.1f} times its rate by PostgreSQL's CPU, {both:.1f} with the client's")
    return rate >= RATE_MIN

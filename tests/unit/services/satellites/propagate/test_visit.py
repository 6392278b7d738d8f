"""Visits: tracks of an exposure and what is clear of them."""

import numpy as np
import pytest

from services.satellites.propagate import (
    ElementSets,
    Exposure,
    GeometryError,
    GeometrySettings,
    Site,
    allowed,
    propagate_visit,
    warm_up,
)
from services.satellites.propagate.earth.iers_tables import bundled_tables
from services.satellites.propagate.kernel.sphere import arc_distance
from tests.unit.services.satellites.propagate.tle import record_of

LINE1 = "1 31746U 07029A   24275.73908890  .00035853  00000-0  86550-2 0  9990"
LINE2 = "2 31746  98.5847  13.2387 0030132 143.9377 216.3858 14.52723026    00"
SITE = Site(-81.3256, 43.1929, 300.0)
MIDDLE_TAI = 60584.0 + (18 * 3600 + 19 * 60 + 13 + 37) / 86400.0
HALF = 15.0 / 86400.0
FIELD = Exposure(MIDDLE_TAI - HALF, MIDDLE_TAI + HALF, 24.797270, 75.774139, 1.992)


def test_satchecker_pass_is_found_where_it_says() -> None:
    """The pass that SatChecker's field-of-view test finds is masked; it comes to 0.115 degrees."""
    sets = ElementSets.from_records([record_of(LINE1, LINE2)])
    tracks = propagate_visit(sets, SITE, FIELD, GeometrySettings())
    answers = allowed(tracks, np.array([[21.25257325, 74.02401], [32.0, 75.0]]))
    assert answers.tolist() == [False, True]
    closest = np.degrees(arc_distance(tracks.start, tracks.end, tracks.centre).min())
    assert closest == pytest.approx(0.115, abs=0.0056)  # aberration is not in it


def test_sets_beside_others_are_masked_too() -> None:
    """What gave way to the set in use is kept apart from it, and hides sources as if it were in use."""
    nothing, sets = ElementSets.from_records(()), ElementSets.from_records([record_of(LINE1, LINE2)])
    alone = propagate_visit(sets, SITE, FIELD, GeometrySettings())
    tracks = propagate_visit(nothing, SITE, FIELD, GeometrySettings(), beside=[nothing, sets])
    assert np.array_equal(tracks.start, alone.start)
    assert len(tracks.start)
    sets.wipe()
    with pytest.raises(GeometryError):
        propagate_visit(nothing, SITE, FIELD, GeometrySettings(), beside=[sets])


def test_warming_up_leaves_nothing_to_read_for_the_first_visit() -> None:
    """After it the tables are in memory."""
    bundled_tables.cache_clear()
    warm_up(SITE, GeometrySettings())
    read = bundled_tables.cache_info().misses
    propagate_visit(ElementSets.from_records(()), SITE, FIELD, GeometrySettings())
    assert (read, bundled_tables.cache_info().misses) == (1, 1)

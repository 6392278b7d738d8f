"""Searches find the spans in which their condition holds, as a fine sampling sees them."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import spiceypy

from services.spice.geometry.calculate.answer import Bounds, answer
from services.spice.geometry.errors import GeometryError
from services.spice.geometry.questions.question import QUESTION
from tests.unit.services.spice.geometry.calculate.asked import (
    BASE,
    ask,
    column,
    columns,
    failure,
    furnished,
    real_kernels,
)

DAY = 86400.0
START, STOP = 378648066.0, 391780866.0
"""January to May 2012."""
SPAN: dict[str, Any] = {"window": {"spans": [[START, STOP]], "text": "NONE"}, "step": DAY}
SAMPLES = np.linspace(START, STOP, 4001)


@pytest.fixture(autouse=True)
def planets() -> Iterator[None]:
    """Have the planets in this process."""
    with furnished(real_kernels(*BASE)):
        yield


def inside(calculation: str, **fields: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return at which samples a search says that its condition holds."""
    spans = columns(ask(calculation, **SPAN, **fields), "start_et", "stop_et")
    return np.array([any(start <= et <= stop for start, stop in spans) for et in SAMPLES])


def sampled(calculation: str, name: str, **fields: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a quantity at the samples."""
    return column(ask(calculation, **fields, times={"at": SAMPLES.tolist(), "text": "NONE"}), name)


MOON: dict[str, Any] = {"target": "MOON", "observer": "EARTH", "aberration": "CN"}


def test_distance() -> None:
    """The Moon is nearer than 380 000 km."""
    held = inside("search-distance", **MOON, condition={"relation": "<", "value": 380_000})

    assert np.array_equal(held, sampled("positions", "distance", **MOON) < 380_000)
    assert held.any()


def test_a_range_of_a_coordinate() -> None:
    """The Moon's declination is between 0 and 10 degrees: CSPICE has no such relation by itself."""
    held = inside(
        "search-coordinate",
        **MOON,
        frame="J2000",
        system="RA/DEC",
        coordinate="DECLINATION",
        condition={"relation": "RANGE", "value": 0, "upper": 10},
    )
    where = sampled("positions", "declination", **MOON, representation="RA_DEC")

    assert np.array_equal(held, (where > 0) & (where < 10))


def test_separation() -> None:
    """Moon and Sun are within 30 degrees."""
    fields: dict[str, Any] = {"target1": "MOON", "target2": "SUN", "observer": "EARTH"}
    held = inside("search-separation", **fields, condition={"relation": "<", "value": 30})

    assert np.array_equal(held, sampled("angular-separation", "angular_separation", **fields) < 30)


def test_phase() -> None:
    """The Moon is nearly full."""
    fields = {"target": "MOON", "observer": "EARTH"}
    held = inside("search-phase", **fields, condition={"relation": "<", "value": 20})

    assert np.array_equal(held, sampled("phase-angle", "phase_angle", **fields) < 20)


def test_illumination() -> None:
    """The Sun stands above 60 degrees over a place of the Moon."""
    fields: dict[str, Any] = {
        "target": "MOON",
        "frame": "IAU_MOON",
        "observer": "EARTH",
        "latitude": 0,
        "longitude": 10,
    }
    held = inside(
        "search-illumination", **fields, angle="INCIDENCE", condition={"relation": "<", "value": 30}
    )

    assert np.array_equal(held, sampled("illumination", "incidence_angle", **fields) < 30)


def test_a_range_that_never_begins_has_no_spans() -> None:
    """Of an angle that is never so large there is no time to place a point of the surface at."""
    place = {"target": "MARS", "frame": "IAU_MARS", "observer": "EARTH", "longitude": 0.0, "latitude": 0.0}
    never = {"relation": "RANGE", "value": 179.9999, "upper": 180.0}
    held = ask("search-illumination", **place, angle="INCIDENCE", condition=never, **SPAN)
    assert held.rows == 0


def test_sub_point() -> None:
    """The sub-Earth latitude of the Moon is north of 3 degrees."""
    fields: dict[str, Any] = {"target": "MOON", "frame": "IAU_MOON", "observer": "EARTH"}
    held = inside(
        "search-sub-point",
        **fields,
        system="LATITUDINAL",
        coordinate="LATITUDE",
        condition={"relation": ">", "value": 3},
    )
    where = sampled("sub-observer-point", "latitude", **fields, representation="LATITUDINAL")

    assert np.array_equal(held, where > 3)


def test_range_rate_is_zero_at_the_extremes_of_distance() -> None:
    """Where the rate vanishes the distance is extreme."""
    still = ask("search-range-rate", **MOON, **SPAN, condition={"relation": "=", "value": 0})
    nearest = ask("search-distance", **MOON, **SPAN, condition={"relation": "LOCMIN"})
    farthest = ask("search-distance", **MOON, **SPAN, condition={"relation": "LOCMAX"})
    extremes = np.sort(np.concatenate([column(nearest, "start_et"), column(farthest, "start_et")]))

    # Light time is corrected for differently by the two: seconds.
    assert column(still, "start_et") == pytest.approx(extremes, abs=10)


def test_an_absolute_extreme_may_have_a_margin() -> None:
    """What is within a margin of the greatest distance counts too."""
    held = inside("search-distance", **MOON, condition={"relation": "ABSMAX", "adjust": 1000})
    where = sampled("positions", "distance", **MOON)

    assert np.array_equal(held, where > where.max() - 1000)


def test_the_eclipse_of_may_2012_is_found() -> None:
    """From the Earth's centre it began at 23:17 UTC on the 20th."""
    table = ask(
        "search-occultation",
        front="MOON",
        front_frame="IAU_MOON",
        back="SUN",
        back_frame="IAU_SUN",
        observer="EARTH",
        window={"spans": [["2012-05-15", "2012-05-25"]]},
        step=1800,
    )

    assert [text[:16] for text in column(table, "start_time")] == ["2012-05-20T23:17"]
    assert "step of 1800 s" in table.notes[0]


def test_a_ray_meets_the_earth_where_it_is_searched() -> None:
    """The way from the Moon to where the Earth stands at noon meets it around noon."""
    toward, _ = spiceypy.spkpos("EARTH", START, "J2000", "NONE", "MOON")
    table = ask(
        "search-intercept",
        target="EARTH",
        frame="IAU_EARTH",
        observer="MOON",
        aberration="NONE",
        direction={"kind": "vector", "frame": "J2000", "vector": toward.tolist()},
        system="LATITUDINAL",
        coordinate="LATITUDE",
        condition={"relation": ">", "value": -90},
        window={"spans": [[START - DAY, START + DAY]], "text": "NONE"},
        step=300,
    )

    assert table.rows == 1
    assert column(table, "start_et")[0] < START < column(table, "stop_et")[0]


def test_spans_are_turned_about_moved_and_left_out() -> None:
    """Complement, expansion and omission work on what was found."""
    near: dict[str, Any] = {**MOON, "condition": {"relation": "<", "value": 380_000}}
    plain = columns(ask("search-distance", **near, **SPAN), "start_et", "stop_et")
    far = columns(ask("search-distance", **near, **SPAN, complement=True), "start_et", "stop_et")
    wide = columns(ask("search-distance", **near, **SPAN, expand=60.0), "start_et", "stop_et")
    long = ask("search-distance", **near, **SPAN, shorter_omitted=1e9)

    assert (plain[:, 1] - plain[:, 0]).sum() + (far[:, 1] - far[:, 0]).sum() == pytest.approx(STOP - START)
    assert wide == pytest.approx(plain + np.array([-60.0, 60.0]))
    assert long.rows == 0
    assert [one.name for one in long.columns] == ["start_et", "stop_et", "duration"]


def test_a_search_with_too_many_steps_is_refused() -> None:
    """The number of steps is told before any is done."""
    question = QUESTION.validate_python(
        {"calculation": "search-distance", **MOON, **SPAN, "condition": {"relation": "LOCMIN"}}
    )
    with pytest.raises(GeometryError, match="takes 152 steps, 100 are done"):
        answer(question, bounds=Bounds(steps=100))


def test_a_window_that_stops_before_it_starts_is_refused() -> None:
    """Both ends are told."""
    found = failure(
        "search-distance",
        **MOON,
        window={"spans": [["2012-02-01", "2012-01-01"]]},
        step=DAY,
        condition={"relation": "LOCMIN"},
    )

    assert found.reason == "malformed"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"relation": "<"}, "the relation < needs `value`"),
        ({"relation": "LOCMIN", "value": 3}, "the relation LOCMIN has no `value`"),
        ({"relation": "RANGE", "value": 3}, "the relation RANGE needs `upper`"),
        ({"relation": "<", "value": 3, "upper": 4}, "the relation < has no `upper`"),
        ({"relation": "RANGE", "value": 4, "upper": 3}, "`upper` is 3, below `value`, 4"),
        ({"relation": "<", "value": 3, "adjust": 4}, "`adjust` belongs to the relations ABSMIN and ABSMAX"),
    ],
)
def test_a_condition_has_what_its_relation_needs(condition: dict[str, Any], words: str) -> None:
    """And nothing else: it would be another condition than the caller meant."""
    with pytest.raises(ValueError, match=re.escape(words)):
        ask("search-distance", **MOON, **SPAN, condition=condition)

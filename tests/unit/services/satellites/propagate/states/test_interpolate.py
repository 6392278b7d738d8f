"""Interpolation within a segment, against functions that are known."""

import numpy as np
import pytest

from services.satellites.propagate.states.interpolate import interpolated
from services.satellites.propagate.states.tables import Axes, Interpolation
from tests.unit.services.satellites.propagate import made_up
from tests.unit.services.satellites.propagate.states import made_up_states

RECORDS = made_up.catalogue(8, seed=21)
FIELD = made_up.exposure(10.0, -30.0)


@pytest.mark.parametrize(
    ("method", "degree", "step", "most_km"),
    [
        (Interpolation.HERMITE, 7, 60.0, 5e-3),
        (Interpolation.HERMITE, 3, 60.0, 6e-3),
        (Interpolation.LAGRANGE, 7, 60.0, 5e-3),
        (Interpolation.LAGRANGE, 8, 60.0, 5e-3),
        (Interpolation.LINEAR, 1, 1.0, 2e-3),
    ],
)
@pytest.mark.parametrize("index", range(4))
def test_places_between_states_are_sgp4_s(
    index: int, method: Interpolation, degree: int, step: float, most_km: float
) -> None:
    """Of low orbits, to metres: SGP4's velocities are not quite the rates of its places, SDP4's less."""
    seen = made_up_states.view(FIELD)
    table = made_up_states.tables(RECORDS[index], seen, reach=600.0, step=step, axes=Axes.GCRS)
    seconds = np.linspace(-599.0, 599.0, 301)
    place, velocity = interpolated(table, 0, seen.mid_tai + seconds, method, degree)
    right, speed = made_up_states.in_gcrs(RECORDS[index], seconds, seen)
    assert np.linalg.norm(place - right, axis=1).max() < most_km
    assert np.linalg.norm(velocity - speed, axis=1).max() < (0.02 if method is Interpolation.LINEAR else 2e-3)


@pytest.mark.parametrize(
    ("method", "degree", "power"),
    [
        (Interpolation.LINEAR, 1, 1),
        (Interpolation.LAGRANGE, 5, 5),
        (Interpolation.LAGRANGE, 8, 8),
        (Interpolation.HERMITE, 3, 3),
        (Interpolation.HERMITE, 7, 7),
        (Interpolation.HERMITE, 9, 9),
    ],
)
def test_a_polynomial_of_the_degree_is_given_exactly(method: Interpolation, degree: int, power: int) -> None:
    """Places and velocities of a curve of that degree come back at every time, uneven steps among them."""
    random = np.random.default_rng(power)
    terms = [np.polynomial.Polynomial(random.normal(size=power + 1), domain=[0.0, 900.0]) for _ in range(3)]
    time = np.sort(random.uniform(0.0, 900.0, 30))
    curve = made_up_states.of_curve(terms, time)
    asked = np.sort(random.uniform(time[0], time[-1], 50))
    place, velocity = interpolated(curve, 0, asked, method, degree)
    assert np.allclose(place, np.stack([term(asked) for term in terms], axis=1), rtol=0.0, atol=1e-6)
    slopes = np.stack([term.deriv()(asked) for term in terms], axis=1)
    assert np.allclose(velocity, slopes, rtol=0.0, atol=1e-5)


@pytest.mark.parametrize("method", [Interpolation.HERMITE, Interpolation.LAGRANGE])
def test_states_themselves_are_given_back(method: Interpolation) -> None:
    """At the times of states, the first and the last among them, nothing is changed."""
    seen = made_up_states.view(FIELD)
    table = made_up_states.tables(RECORDS[0], seen, reach=600.0)
    place, velocity = interpolated(table, 0, table.time, method, 7)
    assert np.abs(place - table.place).max() < 1e-7
    assert np.abs(velocity - table.velocity).max() < (1e-7 if method is Interpolation.HERMITE else 1e-3)


def test_a_short_segment_is_interpolated_with_all_that_it_has() -> None:
    """Two states give a cubic, whatever degree the file names."""
    seen = made_up_states.view(FIELD)
    table = made_up_states.tables(RECORDS[0], seen, reach=30.0)
    place, _ = interpolated(table, 0, seen.mid_tai + np.zeros(1), Interpolation.HERMITE, 7)
    right, _ = made_up_states.in_gcrs(RECORDS[0], np.zeros(1), seen)
    assert len(table.time) == 2
    assert np.linalg.norm(place - right) < 2e-3

"""The sieve's bounds, measured: no object is further from its mean orbit than the sieve allows for."""

from dataclasses import replace
from importlib import resources
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from services.satellites.propagate import ElementRecord, ElementSets, GeometrySettings
from services.satellites.propagate.earth.iers_tables import bundled_tables
from services.satellites.propagate.errors_by_age import error_table, errors
from services.satellites.propagate.kernel import sieve
from services.satellites.propagate.kernel.numpy_kernel import minutes_since_epoch, satrec_of
from services.satellites.propagate.kernel.rings import ring
from services.satellites.propagate.kernel.sight import field_arcs
from services.satellites.propagate.kernel.view import Age, Kernel
from services.satellites.propagate.secular import Secular, secular
from services.satellites.propagate.visit import view_of
from tests.unit.services.satellites.propagate import made_up
from tests.unit.services.satellites.propagate.tle import record_of

Floats = NDArray[np.float64]

DAYS = (-14.0, -3.0, -0.5, 0.0, 0.5, 3.0, 7.0, 14.0)


def verification() -> list[ElementRecord]:
    """Return the sets that the `sgp4` package ships, odd orbits on purpose."""
    lines = resources.files("sgp4").joinpath("SGP4-VER.TLE").read_text("ascii").splitlines()
    ones = [line[:69] for line in lines if line.startswith("1 ")]
    twos = [line[:69] for line in lines if line.startswith("2 ")]
    return [record_of(first, second) for first, second in zip(ones, twos, strict=True)]


def dragged() -> list[ElementRecord]:
    """Return low objects with the drag terms of manoeuvring and falling craft."""
    random = np.random.default_rng(4)
    return [
        replace(record, bstar=float(10.0 ** random.uniform(-4.0, -1.5) * random.choice([-1.0, 1.0])))
        for record in made_up.catalogue(160, seed=9)
        if record.mean_motion > 12.0
    ]


def deep() -> list[ElementRecord]:
    """Return round deep-space orbits of every inclination, over twenty years of the Moon's node."""
    random = np.random.default_rng(6)
    return [
        replace(
            made_up.one(5, random, 7000.0),
            mean_motion=float(random.choice([random.uniform(0.995, 1.01), random.uniform(0.7, 6.3)])),
            eccentricity=float(random.uniform(0.0, sieve.ROUND)),
            inclination=float(random.choice([random.uniform(0.0, 16.0), random.uniform(0.0, 180.0)])),
        )
        for _ in range(300)
    ]


def eccentric() -> list[ElementRecord]:
    """Return eccentric deep-space orbits: of transfer, of Molniya's kind, and of any inclination."""
    random = np.random.default_rng(7)
    found: list[ElementRecord] = []
    while len(found) < 400:
        record = replace(
            made_up.one(6, random, 7000.0),
            mean_motion=float(random.uniform(0.9, 6.0)),
            eccentricity=float(random.uniform(sieve.ROUND, sieve.SURE_ECCENTRICITY)),
            inclination=float(random.choice([7.0, 28.5, 63.4, random.uniform(0.0, 120.0)])),
            argument_of_pericenter=float(random.choice([270.0, random.uniform(0.0, 360.0)])),
        )
        perigee = 42241.0 / record.mean_motion ** (2.0 / 3.0) * (1.0 - record.eccentricity)
        if perigee > 6600.0:
            found.append(record)
    return found


GROUPS = {
    "verification": verification,
    "made up": lambda: made_up.catalogue(160, seed=9),
    "dragged": dragged,
    "deep": deep,
    "eccentric": eccentric,
}


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("group", GROUPS)
def test_objects_stay_within_the_sieve_s_pads(group: str, days: float) -> None:
    """Where the sieve is sure, SGP4's place is within its pads of the mean plane and the mean place."""
    sets = ElementSets.from_records(GROUPS[group]())
    minutes = np.full(len(sets), days * 1440.0)
    node = sets.node + (sets.secular.node_rate + sets.secular.node_drag * minutes) * minutes
    checked = 0
    for row in np.flatnonzero(sieve._sure(sets, minutes)):
        error, place, _ = satrec_of(sets, int(row)).sgp4_tsince(days * 1440.0)
        if error:
            continue
        checked += 1
        _check_plane(sets, int(row), float(node[row]), np.array(place))
        _check_place(sets, int(row), float(node[row]), days * 1440.0, np.array(place))
        _check_ellipse(sets, int(row), float(node[row]), days * 1440.0, np.array(place))
    assert checked > 5


def _check_plane(sets: ElementSets, row: int, node: float, place: Floats) -> None:
    sine, cosine = np.sin(sets.inclination[row]), np.cos(sets.inclination[row])
    aside = abs(place @ np.array([sine * np.sin(node), -sine * np.cos(node), cosine]))
    deep = 2.0 * np.pi / sets.mean_motion[row] >= sieve.NEAR_PERIOD_MINUTES
    apogee = sets.secular.axis_km[row] * (1.0 + sets.eccentricity[row])
    assert aside < sieve.PAD_KM / 2.0 + (sieve.DEEP_PAD * apogee / 2.0 if deep else 0.0)


def _check_place(
    sets: ElementSets, row: int, node: float, minutes: float, place: NDArray[np.float64]
) -> None:
    rates, eccentricity = sets.secular, sets.eccentricity[row]
    slip = 2.0 * rates.anomaly_rate[row] * abs(rates.drag[row]) * minutes**2
    deep = 2.0 * np.pi / sets.mean_motion[row] >= sieve.NEAR_PERIOD_MINUTES
    if eccentricity > sieve.ROUND or slip > sieve.SURE_PHASE:
        return
    anomaly = sets.mean_anomaly[row] + rates.anomaly_rate[row] * minutes
    latitude = (
        sets.perigee[row] + rates.perigee_rate[row] * minutes + anomaly + 2.0 * eccentricity * np.sin(anomaly)
    )
    radius = rates.axis_km[row] * (1.0 - eccentricity * np.cos(anomaly))
    sine, cosine = np.sin(sets.inclination[row]), np.cos(sets.inclination[row])
    along, ahead = np.cos(latitude), np.sin(latitude) * cosine
    mean = radius * np.array(
        [
            along * np.cos(node) - ahead * np.sin(node),
            along * np.sin(node) + ahead * np.cos(node),
            np.sin(latitude) * sine,
        ]
    )
    shrunk = 4.0 * abs(rates.drag[row] * minutes)
    moon_and_sun = sieve.DEEP_PAD / 2.0 if deep else 0.0
    assert np.linalg.norm(mean - place) < sieve.PAD_KM + radius * (slip + shrunk + moon_and_sun)


def _check_ellipse(
    sets: ElementSets, row: int, node: float, minutes: float, place: NDArray[np.float64]
) -> None:
    deep = 2.0 * np.pi / sets.mean_motion[row] >= sieve.NEAR_PERIOD_MINUTES
    deep = deep and abs(minutes) <= sieve.ELLIPSE_MINUTES
    drag = abs(sets.secular.drag[row])
    slip = 2.0 * sets.secular.anomaly_rate[row] * drag * minutes**2
    if not deep or sets.eccentricity[row] <= sieve.ROUND or slip > sieve.SURE_PHASE:
        return
    mean, error = sieve.on_ellipse(sets, np.array([row]), np.array([minutes]), np.array([node]))
    assert abs(error[0]) < sieve.KEPLER_ERROR
    share = sieve.ELLIPSE_SLIP * slip + 8.0 * drag * abs(minutes) + 0.6 * sieve.ELLIPSE_PAD
    assert np.linalg.norm(mean[:, 0] - place) < sieve.PAD_KM + sets.secular.axis_km[row] * share


@pytest.mark.parametrize("place", [(10.0, -30.0), (120.0, 20.0), (250.0, -85.0)])
def test_whole_orbits_that_miss_the_field_are_left_out_and_no_other(
    place: tuple[float, float], kernel: Kernel
) -> None:
    """By their planes, where drag does not move them: the kernel gives the arcs of all that are drawn."""
    random = np.random.default_rng(12)
    records = [
        replace(one, ephemeris_type=4, bstar=float(random.choice([0.0, 0.0, 0.0, 1e-4, 0.01, -5.0])))
        for one in made_up.catalogue(240, seed=12, oldest_days=13.0)
    ]
    sets = ElementSets.from_records(records)
    exposure = made_up.exposure(*place)
    view = view_of(made_up.RUBIN, exposure, GeometrySettings(), bundled_tables())
    minutes = minutes_since_epoch(sets, view)
    late, cross = errors(sets, np.abs(minutes) / 1440.0, view.errors)
    ages = [Age(minutes[row], late[row], cross[row]) for row in range(len(sets))]
    drawn = [field_arcs(ring(sets, row, age, view), view) for row, age in enumerate(ages)]
    found = kernel.arcs(sets, view)
    for axis in range(3):
        expected = np.concatenate([arcs[axis] for arcs in drawn])
        assert np.allclose(found[axis], expected, atol=1e-12)
    left = sieve.may_meet(sets, minutes, late, cross, view)
    assert 0 < sum(len(arcs[2]) > 0 for arcs in drawn) <= len(left) < len(sets) * 0.7


def test_kepler_s_equation_is_solved_wherever_the_sieve_is_sure() -> None:
    """Newton's steps end within the error that is allowed, for every anomaly and eccentricity."""
    anomaly, eccentricity = np.meshgrid(
        np.linspace(-600.0, 600.0, 4001), np.linspace(0.0, sieve.SURE_ECCENTRICITY, 31)
    )
    _, error = sieve.kepler(anomaly, eccentricity)
    assert np.abs(error).max() < sieve.KEPLER_ERROR


def test_rates_are_sgp4_s_own() -> None:
    """The node's rate is the one that SGP4 computes for itself, to the last digits."""
    sets = ElementSets.from_records(verification())
    own = np.array([satrec_of(sets, row).nodedot for row in range(len(sets))])
    assert np.allclose(sets.secular.node_rate, own, rtol=1e-9, atol=1e-15)


def test_impossible_numbers_stay_numbers_or_nothing() -> None:
    """Rates of absurd elements are computed without an error."""
    wild = np.array([np.nan, 0.0, 1e300, -1.0])
    assert isinstance(secular(wild, wild, wild, wild), Secular)


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95, 0.99])
def test_errors_grow_with_age_and_confidence(confidence: float) -> None:
    """An older set, or a higher confidence, never has a smaller error."""
    sets = ElementSets.from_records(made_up.catalogue(8, seed=1))
    ages = [np.full(len(sets), age) for age in (0.0, 0.1, 0.5, 1.0, 3.0, 5.0, 10.0, 20.0, 100.0)]
    found = [errors(sets, age, error_table(confidence)) for age in ages]
    for younger, older in pairwise(found):
        assert all((new <= old).all() for new, old in zip(younger, older, strict=True))
    lower = errors(sets, ages[4], error_table(0.5))
    assert all((low <= high).all() for low, high in zip(lower, found[4], strict=True))

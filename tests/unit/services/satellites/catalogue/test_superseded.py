"""A set that gave way stays masked for hours: a newer one that is false and near takes nothing away."""

import asyncio
from datetime import timedelta

import numpy as np
import pytest

from services.satellites.catalogue.columns import epochs_jd
from services.satellites.julian import julian_date
from tests.unit.services.satellites.catalogue.test_rivals import HOUR, gathered
from tests.unit.services.satellites.catalogue.test_trust import make_keeper
from tests.unit.services.satellites.clocks import SetClock
from tests.unit.services.satellites.sky import NOW, omm_of, record

SECOND = timedelta(seconds=1)
AGE = 2 * HOUR


def moved(degrees, *, age=AGE, number=1):
    """Return a set of object 1 so far along its orbit beside its place: a degree is 120 km."""
    place = record(number, age=age).mean_anomaly + degrees
    return omm_of(number, age=age, MEAN_ANOMALY=f"{place % 360.0:.8f}")


def places(keeper, number=1):
    """Return what is masked of an object: by how many degrees each set is beside the true place."""
    with keeper.held() as lease:
        rows = lease.sets.catalog_number == number
        ages = julian_date(NOW) - epochs_jd(lease.sets)[rows]
        anomalies = np.degrees(lease.sets.mean_anomaly[rows])
    true = [record(number, age=timedelta(days=age)).mean_anomaly for age in ages]
    return sorted({round(float(one + 180.0) % 360.0 - 180.0, 2) for one in anomalies - true})


@pytest.mark.parametrize("degrees", [0.01, 0.1, 0.3, 0.5])
def test_a_false_set_that_is_near_leaves_the_right_one_masked(degrees):
    """By 1 to 60 km along the orbit: two sets do not contradict each other by so little."""
    keeper = make_keeper()
    keeper.offer(gathered(omm_of(1, age=AGE)))
    keeper.offer(gathered(moved(degrees, age=AGE - SECOND)))
    assert places(keeper) == [0.0, degrees]
    for _ in range(3):
        keeper.offer(gathered(moved(degrees, age=AGE - SECOND)))
        assert 0.0 in places(keeper)


def test_a_false_second_record_that_is_near_leaves_the_right_one_masked():
    """In one body as well: the newer of the two is in use, and nothing tells which is right."""
    keeper = make_keeper()
    keeper.offer(gathered(omm_of(1, age=AGE), moved(0.3, age=AGE - SECOND)))
    assert places(keeper) == [0.0, 0.3]


def test_a_provider_that_creeps_takes_nothing_away_for_hours():
    """It moves an object by little with each load; where it was before the first stays masked."""
    clock, hours = SetClock(), 0
    keeper = make_keeper(clock)
    keeper.offer(gathered(omm_of(1, age=AGE)))
    for hours in range(1, 12):
        clock.moment = NOW + hours * HOUR
        false = moved(0.02 * hours, age=AGE - hours * HOUR)
        assert keeper.offer(gathered(false, after=hours * HOUR)) is None
        assert 0.0 in places(keeper)


def test_a_set_that_gave_way_leaves_after_its_hours():
    """It is older than the margin of the one in use by then, and the memory has an end."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(gathered(omm_of(1, age=AGE)))
    keeper.offer(gathered(moved(0.3, age=AGE - SECOND)))
    clock.moment += 12 * HOUR
    keeper.offer(gathered(moved(0.3, age=AGE - SECOND), after=12 * HOUR))
    assert places(keeper) == [0.3]


def test_the_first_of_many_sets_stay_and_their_number_has_an_end():
    """Whoever sends set after set pushes no right one out: of six hours the first that gave way stays."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(gathered(omm_of(1, age=AGE)))
    for minutes in range(0, 11 * 60, 10):
        after = timedelta(minutes=minutes)
        clock.moment = NOW + after
        keeper.offer(gathered(moved(0.3 + minutes * 1e-4, age=AGE - after - SECOND), after=after))
        assert 0.0 in places(keeper)
        with keeper.held() as lease:
            assert (lease.sets.catalog_number == 1).sum() <= 3


def test_the_same_set_again_is_held_once():
    """Most come again with each load: they cost nothing."""
    keeper = make_keeper()
    for _ in range(3):
        keeper.offer(gathered(omm_of(1, age=AGE)))
        with keeper.held() as lease:
            assert (lease.sets.catalog_number == 1).sum() == 1


def test_a_set_that_stood_for_its_whole_orbit_is_not_held():
    """Once another confirms a set that was ahead of now, the orbit is clear again."""
    keeper = make_keeper()
    keeper.offer(gathered(omm_of(1, age=-10 * HOUR)))
    keeper.offer(gathered(omm_of(1, age=AGE)))
    with keeper.held() as lease:
        held = lease.sets.propagated[lease.sets.catalog_number == 1]
    assert held.tolist().count(False) <= 1  # the rival, as long as the provider took it back


def test_the_number_of_objects_does_not_count_what_is_held():
    """Operators read the size of the catalogue; it must not double with each refresh."""
    keeper = make_keeper()
    keeper.offer(gathered(omm_of(1, age=AGE)))
    before = keeper.objects()
    keeper.offer(gathered(omm_of(1, age=HOUR)))
    assert keeper.objects() == before


async def test_held_sets_are_wiped_with_the_rest():
    """Nothing of the catalogue stays in memory after the service has ended."""
    keeper = make_keeper()
    await keeper.replace(gathered(omm_of(1, age=AGE)))
    await asyncio.gather(keeper.replace(gathered(omm_of(1, age=HOUR))))
    with keeper.held() as lease:
        sets = lease.sets
    assert (sets.catalog_number == 1).sum() == 2
    keeper.close()
    assert not sets.catalog_number.any()

"""A set that gave way stays masked for hours: a newer one that is false and near takes nothing away."""

import asyncio
from datetime import timedelta

import numpy as np
import pytest

from services.satellites.catalogue.columns import epochs_jd, joined
from services.satellites.catalogue.superseded import too_many
from services.satellites.catalogue.trust import Doubt
from services.satellites.julian import julian_date
from services.satellites.propagate import GeometrySettings, Site
from services.satellites.propagate.rows import chosen_rows
from services.satellites.visits.compute import Computer, NoHistory
from services.satellites.visits.gate import Gate
from services.satellites.visits.visit import Visit
from tests.unit.services.satellites.catalogue.test_rivals import HOUR, gathered
from tests.unit.services.satellites.catalogue.test_trust import make_keeper
from tests.unit.services.satellites.clocks import SetClock
from tests.unit.services.satellites.sky import NOW, candidate, omm_of, record

SECOND = timedelta(seconds=1)
SITE = Site(longitude_deg=-70.75, latitude_deg=-30.24, height_m=2663.0)
VISIT = Visit(
    visit_id=1,
    exposure_start_mjd_tai=61373.0,
    exposure_end_mjd_tai=61373.0003,
    boresight_ra_deg=10.0,
    boresight_dec_deg=-30.0,
)
AGE = 2 * HOUR


def moved(degrees, *, age=AGE, number=1):
    """Return a set of object 1 so far along its orbit beside its place: a degree is 120 km."""
    place = record(number, age=age).mean_anomaly + degrees
    return omm_of(number, age=age, MEAN_ANOMALY=f"{place % 360.0:.8f}")


def all_moved(degrees, *, after):
    """Return a load of a hundred objects, all of them so far beside their places."""
    sets = [moved(degrees, age=AGE - after, number=number) for number in range(1, 101)]
    return gathered(*sets, others=(), after=after)


def far(number=1):
    """Return a set of an object on another plane, 2 000 km away."""
    node = record(number, age=AGE - SECOND).ra_of_ascending_node
    return omm_of(number, age=AGE - SECOND, RA_OF_ASC_NODE=f"{(node + 20.0) % 360.0:.8f}")


def masked(keeper, number=1):
    """Return copies of all sets that stand for an object."""
    with keeper.held() as lease:
        together = joined([lease.sets, *lease.beside])
    return chosen_rows(together, together.catalog_number == number)


def on_its_plane(sets, number=1):
    """Return which of an object's sets have not left its plane."""
    node = np.radians(record(number, age=AGE).ra_of_ascending_node)
    return chosen_rows(sets, np.abs(np.sin(sets.node - node)) < np.sin(np.radians(10.0)))


def places(keeper, number=1):
    """Return what is masked of an object: by how many degrees each set is beside the true place.

    Sets on the plane of `far` tell no place of its own plane.
    """
    sets = on_its_plane(masked(keeper, number), number)
    ages = julian_date(NOW) - epochs_jd(sets)
    anomalies = np.degrees(sets.mean_anomaly)
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
        clock.pass_until(NOW + hours * HOUR)
        false = moved(0.02 * hours, age=AGE - hours * HOUR)
        assert keeper.offer(gathered(false, after=hours * HOUR)) is None
        assert 0.0 in places(keeper)


def test_a_set_that_gave_way_leaves_after_its_hours():
    """It is older than the margin of the one in use by then, and the memory has an end."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(gathered(omm_of(1, age=AGE)))
    keeper.offer(gathered(moved(0.3, age=AGE - SECOND)))
    clock.pass_until(clock.moment + 12 * HOUR)
    keeper.offer(gathered(moved(0.3, age=AGE - SECOND), after=12 * HOUR))
    assert places(keeper) == [0.3]


def test_right_and_false_sets_in_turns_push_none_out():
    """Each set that gave way stays its hours where the one in use is elsewhere, whatever came before it."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(gathered(omm_of(1, age=AGE)))
    for hours, degrees in ((7, 0.3), (8, 0.0), (9, 0.2), (13, 0.2), (20, 0.2)):
        clock.pass_until(NOW + hours * HOUR)
        keeper.offer(gathered(moved(degrees, age=AGE - hours * HOUR), after=hours * HOUR))
        assert 0.0 in places(keeper)


def test_all_sets_of_a_body_stay_masked():
    """The right one may be neither the newest nor the one before it; one that came twice is held once."""
    keeper = make_keeper()
    false = [moved(0.1 * place, age=AGE - place * SECOND) for place in (3, 2, 1)]
    keeper.offer(gathered(*false, omm_of(1, age=AGE), omm_of(1, age=AGE)))
    assert places(keeper) == [0.0, 0.1, 0.2, 0.3]
    assert len(masked(keeper)) == 4


def test_no_more_is_held_than_twice_the_objects():
    """A provider that sends new sets of all objects all the time: the first that gave way stay."""
    clock = SetClock()
    keeper = make_keeper(clock)
    for minutes in range(0, 12 * 60, 30):
        after = timedelta(minutes=minutes)
        clock.pass_until(NOW + after)
        keeper.offer(candidate(range(1, 101), age=AGE - after))
        with keeper.held() as lease:
            assert sum(map(len, lease.beside)) <= 200
    ages = (julian_date(NOW + after) - epochs_jd(masked(keeper))) * 24
    assert ages.max() == pytest.approx(13.5, abs=0.01)


def test_the_same_set_again_is_held_once():
    """Most come again with each load: they cost nothing."""
    keeper = make_keeper()
    for _ in range(3):
        keeper.offer(gathered(omm_of(1, age=AGE)))
        assert len(masked(keeper)) == 1


@pytest.mark.parametrize("again", [far, lambda: omm_of(1, age=timedelta(days=2.9), MEAN_MOTION="15.8")])
def test_a_set_that_says_that_its_object_decayed_masks_its_orbit_beside_another(again):
    """A load still lists the object: a rival or a held set by which it is in the Earth leaves nothing out."""
    keeper = make_keeper()
    keeper.offer(gathered(omm_of(1, age=timedelta(days=3), MEAN_MOTION="15.8", BSTAR="0.03"), again()))
    assert not any(
        set_ > 2.95 and told
        for set_, told in zip(
            julian_date(NOW) - epochs_jd(masked(keeper)), masked(keeper).propagated, strict=True
        )
    )


def whole(keeper, number=1):
    """Tell whether an object is masked on its whole orbit."""
    return not masked(keeper, number).propagated.all()


WHOLE = {
    "of another theory": lambda: omm_of(1, age=AGE, EPHEMERIS_TYPE="4"),
    "ahead of now": lambda: omm_of(1, age=-10 * HOUR),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_set_that_stood_for_its_whole_orbit_stays_its_hours(kind):
    """A near false set tells a place, and the right one may be anywhere on the orbit; later it is clear."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(gathered(WHOLE[kind]()))
    assert whole(keeper)
    for hours in (0, 1, 11):
        clock.pass_until(NOW + hours * HOUR)
        keeper.offer(gathered(moved(0.5, age=AGE - hours * HOUR - SECOND), after=hours * HOUR))
        assert whole(keeper)
    with keeper.held() as lease:
        assert any(1 in part.catalog_number for part in lease.beside)


def test_the_hours_of_a_whole_orbit_have_an_end():
    """Sets that tell a place, one after another, clear the rest of the orbit."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(gathered(WHOLE["of another theory"]()))
    for hours in (0, 1, 12):
        clock.pass_until(NOW + hours * HOUR)
        keeper.offer(gathered(moved(0.0, age=AGE - hours * HOUR - SECOND), after=hours * HOUR))
    assert not whole(keeper)


@pytest.mark.parametrize("first", [0, 1])
def test_a_whole_orbit_and_a_near_place_in_one_body_stand_both(first):
    """Whichever record comes first."""
    keeper, records = make_keeper(), [WHOLE["of another theory"](), moved(0.5, age=AGE - SECOND)]
    keeper.offer(gathered(records[first], records[1 - first]))
    assert whole(keeper)
    assert 0.5 in places(keeper)


def test_a_held_track_does_not_stand_for_a_whole_orbit():
    """However near the elements of both are: the one masks a place, the other all of them."""
    keeper = make_keeper()
    keeper.offer(gathered(moved(0.0, age=AGE)))
    keeper.offer(gathered(omm_of(1, age=AGE, EPHEMERIS_TYPE="4")))
    keeper.offer(gathered(moved(0.5, age=AGE - SECOND)))
    assert whole(keeper)
    assert {0.0, 0.5} <= set(places(keeper))


def test_a_narrow_track_does_not_stand_for_a_wide_one():
    """A set of three days may be wrong by far more than the false one that gave way before it."""
    keeper, old = make_keeper(), timedelta(days=3)
    for load in (moved(0.5), moved(0.0, age=old), moved(-0.5, age=AGE - SECOND), moved(-0.4, age=HOUR)):
        keeper.offer(gathered(load))
    ages = julian_date(NOW) - epochs_jd(masked(keeper))
    assert ages.max() == pytest.approx(3.0, abs=0.01)


def test_a_clock_that_was_ahead_for_a_load_ends_no_hours():
    """They go by the time that passed; the clock of the day may be set to anything."""
    clock = SetClock()
    keeper = make_keeper(clock)
    for ahead, degrees in ((0, 0.0), (0, 0.5), (13, 0.5), (0, 0.5)):
        clock.moment = NOW + ahead * HOUR
        keeper.offer(gathered(moved(degrees, age=AGE - SECOND), after=ahead * HOUR))
    assert places(keeper) == [0.0, 0.5]


def test_a_clock_that_is_ahead_lets_no_set_stand_for_another_that_is_far():
    """All margins are wide by it; at their epochs both sets are right to 3 km, and 12 km apart."""
    clock = SetClock()
    keeper = make_keeper(clock)
    for ahead, degrees in ((0, 0.1), (0, 0.0), (30, -0.3), (0, -0.3)):
        clock.moment = NOW + ahead * HOUR
        keeper.offer(gathered(moved(degrees, age=AGE)))
        assert ahead + abs(degrees) == 0.1 or 0.0 in places(keeper)


def test_a_clock_that_was_set_back_does_not_make_hours_longer():
    """Twelve hours are over when twelve hours have passed."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(gathered(moved(0.0)))
    keeper.offer(gathered(moved(0.5, age=AGE - SECOND)))
    clock.move(12 * 3600.0)
    clock.moment = NOW + HOUR
    keeper.offer(gathered(moved(0.5, age=AGE - SECOND)))
    assert places(keeper) == [0.5]


def test_a_load_that_there_is_no_room_for_is_refused():
    """A provider that moves all objects back and forth does not fill the memory, and pushes none out."""
    clock = SetClock()
    keeper, doubts = make_keeper(clock), []
    for step in range(6):
        after = timedelta(minutes=30 * step)
        clock.pass_until(NOW + after)
        doubts.append(keeper.offer(all_moved(0.3 * (step % 3), after=after)))
        with keeper.held() as lease:
            assert sum(map(len, lease.beside)) <= 225
        assert 0.0 in places(keeper, 100)
    assert doubts[:3] == [None] * 3
    assert Doubt.CROWDED in doubts


@pytest.mark.parametrize(
    ("held", "used", "refused"),
    [
        (225, 100, False),
        (226, 100, True),
        (100, 1, False),
        (101, 1, True),
        (105_000, 60_000, False),
        (105_001, 60_000, True),
    ],
)
def test_room_is_by_the_objects_and_within_the_memory(held, used, refused):
    """Two sets of each object are room for a right provider; 60 000 objects do not need that."""
    assert too_many(range(held), range(used)) is refused


@pytest.mark.parametrize("first", [0.35, 0.5])
def test_a_right_set_that_comes_second_stays_where_all_objects_are_moved(first):
    """Whatever came before it, and how many others move with it: there is room, or the load is refused."""
    clock = SetClock()
    keeper = make_keeper(clock)
    for step, degrees in enumerate((first, 0.0, -0.5, 0.2)):
        after = timedelta(minutes=10 * step)
        clock.pass_until(NOW + after)
        keeper.offer(all_moved(degrees, after=after))
        assert step == 0 or 0.0 in places(keeper, 100)


def test_a_creep_from_a_right_set_that_came_second_leaves_it_masked():
    """Each step is within the margin of the set before it, and not of any that stays but the right one."""
    clock = SetClock()
    keeper = make_keeper(clock)
    for step, degrees in enumerate((0.4, 0.0, 0.02, 0.04, 0.06, 0.08, 0.1)):
        after = timedelta(minutes=10 * step)
        clock.pass_until(NOW + after)
        assert keeper.offer(gathered(moved(degrees, age=AGE - after), after=after)) is None
    assert {0.0, 0.4} <= set(places(keeper))


def test_a_set_that_stands_for_another_stays_when_it_is_in_use_again():
    """It was all that masked the other: a third one that stands for it in turn may be too far from that."""
    clock = SetClock()
    keeper = make_keeper(clock)
    for step, degrees in enumerate((0.02, 0.0, 0.04, 0.02, 0.5, 0.5)):
        clock.pass_until(NOW + step * timedelta(minutes=10))
        record = moved(degrees, age=AGE)
        assert keeper.offer(gathered(record, after=step * timedelta(minutes=10))) is None
    assert {0.02, 0.5} <= set(places(keeper))


@pytest.mark.parametrize("hours", [2, 13, 50])
def test_a_rival_that_leaves_since_a_set_agrees_with_it_stays_masked(hours):
    """A far false set made the right one a rival; a near false one agrees with that one."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(gathered(omm_of(1, age=AGE)))
    for hour in range(1, hours + 1):
        clock.pass_until(NOW + hour * HOUR)
        keeper.offer(gathered(far(), after=hour * HOUR))
    for degrees in (0.5, 0.5):
        keeper.offer(gathered(moved(degrees, age=AGE - 2 * SECOND), after=hours * HOUR))
        assert {0.0, degrees} <= set(places(keeper))


def test_a_rival_that_a_newer_one_agrees_with_stays_masked():
    """Of an orbit that rivals tell of the newest set stands; what it takes the place of gives way."""
    keeper = make_keeper()
    keeper.offer(gathered(omm_of(1, age=AGE)))
    keeper.offer(gathered(far()))
    keeper.offer(gathered(moved(0.5, age=AGE), far()))
    assert {0.0, 0.5} <= set(places(keeper))


def test_the_same_elements_of_another_theory_take_nothing_away():
    """A set that stands for its whole orbit is not the one that told a place, whatever its numbers are."""
    keeper = make_keeper()
    keeper.offer(gathered(omm_of(1, age=AGE)))
    keeper.offer(gathered(omm_of(1, age=AGE, EPHEMERIS_TYPE="4")))
    keeper.offer(gathered(moved(0.5, age=AGE - SECOND)))
    assert places(keeper) == [0.0, 0.5]


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
        (held,) = lease.beside
    assert held.catalog_number.tolist() == [1]
    keeper.close()
    assert not held.catalog_number.any()


def test_what_is_held_of_one_source_stays_where_another_is_loaded():
    """Each source is kept apart, and their loads take turns."""
    keeper = make_keeper(None, "a", "b")
    keeper.offer(candidate(range(1, 101), source="b"))
    keeper.offer(gathered(omm_of(1, age=AGE)))
    keeper.offer(gathered(moved(0.3, age=AGE - SECOND)))
    keeper.offer(candidate(range(1, 101), source="b", age=HOUR))
    assert places(keeper) == [0.0, 0.3]
    with keeper.held() as lease:
        assert [len(part) for part in lease.beside] == [100, 1]
        assert lease.beside[0].sources == ("b",)


async def test_a_visit_is_computed_with_what_is_held():
    """The geometry is asked about the set in use, and about the one that gave way to it."""
    keeper, asked = make_keeper(), []
    keeper.offer(gathered(omm_of(1, age=AGE)))
    keeper.offer(gathered(moved(0.3, age=AGE - SECOND)))
    gate = Gate("visit", threads=1, waiting=1)
    computer = Computer(
        keeper=keeper,
        history=NoHistory(),
        site=SITE,
        settings=GeometrySettings(),
        field_radius_deg=2.0,
        gate=gate,
        propagate=lambda sets, *_, beside, **__: asked.extend(len(one) for one in (sets, *beside)),
    )
    await computer.tracks(VISIT)
    gate.close()
    assert asked == [120, 1]

"""What cannot be trusted keeps the good set: a set that contradicts another stands beside it."""

import asyncio
import json
from datetime import timedelta

import pytest

from services.satellites.catalogue.columns import epochs_jd
from services.satellites.catalogue.decode.port import Format
from services.satellites.catalogue.gather import Gathering
from services.satellites.catalogue.keeper import Keeper, KeeperRules
from services.satellites.catalogue.trust import Doubt, SourceRules
from services.satellites.julian import julian_date
from tests.unit.services.satellites.catalogue.test_trust import make_keeper
from tests.unit.services.satellites.clocks import SetClock
from tests.unit.services.satellites.sky import NOW, omm_of

HOUR = timedelta(hours=1)
OTHERS = range(2, 121)
EPOCH_FORM = "%Y-%m-%dT%H:%M:%S"


def keeper_of_rivals(clock=None):
    """Return a keeper that holds what contradicts, and not every set that gave way."""
    return make_keeper(clock, superseded_hours=0.0)


def gathered(*records, others=OTHERS, after=timedelta(0)):
    """Return the load of a body of these records, and of good ones of other objects."""
    gathering = Gathering("a", Format.JSON, now=NOW + after)
    good = [omm_of(number, age=6 * HOUR - after) for number in others]
    gathering.feed(json.dumps([*records, *good]).encode())
    return gathering.finish()


def orbits(keeper, number=1):
    """Return what stands for an object: inclinations, and whether they are propagated or masked whole."""
    with keeper.held() as lease:
        sets = lease.sets
        rows = (sets.catalog_number == number).nonzero()[0]
        return sorted(
            (round(float(sets.inclination[row]) * 57.29578), bool(sets.propagated[row])) for row in rows
        )


GOOD = (53, True)
ELSEWHERE = {
    "another plane": {"INCLINATION": "97"},
    "another place": {"MEAN_ANOMALY": "10"},
    "another speed": {"MEAN_MOTION": "15.6"},
    "another shape": {"ECCENTRICITY": "0.05"},
    "as if its drag were huge": {"BSTAR": "0.5"},
    "as if it were pushed": {"BSTAR": "-0.5"},
}
IMPOSSIBLE = {
    "hardly closed": {"ECCENTRICITY": "0.9999"},
    "through the ground": {"ECCENTRICITY": "0.2"},
    "within the Earth": {"MEAN_MOTION": "17.3"},
    "beyond the Earth": {"MEAN_MOTION": "0.004"},
    "far ahead": {"EPOCH": (NOW + timedelta(days=3)).strftime(EPOCH_FORM)},
    "of another century": {"EPOCH": "2126-11-29T00:00:00"},
}


@pytest.mark.parametrize("change", ELSEWHERE)
def test_a_newer_set_that_contradicts_does_not_drive_out_the_one_before(change):
    """Either may be the wrong one, so that both are masked."""
    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1)))
    assert keeper.offer(gathered(omm_of(1, age=HOUR, **ELSEWHERE[change]))) is None
    assert len(orbits(keeper)) == 2
    assert GOOD in orbits(keeper)


@pytest.mark.parametrize("change", ELSEWHERE)
def test_two_records_of_one_object_in_a_load_stand_both(change):
    """The newer one does not drive out the other, whichever is the wrong one; of two that agree it does."""
    keeper = keeper_of_rivals()
    assert keeper.offer(gathered(omm_of(1), omm_of(1, age=HOUR, **ELSEWHERE[change]))) is None
    assert len(orbits(keeper)) == 2
    assert GOOD in orbits(keeper)

    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1), omm_of(1, age=HOUR)))
    assert orbits(keeper) == [GOOD]


@pytest.mark.parametrize("change", IMPOSSIBLE)
def test_an_impossible_set_leaves_the_good_one(change):
    """An orbit through the ground or away from the Earth, and an epoch far ahead, are flaws."""
    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1)))
    assert (
        keeper.offer(gathered(omm_of(1, **{"age": HOUR, "INCLINATION": "97"} | IMPOSSIBLE[change]))) is None
    )
    assert orbits(keeper) == [GOOD]


def test_a_contradicted_set_leaves_once_others_agree_with_another():
    """The false one leaves at once or after its days; a set that agrees with the one in use is not kept."""
    clock = SetClock()
    keeper = keeper_of_rivals(clock)
    keeper.offer(gathered(omm_of(1)))
    keeper.offer(gathered(omm_of(1, age=5 * HOUR, INCLINATION="97")))
    keeper.offer(gathered(omm_of(1, age=4 * HOUR)))
    assert orbits(keeper) == [GOOD, (97, True)]
    keeper.offer(gathered(omm_of(1, age=3 * HOUR)))
    assert orbits(keeper) == [GOOD, (97, True)]

    clock.pass_until(clock.moment + timedelta(days=3))
    keeper.offer(gathered(omm_of(1, age=-timedelta(days=2)), after=timedelta(days=3)))
    assert orbits(keeper) == [GOOD]


@pytest.mark.parametrize("objects", [1, 20])
def test_a_small_source_whose_objects_all_change_their_orbits_stays_in_use(objects):
    """Each new set of a satellite that raises its orbit contradicts the ones before it, for days."""
    clock = SetClock()
    sources = {"a": SourceRules(least_objects=1, rival_share=1.0)}
    rules = KeeperRules(sources=sources, age_limit=timedelta(hours=12), carry_days=30.0)
    keeper = Keeper(rules, clock, first_version=1, monotonic=clock.monotonic)
    for hours in range(0, 120, 12):
        clock.pass_until(NOW + hours * HOUR)
        after, motion = hours * HOUR, f"{15.6 - 0.01 * hours / 12:.6f}"
        sets = [omm_of(number, age=HOUR - after, MEAN_MOTION=motion) for number in range(1, objects + 1)]
        assert keeper.offer(gathered(*sets, others=(), after=after)) is None


def test_a_clock_that_was_ahead_for_a_load_ends_the_time_of_no_rival():
    """It stands for the time that passed, whatever the clock of the day is set to."""
    clock = SetClock()
    keeper = make_keeper(clock, superseded_hours=0.0, rival_days=0.5)
    keeper.offer(gathered(omm_of(1)))
    for ahead, age in ((0, 4), (13, 3), (0, 2)):
        clock.moment = NOW + ahead * HOUR
        assert keeper.offer(gathered(omm_of(1, age=age * HOUR, INCLINATION="97"))) is None
        assert GOOD in orbits(keeper)


@pytest.mark.parametrize("age", [timedelta(days=20), timedelta(days=1800)])
def test_an_older_set_does_not_drive_out_a_newer_one(age):
    """A record with a date of long ago tells nothing of today, and its margin would be a whole orbit."""
    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1)))
    keeper.offer(gathered(omm_of(1, age=age, RA_OF_ASC_NODE="100")))
    with keeper.held() as lease:
        epochs = epochs_jd(lease.sets)[lease.sets.catalog_number == 1]
    assert julian_date(NOW) - epochs.max() == pytest.approx(0.25)


def test_a_listed_object_whose_set_says_that_it_decayed_is_masked_whole():
    """SGP4 finds it in the Earth by an old set and a false drag: it is left out once no load has it."""
    old = {"age": timedelta(days=3.2), "MEAN_MOTION": "15.8"}
    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1, **old)))
    keeper.offer(gathered(omm_of(1, **old | {"age": timedelta(days=3.19)}, BSTAR="0.03")))
    assert (53, False) in orbits(keeper)


def test_a_lost_object_with_an_old_set_is_carried_from_its_last_load_on():
    """A set of a month is usual for debris: what counts is since when no load has the object."""
    clock = SetClock()
    keeper = keeper_of_rivals(clock)
    keeper.offer(gathered(omm_of(1, age=timedelta(days=40))))
    for days in (1, 29):
        clock.pass_until(NOW + timedelta(days=days))
        keeper.offer(gathered(after=timedelta(days=days)))
        assert len(orbits(keeper)) == 1
    clock.pass_until(NOW + timedelta(days=31))
    keeper.offer(gathered(after=timedelta(days=31)))
    assert orbits(keeper) == []


@pytest.mark.parametrize("count", [3, 9, 12])
@pytest.mark.parametrize("at_once", [True, False])
def test_many_false_sets_do_not_push_out_the_good_one(count, at_once):
    """However many orbits a provider tells of one object, all are masked, or the load is refused."""
    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1)))
    false = [
        omm_of(1, age=5 * HOUR - timedelta(seconds=place), INCLINATION=f"{60 + 4 * place}")
        for place in range(count)
    ]
    for records in [false] if at_once else [[one] for one in false]:
        keeper.offer(gathered(*records))
    assert GOOD in orbits(keeper)


def test_a_newer_set_that_its_provider_takes_back_stands_beside_the_older_one():
    """A wrong set that is too near to contradict is gone from a load, and the right one is masked again."""
    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1)))
    keeper.offer(gathered(omm_of(1, age=6 * HOUR - timedelta(seconds=1), INCLINATION="53.02")))
    for _ in range(3):
        keeper.offer(gathered(omm_of(1)))
        with keeper.held() as lease:
            tilts = lease.sets.inclination[lease.sets.catalog_number == 1] * 57.29578
        assert sorted(tilts.round(2).tolist()) == [53.0, 53.02]
    keeper.offer(gathered(omm_of(1, age=HOUR)))
    assert orbits(keeper) == [GOOD]


def test_of_rivals_that_agree_the_newest_stays():
    """A false set that is newer than all right ones does not fill the memory with those before it."""
    keeper = keeper_of_rivals()
    false = omm_of(1, age=timedelta(0), INCLINATION="97")
    keeper.offer(gathered(omm_of(1), false))
    for hours in (5, 4, 3, 2):
        keeper.offer(gathered(omm_of(1, age=hours * HOUR), false))
        assert orbits(keeper) == [GOOD, (97, True)]


def test_a_false_set_that_comes_again_and_again_confirms_nothing():
    """The right one stands beside it for as long as a lost one would; a newer set that agrees confirms it."""
    clock = SetClock()
    keeper = keeper_of_rivals(clock)
    keeper.offer(gathered(omm_of(1)))
    for days in (0, 2, 4, 6, 8):
        clock.pass_until(NOW + timedelta(days=days))
        keeper.offer(gathered(omm_of(1, age=HOUR, INCLINATION="97"), after=timedelta(days=days)))
        assert orbits(keeper) == [GOOD, (97, True)]
    for days in (10, 14):
        clock.pass_until(NOW + timedelta(days=days))
        moved = omm_of(1, age=-timedelta(days=days), MEAN_ANOMALY="0", INCLINATION="97")
        keeper.offer(gathered(moved, after=timedelta(days=days)))
    assert GOOD not in orbits(keeper)


def test_a_set_that_comes_again_is_kept_once():
    """A provider that sends two records of an object with every load does not fill the memory."""
    keeper = keeper_of_rivals()
    for _ in range(4):
        keeper.offer(gathered(omm_of(1), omm_of(1, age=HOUR, INCLINATION="97")))
    assert orbits(keeper) == [GOOD, (97, True)]


def test_an_orbit_that_would_reach_the_ground_within_a_day_is_masked_whole():
    """Its place is not believed, and in a first load nothing else tells of the object."""
    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1, BSTAR="500")))
    assert orbits(keeper) == [(53, False)]


def test_a_set_that_is_ahead_is_masked_whole_until_another_confirms_it():
    """Nobody has measured it; with a set of before that agrees it is believed."""
    ahead = {"age": -10 * HOUR}
    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1, **ahead)))
    assert orbits(keeper) == [(53, False)]
    keeper.offer(gathered(omm_of(1, **ahead)))
    assert orbits(keeper) == [(53, False)]

    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1)))
    keeper.offer(gathered(omm_of(1, **ahead)))
    assert orbits(keeper) == [GOOD]


def test_a_set_that_is_dated_ahead_does_not_drive_out_the_one_before():
    """The orbit is right and the date is not: the object would be masked hours beside its place."""
    misdated = omm_of(1) | {"EPOCH": (NOW + 10 * HOUR).strftime(EPOCH_FORM)}
    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1)))
    keeper.offer(gathered(misdated))
    assert orbits(keeper) == [(53, False), GOOD]


def test_a_load_that_contradicts_too_much_is_refused():
    """A provider whose every set is elsewhere has a fault in all of them; so has one with two of each."""
    keeper = keeper_of_rivals()
    keeper.offer(gathered(omm_of(1)))
    moved = [omm_of(number, age=HOUR, INCLINATION="97") for number in range(1, 30)]
    assert keeper.offer(gathered(*moved, others=range(30, 121))) is Doubt.ELSEWHERE
    assert orbits(keeper) == [GOOD]
    assert keeper_of_rivals().offer(gathered(*moved, others=range(1, 121))) is Doubt.ELSEWHERE


def test_a_load_that_contradicts_much_is_used_beside_the_one_before_once_that_is_old():
    """After half the limit of age both are masked: neither a provider's fault nor a storm lasts for ever."""
    clock = SetClock()
    keeper = keeper_of_rivals(clock)
    keeper.offer(gathered(omm_of(1)))
    clock.pass_until(clock.moment + 2 * HOUR)
    moved = [omm_of(number, age=HOUR, INCLINATION="97") for number in range(1, 30)]
    assert keeper.offer(gathered(*moved, others=range(30, 121))) is None
    assert orbits(keeper) == [GOOD, (97, True)]
    assert keeper.offer(gathered(*moved, others=range(30, 121))) is None


async def test_a_weighed_load_with_rivals_is_put_in_use_beside_the_loop():
    """What `offer` does at once, `replace` does in a thread."""
    keeper = keeper_of_rivals()
    await keeper.replace(gathered(omm_of(1)))
    await asyncio.gather(keeper.replace(gathered(omm_of(1, age=HOUR, INCLINATION="97"))))
    assert orbits(keeper) == [GOOD, (97, True)]
    keeper.close()

"""Sources of ephemerides in the catalogue: gathered, trusted, carried, joined to elements, wiped."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from services.satellites.catalogue.decode.port import MalformedError
from services.satellites.catalogue.ephemerides.deviations import StateRules
from services.satellites.catalogue.ephemerides.gather import StateGathering, StateLimits
from services.satellites.catalogue.ephemerides.raw import StateFormat
from services.satellites.catalogue.gather import Candidate
from services.satellites.catalogue.keeper import Keeper, KeeperRules
from services.satellites.catalogue.trust import Doubt, SourceRules
from services.satellites.errors import CatalogueUnfitError
from services.satellites.propagate import ElementSets
from services.satellites.propagate.earth.iers_tables import bundled_tables
from services.satellites.providers.ephemerides import FolderEphemerides
from services.satellites.providers.port import ProviderDownError
from tests.unit.services.satellites.catalogue.ephemerides import files_of_states as files
from tests.unit.services.satellites.clocks import SetClock
from tests.unit.services.satellites.propagate import made_up

NOW = made_up.MIDNIGHT
RULES = StateRules(along_km=5.0, cross_km=1.0, covariance_factor=2.0, least_km=0.05)
LIMITS = StateLimits(hours_before=2.0, hours_after=6.0, states_most=10_000)
ELEMENTS, STATES = "elements", "states"


def gathering(limits=LIMITS, now=NOW):
    """Begin a load."""
    return StateGathering(STATES, StateFormat.OEM, RULES, limits, now=now, leaps=bundled_tables())


def file_of(place, *, begin=NOW, created=NOW, object_id=None, count=121):
    """Return an OEM of one of the made-up objects."""
    epochs, states = files.states_of(files.RECORDS[place], begin, count=count)
    return files.oem(object_id or str(900000 + place), epochs, states, created=created)


def candidate(*places, now=NOW, **changes):
    """Return a load of some objects' files."""
    begun = gathering(now=now)
    for place in places:
        begun.take(f"{place}.oem", file_of(place, **changes))
    return begun.finish()


def keeper(clock=None, states=None, **rules):
    """Return a keeper of elements and states."""
    sources = {
        ELEMENTS: SourceRules(least_objects=1),
        STATES: states or SourceRules(least_objects=1, recent_hours=0.01),
    }
    made = KeeperRules(sources=sources, age_limit=timedelta(hours=3), carry_days=30.0, **rules)
    clock = clock or SetClock(NOW)
    return Keeper(made, clock, 7, monotonic=clock.monotonic)


def elements(*places):
    """Return a load of element sets."""
    return Candidate(ELEMENTS, ElementSets.from_records([files.RECORDS[place] for place in places]), 0)


def test_an_object_has_what_its_newest_file_says():
    """Of an object's files the one that was made last counts; files that cannot be read are counted."""
    begun = gathering()
    begun.take("a.oem", file_of(0, created=NOW - timedelta(hours=2), count=61))
    begun.take("b.oem", file_of(0, created=NOW - timedelta(hours=1), count=91))
    begun.take("c.oem", file_of(0, created=NOW - timedelta(hours=3), count=121))
    begun.take("d.oem", file_of(1))
    begun.take("e.oem", b"nothing")
    found = begun.finish()
    assert found.tables.identity.tolist() == [900000, 900001]
    assert found.tables.count[0] == 91
    assert found.flawed == 1
    assert repr(found) == "StateCandidate(...)"


@pytest.mark.parametrize(("place", "named", "fit"), [(1, True, True), (3, True, False), (1, False, False)])
def test_an_object_whose_file_cannot_be_used_needs_elements(place, named, fit):
    """Its elements stand for it; without them, and where the file does not say which, nothing is answered."""
    begun = gathering()
    begun.take("0.oem", file_of(0))
    epochs, states = files.states_of(files.RECORDS[place], NOW, count=121)
    unusable = files.oem(str(900000 + place), epochs, states, created=NOW, REF_FRAME="MARS")
    begun.take("1.oem", unusable if named else b"nothing")
    found = begun.finish()
    assert found.flawed == 1
    keep = keeper(states=SourceRules(least_objects=1, recent_hours=0.01, flawed_share=1.0))
    keep.offer(elements(0, 1, 2))
    assert keep.offer(found) is None
    assert (keep.unfit() is None) == fit


def test_more_states_than_are_set_are_no_load():
    """The operator must keep fewer hours, or give more memory."""
    begun = gathering(StateLimits(hours_before=2.0, hours_after=6.0, states_most=200))
    begun.take("a.oem", file_of(0))
    with pytest.raises(MalformedError, match="states_most"):
        begun.take("b.oem", file_of(1))


def test_objects_with_states_are_taken_out_of_the_rest():
    """Each object stands once: with its states and elements, or among the others."""
    keep = keeper()
    keep.offer(elements(0, 1, 2))
    assert keep.unfit() is not None
    assert keep.offer(candidate(1, 3)) is None
    with keep.held() as lease:
        assert lease.sets.catalog_number.tolist() == [900000, 900002]
        assert sorted(lease.followed.elements.catalog_number.tolist()) == [900001, 900003]
        stand_ins = ~lease.followed.elements.propagated
        assert lease.followed.elements.catalog_number[stand_ins].tolist() == [900003]
        assert keep.objects() == 4


def moved(degrees, *places):
    """Return a load in which some objects are a second newer, and so far along their orbits."""
    records = [files.RECORDS[place] for place in range(3)]
    for place in places:
        one = records[place]
        later = one.epoch + timedelta(seconds=1)
        records[place] = replace(one, epoch=later, mean_anomaly=one.mean_anomaly + degrees)
    return Candidate(ELEMENTS, ElementSets.from_records(records), 0)


def behind(keep, place=1):
    """Return how far along its orbit each set is that stands where an object's states do not reach."""
    with keep.held() as lease:
        assert not any(900000 + place in part.catalog_number for part in (lease.sets, *lease.beside))
        sets = lease.followed.elements
        rows = np.flatnonzero(sets.catalog_number == 900000 + place)
        away = np.degrees(sets.mean_anomaly[rows]) - files.RECORDS[place].mean_anomaly
        return sorted({round(float((one + 180.0) % 360.0 - 180.0), 2) for one in away})


def test_states_do_not_take_away_what_is_held_of_their_object():
    """It stands where the states do not reach, as the set in use does; others stay beside the catalogue."""
    keep = keeper()
    keep.offer(elements(0, 1, 2))
    keep.offer(moved(0.5, 1, 2))
    objects = keep.objects()
    assert keep.offer(candidate(1)) is None
    assert behind(keep) == [0.0, 0.5]
    assert keep.objects() == objects
    with keep.held() as lease:
        assert [part.catalog_number.tolist() for part in lease.beside] == [[900002]]


def test_what_gives_way_while_its_object_follows_states_is_held():
    """It stands where they end, for its hours."""
    clock = SetClock(NOW)
    keep = keeper(clock, optional=frozenset({STATES}))
    keep.offer(elements(0, 1, 2))
    keep.offer(candidate(1))
    for hours, places in ((0, [0.0, 0.5]), (2, [0.0, 0.5]), (12, [0.5])):
        clock.pass_until(NOW + timedelta(hours=hours))
        assert keep.offer(moved(0.5, 1)) is None
        assert behind(keep) == places


def test_what_is_held_of_objects_that_follow_states_is_wiped_with_the_rest():
    """Nothing of the catalogue stays in memory after the service has ended."""
    keep = keeper()
    keep.offer(elements(0, 1, 2))
    keep.offer(moved(0.5, 1))
    keep.offer(candidate(1))
    with keep.held() as lease:
        (held,) = lease.held.values()
    assert held.sets.catalog_number.tolist() == [900001]
    keep.close()
    assert held.sets.wiped
    assert lease.followed.elements.wiped


def test_a_whole_orbit_of_states_stays_its_hours_once_elements_come():
    """The first elements of the object may be false: they do not clear the rest of the orbit."""
    clock = SetClock(NOW)
    keep = keeper(clock, optional=frozenset({STATES}))
    keep.offer(candidate(1))
    for hours, orbits in ((0, 1), (1, 1), (11, 1), (12, 0)):
        clock.pass_until(NOW + timedelta(hours=hours))
        keep.offer(elements(0, 1, 2))
        with keep.held() as lease:
            assert np.sum(~lease.followed.elements.propagated) == orbits


def test_an_optional_source_is_not_waited_for_and_may_grow_old():
    """Its objects have elements."""
    clock = SetClock(NOW)
    keep = keeper(clock, optional=frozenset({STATES}))
    keep.offer(elements(0, 1, 2))
    assert keep.unfit() is None
    keep.offer(candidate(1))
    clock.pass_until(clock.moment + timedelta(hours=2))
    keep.offer(elements(0, 1, 2))
    clock.pass_until(clock.moment + timedelta(hours=2))
    assert keep.unfit() is None


def test_a_required_source_that_grows_old_refuses():
    """As every other source does."""
    clock = SetClock(NOW)
    keep = keeper(clock)
    keep.offer(candidate(1))
    clock.pass_until(clock.moment + timedelta(hours=2))
    keep.offer(elements(0, 1, 2))
    clock.pass_until(clock.moment + timedelta(hours=2))
    assert keep.unfit() is not None


def test_an_object_that_a_load_lacks_follows_its_last_states():
    """To their end; objects of the new load have the new ones alone."""
    keep = keeper()
    keep.offer(elements(0, 1, 2))
    keep.offer(candidate(*range(8), count=61))
    rules = keep.rules.sources[STATES]
    assert rules.lost_share < 0.125
    doubt = keep.offer(candidate(*range(7), count=91, created=NOW + timedelta(minutes=1)))
    assert doubt is Doubt.SHRUNK
    with keep.held() as lease:
        assert set(lease.followed.tables.count.tolist()) == {61}


def test_carried_states_stand_beside_new_ones():
    """A load may lose a few objects: they go on, the others are replaced."""
    clock = SetClock(NOW)
    sources = {STATES: SourceRules(least_objects=1, recent_hours=0.01, lost_share=0.5)}
    keep = Keeper(KeeperRules(sources=sources, age_limit=timedelta(hours=3), carry_days=30.0), clock, 7)
    keep.offer(candidate(0, 1, count=61))
    keep.offer(candidate(1, count=91, created=NOW + timedelta(minutes=1)))
    with keep.held() as lease:
        tables = lease.followed.tables
        assert dict(zip(tables.identity.tolist(), tables.count.tolist(), strict=True)) == {
            900001: 91,
            900000: 61,
        }


def test_states_that_have_ended_are_no_load():
    """A folder that nobody renews any more gives nothing new."""
    keep = keeper()
    ended = candidate(0, 1, begin=NOW - timedelta(minutes=90), count=61, created=NOW - timedelta(hours=2))
    assert keep.offer(ended) is Doubt.STALE
    assert ended.tables.wiped
    assert keep.offer(candidate(0, created=NOW + timedelta(days=3))) is Doubt.FUTURE
    assert keep.offer(gathering().finish()) is Doubt.EMPTY


def test_what_is_replaced_is_wiped_once_nobody_holds_it():
    """States as elements."""
    keep = keeper()
    keep.offer(elements(0, 1, 2))
    keep.offer(candidate(1))
    with keep.held() as old:
        keep.offer(candidate(1, created=NOW + timedelta(minutes=1)))
        assert not old.followed.tables.wiped
    assert old.followed.tables.wiped
    assert old.followed.elements.wiped
    assert not np.any(old.followed.tables.place)
    with keep.held() as last:
        pass
    keep.close()
    assert last.followed.tables.wiped
    with pytest.raises(CatalogueUnfitError), keep.held():
        pass


async def test_all_files_of_a_folder_are_a_source(tmp_path):
    """Those whose names end as the format does; a folder without any is nothing."""
    loader = FolderEphemerides(STATES, tmp_path, ".oem", gathering)
    with pytest.raises(ProviderDownError, match="put one there"):
        await loader.load()
    (tmp_path / "a.oem").write_bytes(file_of(0))
    (tmp_path / "b.oem").write_bytes(file_of(1))
    (tmp_path / "c.new").write_bytes(b"half")
    found = await loader.load()
    assert found.tables.identity.size == 2
    assert found.flawed == 0
    gone = FolderEphemerides(STATES, tmp_path / "gone", ".oem", gathering)
    with pytest.raises(ProviderDownError, match="cannot be read"):
        await gone.load()

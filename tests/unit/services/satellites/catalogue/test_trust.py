"""What may replace the catalogue in use, and what the catalogue says of itself."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.satellites.catalogue.columns import joined
from services.satellites.catalogue.keeper import Keeper, KeeperRules, beside_the_loop
from services.satellites.catalogue.trust import Doubt, SourceRules
from services.satellites.errors import CatalogueUnfitError
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.record import ElementRecord
from services.satellites.propagate.rows import chosen_rows, columns_of, rates_of
from services.satellites.propagate.secular import secular
from tests.unit.services.satellites.clocks import SetClock
from tests.unit.services.satellites.sky import candidate

RULES = SourceRules(least_objects=50)
HOUR = timedelta(hours=1)

EPOCH = datetime(2026, 11, 29, tzinfo=UTC)


def make_keeper(clock=None, *sources, **rules):
    """Return a keeper of these sources."""
    clock = clock or SetClock()
    return Keeper(
        KeeperRules(
            sources=dict.fromkeys(sources or ("a",), RULES),
            age_limit=timedelta(hours=3),
            carry_days=30.0,
            **rules,
        ),
        clock,
        first_version=1000,
        monotonic=clock.monotonic,
    )


def numbers(keeper):
    """Return the objects in use."""
    with keeper.held() as lease:
        return set(lease.sets.catalog_number.tolist())


@pytest.mark.parametrize(
    ("load", "doubt"),
    [
        (candidate([]), Doubt.EMPTY),
        (candidate(range(1, 40)), Doubt.FEW),
        (candidate(range(1, 90)), Doubt.SHRUNK),
        (candidate(range(1, 101), flawed=2), Doubt.FLAWED),
        (candidate(range(1, 101), age=timedelta(days=9)), Doubt.STALE),
        (candidate(range(1, 101), age=timedelta(hours=9)), Doubt.OLDER),
        (candidate(range(1, 101), age=timedelta(days=-300)), Doubt.FUTURE),
    ],
)
def test_what_is_not_trusted_never_replaces_what_is(load, doubt):
    """An empty, half, shrunk, flawed, stale, older or future load leaves the one in use, and is wiped."""
    keeper = make_keeper()
    keeper.offer(candidate(range(1, 101)))

    assert keeper.offer(load) is doubt
    assert numbers(keeper) == set(range(1, 101))
    assert load.sets.wiped


def test_a_first_load_is_doubted_too():
    """A half catalogue is not better than none: the service goes on refusing."""
    keeper = make_keeper()

    assert keeper.offer(candidate(range(1, 40))) is Doubt.FEW
    with pytest.raises(CatalogueUnfitError, match="not whole"):
        numbers(keeper)


@pytest.mark.parametrize("unread", [(7000,), (None,)])
def test_an_object_that_a_first_load_names_and_does_not_tell_refuses(unread):
    """A process that has just started has no last good set: it answers nothing until a record is good."""
    keeper = make_keeper()
    assert keeper.offer(candidate(range(1, 101), unread=unread)) is None
    with pytest.raises(CatalogueUnfitError, match=r"flawed records .* provider must .* operator"):
        numbers(keeper)

    assert keeper.offer(candidate([*range(1, 101), 7000], age=HOUR)) is None
    assert numbers(keeper) == {*range(1, 101), 7000}


def test_an_object_of_a_flawed_record_is_taken_from_another_source():
    """What one source does not tell, another does, whichever comes first; or another record of the same."""
    for order in ("ab", "ba"):
        keeper = make_keeper(None, "a", "b")
        loads = {
            "a": candidate(range(1, 201), unread=(200, 250)),
            "b": candidate(range(201, 301), source="b"),
        }
        for source in order:
            assert keeper.offer(loads[source]) is None
        assert numbers(keeper) == set(range(1, 301))


def test_an_object_of_a_flawed_record_keeps_its_last_good_set():
    """It stays for as long as its record is flawed, even beyond the days for which a lost one is carried."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(candidate(range(1, 151)))
    for days in (0, 31, 62):
        clock.pass_until(SetClock().moment + timedelta(days=days))
        load = candidate(range(2, 151), unread=(1,), age=-timedelta(days=days))
        assert keeper.offer(load) is None
        assert numbers(keeper) == set(range(1, 151))


def test_a_load_that_names_what_was_never_told_leaves_the_one_in_use():
    """Replicas agree: one that runs does not take up what would make a new one refuse."""
    keeper = make_keeper()
    keeper.offer(candidate(range(1, 101)))
    load = candidate(range(1, 101), unread=(7000,))

    assert keeper.offer(load) is Doubt.UNSEEN
    assert load.sets.wiped
    assert numbers(keeper) == set(range(1, 101))


def test_the_operator_may_let_some_cross_unseen():
    """By a setting, and no more of them than it says."""
    keeper = make_keeper(unseen_most=1)
    assert keeper.offer(candidate(range(1, 201), unread=(7000,))) is None
    assert numbers(keeper) == set(range(1, 201))
    assert keeper.offer(candidate(range(1, 201), unread=(7000, None))) is Doubt.UNSEEN


def test_nothing_is_answered_before_every_source_is_loaded():
    """One source of two is half a catalogue."""
    keeper = make_keeper(None, "a", "b")
    keeper.offer(candidate(range(1, 101)))
    with pytest.raises(CatalogueUnfitError, match="not whole"):
        numbers(keeper)

    keeper.offer(candidate(range(50, 150), source="b"))

    with keeper.held() as lease:
        assert len(lease.sets) == 200
        assert lease.sets.sources == ("a", "b")
        assert [lease.sets.sources[place] for place in (lease.sets.source[0], lease.sets.source[-1])] == [
            "a",
            "b",
        ]


def test_an_old_catalogue_refuses():
    """After the limit of age nothing is answered, whatever is in memory."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(candidate(range(1, 101)))
    clock.pass_until(clock.moment + 3 * HOUR)
    assert keeper.unfit() is None

    clock.pass_until(clock.moment + HOUR)

    with pytest.raises(CatalogueUnfitError, match="too old"):
        numbers(keeper)


def test_a_clock_that_is_set_back_makes_nothing_younger():
    """The catalogue grows old by a clock that never goes back, too; its age is never below zero."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(candidate(range(1, 101)))
    clock.moment -= 24 * HOUR
    assert keeper.age() == timedelta(0)
    assert keeper.unfit() is None

    clock.move(4 * 3600.0)

    assert keeper.age() == 4 * HOUR
    assert keeper.unfit() is not None


def test_the_oldest_source_gives_the_age():
    """Refreshing one source does not hide that another is old."""
    clock = SetClock()
    keeper = make_keeper(clock, "a", "b")
    keeper.offer(candidate(range(1, 101)))
    keeper.offer(candidate(range(1, 101), source="b"))
    clock.pass_until(clock.moment + 4 * HOUR)
    keeper.offer(candidate(range(1, 101)))

    assert keeper.age() == 4 * HOUR
    assert keeper.unfit() is not None


def test_a_lost_object_goes_on_with_its_last_good_set():
    """An object that a load lacks stays with its old set, until that is too old; the rest is renewed."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(candidate(range(1, 101)))
    clock.pass_until(clock.moment + HOUR)
    keeper.offer(candidate(range(3, 103), age=-HOUR + timedelta(minutes=5)))

    assert numbers(keeper) == set(range(1, 103))

    clock.pass_until(clock.moment + timedelta(days=31))
    keeper.offer(candidate(range(3, 103), age=-timedelta(days=31)))

    assert numbers(keeper) == set(range(3, 103))


def sized(count, age=6 * HOUR):
    """Return a load of so many objects."""
    return candidate(range(1, count + 1), age=age)


def test_a_flood_does_not_make_right_loads_wrong():
    """One load with a tenth more objects is used, and the right ones after it are too."""
    keeper = make_keeper()
    for count in (100, 110, 100, 100):
        assert keeper.offer(sized(count)) is None
    assert keeper.offer(sized(90)) is Doubt.SHRUNK


@pytest.mark.parametrize("load", ["flooded", "dated ahead"])
def test_a_wrong_first_load_is_no_measure_for_ever(load):
    """After half the limit of age right loads are used again, before anything is refused; none is lost."""
    clock = SetClock()
    keeper = make_keeper(clock)
    keeper.offer(sized(110) if load == "flooded" else sized(110, age=-2 * HOUR))
    assert keeper.offer(sized(100)) is Doubt.SHRUNK

    clock.pass_until(clock.moment + 1.6 * HOUR)

    assert keeper.unfit() is None
    assert keeper.offer(sized(100)) is None
    assert numbers(keeper) == set(range(1, 111))


def test_a_load_that_was_dated_ahead_makes_none_older():
    """Epochs of the future are no measure of those that come after."""
    keeper = make_keeper()
    keeper.offer(sized(100, age=-2 * HOUR))
    assert keeper.offer(sized(100)) is None


def test_a_refresh_swaps_at_once_and_wipes_after_the_last_holder():
    """Who computes keeps the version that it began with; then nothing of it stays in memory."""
    keeper = make_keeper()
    keeper.offer(candidate(range(1, 101)))
    with keeper.held() as old:
        keeper.offer(candidate(range(1, 101), age=HOUR))
        with keeper.held() as new:
            assert new.version == old.version + 1
            assert new.sets is not old.sets
        assert not old.sets.wiped
        assert old.sets.catalog_number.all()

    assert old.sets.wiped
    assert not any(column.any() for column in columns_of(old.sets).values())


def test_closing_wipes_everything():
    """After the end of the service no column holds anything."""
    keeper = make_keeper()
    keeper.offer(candidate(range(1, 101)))
    with keeper.held() as lease:
        pass

    keeper.close()

    assert lease.sets.wiped
    with pytest.raises(CatalogueUnfitError):
        numbers(keeper)


def test_log_lines_tell_no_count(caplog):
    """What is logged of a doubted load has no number of objects, no epoch and no object."""
    keeper = make_keeper()
    keeper.offer(candidate(range(70001, 70040)))

    assert not any(sign.isdigit() for sign in caplog.text.partition("a load of")[2])


@settings(deadline=None)
@given(mask=st.lists(st.booleans(), min_size=9, max_size=9))
def test_rows_and_joins_are_copies_that_lose_nothing(mask):
    """Parts of a catalogue joined again hold the same rows, and share no memory."""
    whole = candidate(range(1, 10)).sets
    chosen = np.array(mask)
    parts = [chosen_rows(whole, chosen), chosen_rows(whole, ~chosen)]
    together = joined(parts)
    order = np.argsort(together.catalog_number)

    for name, column in columns_of(together).items():
        assert np.array_equal(column[order], columns_of(whole)[name])
        assert not np.shares_memory(column, columns_of(whole)[name])


def test_rates_go_with_their_rows():
    """What was derived of a row stays beside it: a sieve over another row's rates would let a crossing by."""
    whole = ElementSets.from_records([record(number) for number in range(1, 8)])
    odd = np.arange(len(whole)) % 2 == 1
    together = joined([chosen_rows(whole, odd), chosen_rows(whole, ~odd)])
    again = secular(together.mean_motion, together.eccentricity, together.inclination, together.bstar)
    assert len(np.unique(again.node_rate)) == len(whole)
    for name, rates in rates_of(together).items():
        assert np.array_equal(rates, getattr(again, name))


def record(number):
    """Return a record whose rates are its own."""
    return ElementRecord(
        catalog_number=number,
        epoch=EPOCH,
        mean_motion=15.0 + 0.01 * number,
        eccentricity=0.001 * number,
        inclination=50.0 + number,
        ra_of_ascending_node=10.0 * number,
        argument_of_pericenter=20.0,
        mean_anomaly=30.0,
        bstar=1e-4 * number,
        source="one",
    )


class NotedRules(dict[str, SourceRules]):
    """Rules of sources that note the threads which ask for them, and wait there for a test."""

    def __init__(self, *sources):
        super().__init__(dict.fromkeys(sources, RULES))
        self.threads, self.go = set(), threading.Event()
        self.go.set()

    def __getitem__(self, source):
        self.threads.add(threading.get_ident())
        assert self.go.wait(60.0)
        return super().__getitem__(source)


def keeper_of_two():
    """Return a keeper of two sources, and its rules."""
    noted = NotedRules("a", "b")
    rules = KeeperRules(sources=noted, age_limit=timedelta(hours=3), carry_days=30.0)
    return Keeper(rules, SetClock(), first_version=1000), noted


async def test_loads_are_weighed_beside_the_event_loop():
    """While a load is weighed and copied the catalogue before it is held; loads at once are all in use."""
    keeper, noted = keeper_of_two()
    await asyncio.gather(
        keeper.replace(candidate(range(1, 101))), keeper.replace(candidate(range(101, 201), source="b"))
    )
    noted.go.clear()
    changes = [
        asyncio.create_task(keeper.replace(candidate(range(2, 102), age=HOUR))),
        asyncio.create_task(keeper.replace(candidate(range(102, 202), age=HOUR, source="b"))),
    ]
    with keeper.held() as old:
        noted.go.set()
        assert await asyncio.gather(*changes) == [None, None]
        assert not old.sets.wiped

    assert old.sets.wiped
    assert numbers(keeper) == set(range(1, 202))
    assert threading.get_ident() not in noted.threads


async def test_the_last_holder_does_not_zero_the_catalogue_on_the_event_loop():
    """Who leaves a replaced catalogue last hands it to a thread, in which it is zeroed."""
    keeper, zeroed = make_keeper(), []
    keeper.wiping = lambda wipe: beside_the_loop(lambda: zeroed.append((wipe(), threading.get_ident())))
    keeper.offer(candidate(range(1, 101)))
    with keeper.held() as old:
        keeper.offer(candidate(range(1, 101), age=HOUR))
    await asyncio.get_running_loop().shutdown_default_executor()

    assert old.sets.wiped
    assert [thread != threading.get_ident() for _, thread in zeroed] == [True]


async def test_a_load_that_is_given_up_leaves_the_one_in_use():
    """A cancelled load is in nobody's hands, and the one before it is whole; the next one is used."""
    keeper, noted = keeper_of_two()
    await keeper.replace(candidate(range(1, 101)))
    await keeper.replace(candidate(range(201, 301), source="b"))
    noted.go.clear()
    change = asyncio.create_task(keeper.replace(candidate(range(2, 102), age=HOUR)))
    await asyncio.sleep(0)
    change.cancel()
    noted.go.set()
    with pytest.raises(asyncio.CancelledError):
        await change

    assert numbers(keeper) == {*range(1, 101), *range(201, 301)}
    assert await keeper.replace(candidate(range(2, 102), age=HOUR)) is None
    assert numbers(keeper) == {*range(1, 102), *range(201, 301)}

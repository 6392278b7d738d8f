"""Loading a source again and again, through whatever its provider does."""

import asyncio
import json
import random
from datetime import timedelta

import pytest

from services.satellites.catalogue.decode.port import Format
from services.satellites.catalogue.keeper import Keeper, KeeperRules
from services.satellites.catalogue.refresh import ElementsLoader, Refresh
from services.satellites.catalogue.trust import SourceRules
from services.satellites.providers.port import (
    ProviderBusyError,
    ProviderDeniedError,
    ProviderDownError,
    SlotTakenError,
)
from services.satellites.providers.schedule import Schedule
from shared.bus.port import BusError
from tests.unit.services.satellites.clocks import SetClock
from tests.unit.services.satellites.sky import omm_of


class Scripted:
    """A provider that gives what a test puts into it; `after` is raised at the end of the body."""

    name = "a"
    format = Format.JSON

    def __init__(self):
        self.bodies = [records(range(1, 101))]
        self.after = None

    async def pull(self, sink):
        """Give the bodies, in small pieces."""
        for place, body in enumerate(self.bodies):
            if place:
                await sink.next_body()
            for at in range(0, len(body), 5000):
                await sink.feed(body[at : at + 5000])
        if self.after is not None:
            raise self.after


def records(numbers, age=timedelta(hours=6), **changes):
    """Return a body of these objects."""
    return json.dumps([omm_of(number, age=age, **changes) for number in numbers]).encode()


def make_refresh(provider, **more):
    """Return a refresh of one source, with its keeper."""
    clock = SetClock()
    rules = KeeperRules(
        sources={"a": SourceRules(least_objects=50)}, age_limit=timedelta(hours=3), carry_days=30.0, **more
    )
    return Refresh(
        loader=ElementsLoader(provider, clock),
        keeper=Keeper(rules, clock, 7),
        schedule=Schedule(interval=timedelta(hours=1), source=random.Random(7)),
        clock=clock,
    )


@pytest.mark.parametrize(
    "error",
    [ProviderDownError("x"), ProviderBusyError("x"), ProviderDeniedError("x"), BusError("x")],
)
async def test_a_load_that_did_not_end_is_not_used(error):
    """A provider that fails after a whole body was read changes nothing; the next load is used."""
    provider = Scripted()
    refresh = make_refresh(provider)
    provider.after = error

    assert await refresh.load() is False
    assert refresh.keeper.unfit() is not None
    assert refresh.loads.failed == 1
    provider.after = None
    assert await refresh.load() is True
    assert refresh.keeper.objects() == 100


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"<html>",
        records(range(1, 101))[:-1],
        records(range(1, 20)),
        records(range(1, 101), BSTAR="nan"),
    ],
)
async def test_what_is_no_catalogue_leaves_the_one_in_use(body):
    """Empty, cut, half and flawed bodies, and pages of errors, are not catalogues."""
    provider = Scripted()
    refresh = make_refresh(provider)
    await refresh.load()
    provider.bodies = [body]

    assert await refresh.load() is False
    assert refresh.keeper.objects() == 100
    assert refresh.keeper.unfit() is None


@pytest.mark.parametrize("change", [{"ECCENTRICITY": "NaN"}, {"NORAD_CAT_ID": None}, {"REF_FRAME": "GCRF"}])
async def test_a_flawed_record_hides_no_object_from_a_replica_that_starts(change):
    """A replica that runs keeps the object's last set; one that starts refuses until the record is good."""
    good, flawed = Scripted(), Scripted()
    flawed.bodies = [records(range(2, 101))[:-1] + b"," + records([1], **change)[1:]]
    runs, starts = make_refresh(good), make_refresh(flawed)
    await runs.load()
    runs.loader = starts.loader
    await runs.load()
    await starts.load()
    assert (runs.keeper.unfit(), runs.keeper.objects()) == (None, 100)
    assert starts.keeper.unfit() is not None

    flawed.bodies = good.bodies
    assert await starts.load() is True
    assert starts.keeper.unfit() is None


class FaultOfOursError(Exception):
    """What no decoder foresaw; its text holds what could not be read."""


async def test_a_fault_of_a_decoder_leaves_the_catalogue_in_use(caplog):
    """Whatever a load raises, the service goes on with the one before; the log has no word of its text."""
    provider = Scripted()
    refresh = make_refresh(provider)
    await refresh.load()
    for provider.after in (ValueError("a mark"), LookupError("a mark"), FaultOfOursError("a mark")):
        assert await refresh.load() is False
    assert (refresh.loads.failed, refresh.keeper.objects(), refresh.keeper.unfit()) == (3, 100, None)
    assert "FaultOfOursError in pull" in caplog.text
    assert "a mark" not in caplog.text

    provider.after = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await refresh.load()


async def test_several_bodies_are_one_load():
    """A source of several addresses is loaded as one; the newest set of an object counts."""
    provider = Scripted()
    provider.bodies = [
        records(range(1, 101)),
        records(range(51, 151), age=timedelta(hours=1)),
        records(range(51, 151), age=timedelta(hours=9)),
    ]
    refresh = make_refresh(provider, superseded_hours=0.0)

    assert await refresh.load() is True
    with refresh.keeper.held() as lease:
        assert sorted(lease.sets.catalog_number.tolist()) == list(range(1, 151))
        newest = lease.sets.epoch_day + lease.sets.epoch_fraction
        assert (newest.max() - newest[lease.sets.catalog_number > 50].min()) * 24 < 0.01


async def test_requests_go_on_while_a_load_is_read():
    """While bodies are read, the event loop turns between their pieces."""
    provider = Scripted()
    provider.bodies = [records(range(1, 3001))]
    refresh = make_refresh(provider)
    turns = 0
    task = asyncio.create_task(refresh.load())
    while not task.done():
        turns += 1
        await asyncio.sleep(0)

    assert await task is True
    assert turns > len(provider.bodies[0]) / 5000


async def test_a_source_that_fails_is_asked_again_until_it_comes(monkeypatch):
    """Pauses between failures grow; after a load the next one comes after the interval, at a quiet minute."""
    provider = Scripted()
    refresh = make_refresh(provider)
    provider.after = ProviderDownError("x")
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            provider.after = None
        if len(pauses) == 4:
            raise asyncio.CancelledError

    monkeypatch.setattr("services.satellites.catalogue.refresh.asyncio.sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        await refresh.run()

    assert pauses[:3] == sorted(pauses[:3])
    assert pauses[0] >= 60.0
    assert pauses[3] >= 3600.0


async def test_a_slot_of_another_replica_is_waited_for_and_no_failure(monkeypatch):
    """The next try comes when the slot is free, not after the pauses of a provider that fails."""
    provider = Scripted()
    refresh = make_refresh(provider)
    provider.after = SlotTakenError(1800.0)
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            raise asyncio.CancelledError

    monkeypatch.setattr("services.satellites.catalogue.refresh.asyncio.sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        await refresh.run()

    assert all(1800.0 <= pause < 1800.0 + 8 * 60.0 + 132.0 for pause in pauses)
    assert refresh.loads.failed == 0

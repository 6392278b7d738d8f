"""Sizes of loads that outlive a process."""

import secrets

import pytest

from services.satellites.catalogue.sizes import BusSizes
from services.satellites.visits.pair import Seal
from shared.bus.port import BusError
from shared.contracts.topology import Bucket, Topology
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.satellites.catalogue.test_refresh import Scripted, make_refresh, records

SECRET = b"0123456789abcdef"


@pytest.fixture
def server():
    """A bus for two replicas."""
    return MemoryServer(Topology())


def sizes_of(server, name, secret=SECRET):
    """Return the sizes as one replica knows them."""
    return BusSizes(MemoryBus(server, name), Seal(secret, secrets.token_bytes), 3600.0)


def starting(server, name, *bodies):
    """Return the refresh of a process that has just started, and what its provider sends."""
    provider = Scripted()
    provider.bodies = list(bodies)
    refresh = make_refresh(provider)
    refresh.sizes = sizes_of(server, name)
    return refresh, provider


WHOLE, CUT = records(range(1, 101)), records(range(1, 91))


async def test_a_first_load_is_measured_by_the_last_one_of_another_process(server):
    """Nine tenths of a catalogue, cut between two records, are refused by who has just started, too."""
    runs, _ = starting(server, "one", WHOLE)
    assert await runs.load() is True
    starts, provider = starting(server, "two", CUT)
    assert await starts.load() is False
    assert starts.keeper.unfit() is not None

    provider.bodies = [WHOLE]

    assert await starts.load() is True


async def test_a_size_is_said_anew_with_each_load(server):
    """A source that shrinks within bounds is measured by what it is now."""
    sizes = sizes_of(server, "one")
    for objects in (100, 98):
        await sizes.remember("a", objects)
        assert await sizes.recalled("a") == objects
    assert await sizes.recalled("b") is None


async def test_a_size_tells_nothing_without_the_secret(server):
    """Neither its name nor its record tells the source or the number."""
    sizes = sizes_of(server, "one")
    await sizes.remember("a", 4321)
    bus = MemoryBus(server, "look")
    name = sizes._name("a")
    message = await bus.value(Bucket.SATELLITES, name)

    assert b"4321" not in message.data
    assert sizes.seal.opened_size("another", message.data) is None
    assert await sizes_of(server, "two", SECRET[::-1]).recalled("a") is None


class CutBus:
    """A bus that is away."""

    async def value(self, bucket, key):
        """Fail."""
        raise BusError("cut")


async def test_without_the_bus_a_first_load_is_held_to_the_least_alone():
    """A replica that cannot ask begins all the same."""
    provider = Scripted()
    provider.bodies = [CUT]
    refresh = make_refresh(provider)
    refresh.sizes = BusSizes(CutBus(), Seal(SECRET, secrets.token_bytes), 3600.0)

    assert await refresh.load() is True

"""Leases: who waits for one looks, and takes it when nobody has it any more."""

from collections import Counter

import pytest

from shared.bus.leases import Leases
from shared.contracts.topology import Topology
from testing.bus.faults import NoFaults
from testing.bus.memory import MemoryBus, MemoryServer
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop

SECONDS = 9.0


class Counting(NoFaults):
    """Lets everything go well, and counts it."""

    def __init__(self):
        self.seen = Counter()

    def fate(self, client, operation, target):
        """Count."""
        self.seen[client, operation] += 1
        return super().fate(client, operation, target)


@pytest.fixture
def world():
    """A loop of virtual time, what was asked of the server, and the leases of two orchestrators."""
    loop, faults = SimulatedLoop(Choices(1)), Counting()
    server = MemoryServer(Topology(), faults=faults)
    pair = [Leases(MemoryBus(server, name), holder=name, seconds=SECONDS) for name in ("first", "second")]
    yield loop, faults, *pair
    loop.close()


def test_who_waits_for_a_lease_of_another_publishes_nothing(world):
    """A lease that is held is only looked at."""
    loop, faults, first, second = world
    assert loop.run_until_complete(first.hold("collection.spice"))
    assert not loop.run_until_complete(second.hold("collection.spice"))
    assert faults.seen["second", "publish"] == 0


def test_a_lease_that_was_given_up_is_had_at_once(world):
    """The next who asks has it."""
    loop, _, first, second = world
    loop.run_until_complete(first.hold("collection.spice"))
    loop.run_until_complete(first.give_up("collection.spice"))
    assert loop.run_until_complete(second.hold("collection.spice"))

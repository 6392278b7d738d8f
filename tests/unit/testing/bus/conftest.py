"""Everything here runs on the simulation's loop: waiting costs nothing, and steps come in several orders."""

from functools import partial

import pytest

from testing.bus.conformance.bench import consumers
from testing.bus.memory import MemoryServer
from testing.bus.nats_server import SmallTopology
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop

SEEDS = 3


def simulated_loop(seed):
    """Return a loop on virtual time."""
    return SimulatedLoop(Choices(seed))


def pytest_asyncio_loop_factories(config, item):
    """Run each test once for each seed."""
    return {f"seed{seed}": partial(simulated_loop, seed) for seed in range(SEEDS)}


@pytest.fixture
def topology():
    """Streams with small bounds."""
    return SmallTopology()


@pytest.fixture
def memory_server(topology):
    """A server with the consumers of the conformance suite."""
    server = MemoryServer(topology)
    for spec in consumers(topology):
        server.ensure_consumer(spec)
    return server

"""The bus in memory passes the suite that the real one passes, in several orders of steps."""

import asyncio
from dataclasses import dataclass

import pytest

from shared.bus.memory import MemoryBus, MemoryServer
from shared.testing.bus_conformance import BusConformance, consumers
from shared.testing.nats_server import SmallTopology
from shared.testing.simulation.choices import Choices
from shared.testing.simulation.loop import SimulatedLoop


@dataclass(frozen=True)
class MemoryBench:
    bus: MemoryBus
    topology: SmallTopology


class SimulatedPolicy(asyncio.DefaultEventLoopPolicy):
    """Virtual time, so that waiting costs nothing, and a random order of steps."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.seed = seed

    def new_event_loop(self):
        return SimulatedLoop(Choices(self.seed))


@pytest.fixture(params=range(3))
def event_loop_policy(request):
    """Loops of the simulation."""
    return SimulatedPolicy(request.param)


class TestMemoryBus(BusConformance):
    @pytest.fixture
    async def bench(self):
        topology = SmallTopology()
        server = MemoryServer(topology)
        for spec in consumers(topology):
            server.ensure_consumer(spec)
        return MemoryBench(MemoryBus(server, "test"), topology)

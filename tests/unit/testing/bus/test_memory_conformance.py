"""The bus in memory passes the suite that the real one passes."""

from dataclasses import dataclass

import pytest

from shared.contracts.topology import Topology
from testing.bus.conformance.suite import BusConformance
from testing.bus.memory import MemoryBus


@dataclass(frozen=True)
class MemoryBench:
    bus: MemoryBus
    topology: Topology


class TestMemoryBus(BusConformance):
    @pytest.fixture
    def bench(self, memory_server, topology):
        return MemoryBench(MemoryBus(memory_server, "test"), topology)

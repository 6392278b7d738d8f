"""The bus in memory passes the suite that the real one passes."""

from dataclasses import dataclass

import pytest

from shared.bus.memory import MemoryBus
from shared.bus.topology import Topology
from shared.testing.bus_conformance import BusConformance


@dataclass(frozen=True)
class MemoryBench:
    bus: MemoryBus
    topology: Topology


class TestMemoryBus(BusConformance):
    @pytest.fixture
    def bench(self, memory_server, topology):
        return MemoryBench(MemoryBus(memory_server, "test"), topology)

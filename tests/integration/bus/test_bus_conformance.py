"""The bus over a real nats-server passes the suite."""

from dataclasses import dataclass

import pytest

from shared.bus.nats.bus import NatsBus
from testing.bus.conformance.bench import consumers
from testing.bus.conformance.suite import BusConformance
from testing.bus.nats_server import SmallTopology, server_bus


@dataclass(frozen=True)
class NatsBench:
    bus: NatsBus
    topology: SmallTopology


class TestNatsBus(BusConformance):
    @pytest.fixture
    async def bench(self, nats_server):
        topology = SmallTopology()
        async with server_bus(nats_server, consumers=consumers(topology)) as bus:
            yield NatsBench(bus, topology)

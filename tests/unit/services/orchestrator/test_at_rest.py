"""An orchestrator with nothing to do says next to nothing on the bus."""

import asyncio
from collections import Counter
from contextlib import suppress
from random import Random

from services.orchestrator.app import make_orchestrator
from services.orchestrator.match.plan import Limits
from services.orchestrator.supply.pack_run import Lease
from services.orchestrator.supply.planner import Pace
from shared.bus.consume.consumer import ConsumerRunner
from shared.bus.key_registry import Registry
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from testing.bus.faults import NoFaults
from testing.bus.memory import MemoryBus, MemoryServer
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop

REST = 600.0
"""Seconds of the loop's own time."""

LEASE = 9.0
KEY = SigningKey(b"k" * 32)
RECORD = SiteRecord(collection="spice", site="a", key="0" * 64)


class Counting(NoFaults):
    """Lets everything go well, and counts it."""

    def __init__(self):
        self.seen = Counter()

    def fate(self, client, operation, target):
        """Count."""
        self.seen[client, operation] += 1
        return super().fate(client, operation, target)


def orchestrator_on(server, databases):
    """Return an orchestrator."""
    bus, topology = MemoryBus(server, "orchestrator"), server.topology
    return make_orchestrator(
        bus=bus,
        topology=topology,
        key=KEY,
        databases=databases,
        source=Random(1),
        consumers=ConsumerRunner(bus, topology=topology, source=Random(1)),
        stop=asyncio.Event(),
        ensure=bus.ensure_consumer,
        limits=Limits(),
        pace=Pace(),
        lease=Lease(),
        lease_seconds=LEASE,
    )


async def rest(databases):
    """Let an orchestrator work for a collection in which nothing happens; return what it did in a while."""
    counting = Counting()
    server = MemoryServer(Topology(), faults=counting)
    orchestrator = orchestrator_on(server, databases)
    running = asyncio.ensure_future(orchestrator.run())
    await asyncio.sleep(5)
    assert not orchestrator.collections
    await Registry(MemoryBus(server, "manager")).register_site(RECORD)
    await asyncio.sleep(5)
    assert set(orchestrator.collections) == {"spice"}
    counting.seen.clear()
    await asyncio.sleep(REST)
    seen = Counter({operation: n for (_, operation), n in counting.seen.items()})
    assert set(orchestrator.collections) == {"spice"}
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return seen


def test_nothing_is_polled_that_is_told(tmp_path):
    """A new collection is taken on when its first site registers; at rest only leases and pulls go on."""
    loop = SimulatedLoop(Choices(1))
    try:
        seen = loop.run_until_complete(rest(tmp_path))
    finally:
        loop.close()
    assert set(seen) <= {"publish", "fetch", "last", "follow"}, seen
    assert seen["publish"] <= 3 * REST / LEASE + 1, seen

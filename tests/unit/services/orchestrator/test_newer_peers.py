"""A peer of a newer major version stops nobody: what it says waits for an upgrade, the rest goes on."""

import asyncio
import json

from services.orchestrator.match.plan import Limits
from services.orchestrator.supply.pack_run import Lease, PackRun
from services.orchestrator.supply.plan_run import PlanRun
from services.orchestrator.supply.planner import Pace, Planner
from services.orchestrator.supply.report_waiters import ReportWaiters
from shared.bus.codec import encode
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.transfers.report import Applied
from shared.contracts.messages.transfers.want import Want
from shared.contracts.messages.version import SCHEMA_VERSION
from shared.contracts.topology import Topology
from shared.model.base import FrozenModel
from shared.observability.tracing import NoTracer
from testing.bus.memory import MemoryBus, MemoryServer

TOPOLOGY = Topology()


def newer(message: FrozenModel) -> bytes:
    """Return a message as a newer major version might publish it."""
    document = json.loads(encode(message)) | {"schema_version": SCHEMA_VERSION + 1, "placed": "everything"}
    return json.dumps(document).encode()


async def test_a_report_of_a_newer_worker_does_not_end_the_orchestrator() -> None:
    """It is passed over, loudly, and the next one is heard."""
    bus = MemoryBus(MemoryServer(TOPOLOGY), "orchestrator")
    reports = ReportWaiters(bus, topology=TOPOLOGY, collection="c")
    heard = asyncio.Event()
    following = asyncio.create_task(reports.run(lambda report, sequence: heard.set()))
    await asyncio.sleep(0.01)
    report = Applied(collection="c", site="b", pack="ab" * 16)
    await bus.publish(TOPOLOGY.report("c", "b"), newer(report))
    await bus.publish(TOPOLOGY.report("c", "b"), encode(report))
    async with asyncio.timeout(60):
        await asyncio.wait([following, asyncio.create_task(heard.wait())], return_when="FIRST_COMPLETED")
    assert heard.is_set()
    assert not following.done()
    following.cancel()


async def test_a_want_of_a_newer_manager_does_not_end_the_orchestrator() -> None:
    """Its site waits for an upgrade of the orchestrator; the others are still planned for."""
    bus = MemoryBus(MemoryServer(TOPOLOGY), "orchestrator")
    reports = ReportWaiters(bus, topology=TOPOLOGY, collection="c")
    planner = Planner(
        bus,
        topology=TOPOLOGY,
        collection="c",
        projection=Projection(open_database(":memory:")),
        reports=reports,
        runner=PlanRun(
            packs=PackRun(bus, topology=TOPOLOGY, collection="c", reports=reports, lease=Lease()),
            limits=Limits(),
            new_pack_id=lambda: "ab" * 16,
        ),
        limits=Limits(),
        pace=Pace(),
        tracer=NoTracer(),
    )
    want = Want(collection="c", site="b", log_id="1" * 32, head=1, placed=1)
    await bus.publish(TOPOLOGY.want("c", "b"), newer(want))
    planning = asyncio.create_task(planner.run())
    for _ in range(50):
        await asyncio.sleep(0.001)
    assert not planning.done()
    planning.cancel()

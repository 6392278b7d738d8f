"""Plans are made again when nothing new is heard: soon at first, since a worker may come up any moment."""

import asyncio
from contextlib import suppress

from services.orchestrator.match.plan import Limits
from services.orchestrator.supply.pack_run import Lease, PackRun
from services.orchestrator.supply.plan_run import PlanRun
from services.orchestrator.supply.planner import Pace, Planner
from services.orchestrator.supply.report_waiters import ReportWaiters
from shared.bus.codec import encode
from shared.catalog.fold.fold import Folded
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.messages.presence import WorkerPresence
from shared.contracts.messages.transfers.want import Held, Need, Want
from shared.contracts.topology import Bucket, Stream, Topology
from shared.model.entry import Kind
from shared.observability.tracing import NoTracer
from testing.bus.memory import MemoryBus, MemoryServer
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop
from tests.unit.shared.catalog.logging_commits import Log, directory, fold_one, put

TOPOLOGY = Topology()
COMES_UP = 0.3
"""Seconds of the loop's own time after its site's want."""


async def jobs_after_a_worker_came_up():
    """Return how many jobs were given a moment after a worker came up whose site waits for one."""
    server = MemoryServer(TOPOLOGY)
    bus = MemoryBus(server, "orchestrator")
    log, projection = Log(), Projection(open_database(":memory:"))
    log.write(put("f", directory()))
    for sequence, message in log.messages:
        folded = fold_one(projection, message, sequence=sequence)
        assert isinstance(folded, Folded)
        projection.apply(folded)
    position = projection.position
    assert position.log_id is not None
    reports = ReportWaiters(bus, topology=TOPOLOGY, collection="c")
    planner = Planner(
        bus,
        topology=TOPOLOGY,
        collection="c",
        projection=projection,
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
    need = Need(path="f", revision=position.revision, held=Held(kind=Kind.DELETED))
    want = Want(
        collection="c", site="b", log_id=position.log_id, head=position.revision, placed=0, needs=(need,)
    )
    await bus.publish(TOPOLOGY.want("c", "b"), encode(want))
    planning = asyncio.ensure_future(planner.run())
    await asyncio.sleep(COMES_UP)
    assert not server.stored(Stream.JOBS)
    presence = WorkerPresence(site="b").model_dump_json().encode()
    await bus.put(Bucket.PRESENCE, "transfer.b.1", presence)
    await asyncio.sleep(2 * COMES_UP)
    jobs = len(server.stored(Stream.JOBS))
    planning.cancel()
    with suppress(asyncio.CancelledError):
        await planning
    return jobs


def test_a_worker_that_comes_up_a_moment_after_its_sites_want_is_found_soon():
    """The first file of a new rack waited for two seconds."""
    loop = SimulatedLoop(Choices(1))
    try:
        assert loop.run_until_complete(jobs_after_a_worker_came_up()) == 1
    finally:
        loop.close()

"""How long an orchestrator waits for a site's workers."""

import asyncio

import pytest

from services.orchestrator.supply.job_requests import JobRequests, Lease
from services.orchestrator.supply.report_waiters import ReportWaiters
from shared.contracts.bucket_keys import worker_key
from shared.contracts.messages.presence import WorkerPresence
from shared.contracts.messages.transfers.job import ApplyJob
from shared.contracts.topology import Bucket, Topology
from testing.bus.memory import MemoryBus, MemoryServer

LEASE = Lease(silence=60, absence=0.03, look=0.01)
PACK = "0" * 32
JOB = ApplyJob(collection="c", site="b", pack=PACK, placements=())
KEY = worker_key("b", "1")


@pytest.fixture
def bus():
    """A bus on which nobody is."""
    return MemoryBus(MemoryServer(Topology()), "orchestrator")


def ask(bus, *, lease=LEASE, before=()):
    """Ask site b to apply a pack."""
    topology = Topology()
    reports = ReportWaiters(bus, topology=topology, collection="c")
    asking = JobRequests(bus=bus, topology=topology, reports=reports, lease=lease, under_way=set(before))
    return asking.ask("applied", PACK, JOB, about=PACK)


async def test_a_site_without_workers_is_not_waited_for(bus):
    """The run ends long before the silence that a worker at work may keep."""
    with pytest.raises(TimeoutError, match="no worker of b"):
        async with asyncio.timeout(30):
            await ask(bus)


async def test_a_worker_that_is_there_may_be_silent(bus):
    """It is waited for while it gives signs of life, and no longer."""
    await bus.put(Bucket.PRESENCE, KEY, WorkerPresence(site="b").model_dump_json().encode())
    asked = asyncio.ensure_future(ask(bus))
    done, _ = await asyncio.wait((asked,), timeout=10 * LEASE.absence)
    assert not done

    await bus.remove(Bucket.PRESENCE, KEY)
    with pytest.raises(TimeoutError, match="no worker of b"):
        async with asyncio.timeout(30):
            await asked


async def busy_with(bus, pack):
    """Say that the worker at b works on a pack."""
    presence = WorkerPresence(site="b", active=(pack,))
    await bus.put(Bucket.PRESENCE, KEY, presence.model_dump_json().encode())


async def test_a_job_that_waits_for_its_turn_behind_others_is_not_silent(bus):
    """One worker carries out what many could: the last job is begun long after it was asked."""
    hasty = Lease(silence=0.03, absence=60, look=0.01)
    await busy_with(bus, "other")
    asked = asyncio.ensure_future(ask(bus, lease=hasty, before=("other",)))
    done, _ = await asyncio.wait((asked,), timeout=10 * hasty.silence)
    assert not done

    await busy_with(bus, "what another orchestrator asked")
    with pytest.raises(TimeoutError, match="no worker of b says anything"):
        async with asyncio.timeout(30):
            await asked

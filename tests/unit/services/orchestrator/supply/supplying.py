"""Two or more sites with real transfer workers and one who runs packs, over the bus in memory."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from datetime import UTC, datetime
from random import Random

from services.orchestrator.match.plan import Limits, Plan
from services.orchestrator.supply.pack_run import Lease, PackRun
from services.orchestrator.supply.plan_run import PlanRun
from services.orchestrator.supply.report_waiters import ReportWaiters
from services.transfer.app import make_worker
from shared.bus.consume.consumer import ConsumerRunner
from shared.contracts.messages.transfers.job import PackItem, Placement
from shared.contracts.topology import Stream, Topology
from shared.roots.posix.marker import Marker, write_marker
from testing.bus.memory import MemoryBus, MemoryServer
from testing.disk.files import MemoryFiles
from testing.disk.root import ABSENT, Root, digest, file_state, held

COLLECTION = "kernels"
SILENCE = 30.0
"""Seconds of real time, for what takes milliseconds."""


class StoppedClock:
    """A clock that stands still."""

    def now(self):
        """Noon."""
        return datetime(2026, 11, 21, 12, tzinfo=UTC)

    def time_ns(self):
        """Noon."""
        return int(self.now().timestamp()) * 10**9


class Site:
    """One site's root and its worker."""

    def __init__(self, server, topology, name, **settings):
        self.name = name
        self.root = Root()
        self._mark()
        server.ensure_consumer(topology.worker(name))
        self.bus = MemoryBus(server, name)
        self.worker, self.sender = make_worker(
            bus=self.bus,
            topology=topology,
            site=name,
            collection=COLLECTION,
            open_files=lambda: MemoryFiles(self.root.disk, faults=self.root.faults),
            clock=StoppedClock(),
            patience=1,
            reserve_bytes=0,
            **settings,
        )

    @property
    def encoded(self):
        """How contents were encoded here, by encoding."""
        return {kind.value: count for kind, count in self.worker.building.encoded.contents.items()}

    async def work(self, topology):
        """Carry jobs out until cancelled."""
        runner = ConsumerRunner(self.bus, topology=topology, source=Random(1))
        await runner.run(topology.worker(self.name), self.worker.handle)

    def _mark(self):
        with closing(MemoryFiles(self.root.disk)) as files:
            write_marker(files, Marker(collection=COLLECTION, site=self.name, root_id="0" * 32))


class Rack:
    """Sites by name, and the runner of packs."""

    def __init__(self, *names, **settings):
        self.topology = Topology()
        self.server = MemoryServer(self.topology)
        self.sites = {name: Site(self.server, self.topology, name, **settings) for name in names}
        bus = MemoryBus(self.server, "orchestrator")
        self._reports = ReportWaiters(bus, topology=self.topology, collection=COLLECTION)
        self.runner = PackRun(
            bus,
            topology=self.topology,
            collection=COLLECTION,
            reports=self._reports,
            lease=Lease(silence=SILENCE),
        )
        self._packs = 0

    def __getitem__(self, name):
        return self.sites[name]

    def subjects(self, stream):
        """Return the subjects of what a stream holds."""
        return [message.subject for message in self.server.stored(stream)]

    def jobs(self, kind):
        """Return how many reports of a kind were made: one for each job that was done."""
        stored = self.server.stored(Stream.REPORTS)
        return sum(f'"type":"{kind}"'.encode() in message.data for message in stored)

    @asynccontextmanager
    async def running(self):
        """Let all workers work for the block."""
        async with AsyncExitStack() as stack:
            works = [site.work(self.topology) for site in self.sites.values()]
            for work in (*works, self._reports.run(lambda report, sequence: None)):
                task = asyncio.ensure_future(work)
                stack.push_async_callback(_ended, task)
            await asyncio.sleep(0)
            yield self

    async def run(self, plan):
        """Carry one plan out as one pack and return its result."""
        async with self.runner.run(plan, self.new_pack()) as result:
            return result

    async def run_divided(self, plan, **limits):
        """Carry one plan out in shares or ranges and return what came of it."""
        limits = Limits(**limits)
        runner = PlanRun(packs=self.runner, limits=limits, new_pack_id=self.new_pack)
        async with runner.run(plan) as result:
            return result

    async def settled(self):
        """Wait until no job is left: workers go on for a little after they have reported."""
        while self.server.stored(Stream.JOBS):  # noqa: ASYNC110  nobody is told when a job goes
            await asyncio.sleep(0.002)

    def new_pack(self):
        """Return the id of another attempt."""
        self._packs += 1
        return f"{self._packs:032x}"


async def _ended(task):
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def plan_of(data, *, path="f", old=None, source="a", targets=("b",), keep=True, basis=None, basis_at=()):
    """Return the plan that brings `data` to a path where targets hold `old`."""
    prior = held(old) if old is not None else ABSENT
    against = basis if basis is not None else old
    item = PackItem(
        content=digest(data),
        size=len(data),
        found_at=(path,),
        basis=digest(against) if against is not None else None,
        basis_found_at=basis_at,
        keep=keep,
    )
    placement = Placement(path=path, revision=1, state=file_state(data), prior=prior, basis_found_at=basis_at)
    return Plan(source=source, items=(item,), placements=dict.fromkeys(targets, (placement,)))

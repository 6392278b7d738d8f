"""One pack from plan to placed: build it or share one, apply it at every target, purge it.

A run is an attempt: it has an id of its own, and when it ends, however it ends, the parts that were made
for it are purged and the targets ask again for what is missing. Nothing of it has to survive a restart.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from services.orchestrator.match.plan import Plan
from services.orchestrator.match.spread import SourceRates
from services.orchestrator.supply.job_requests import JobRequests, Lease
from services.orchestrator.supply.live_packs import LivePack, LivePacks
from services.orchestrator.supply.pack_apply import PackApplier
from services.orchestrator.supply.pack_build import PackBuilder
from services.orchestrator.supply.packed import Packed, RunResult
from services.orchestrator.supply.report_waiters import ReportWaiters
from shared.bus.port import Bus
from shared.contracts.topology import Stream, Topology
from shared.model.steps import NO_STEPS, Step, Steps

__all__ = ["Lease", "PackRun", "RunResult"]

log = logging.getLogger(__name__)


class PackRun:
    """Runs plans of one collection."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        collection: str,
        reports: ReportWaiters,
        lease: Lease,
        steps: Steps = NO_STEPS,
    ) -> None:
        self._bus = bus
        self._topology = topology
        self._collection = collection
        self._steps = steps
        asking = JobRequests(bus=bus, topology=topology, reports=reports, lease=lease, steps=steps)
        self._builder = PackBuilder(collection=collection, asking=asking)
        self.applier = PackApplier(collection=collection, asking=asking)
        self._live = LivePacks()
        self.sources = SourceRates()
        """What came from sites of late."""

    @asynccontextmanager
    async def run(self, plan: Plan, pack: str) -> AsyncIterator[RunResult]:
        """Carry a plan out as one pack and yield what came of it; ends early when workers stay silent.

        A pack that was made for it stays for the block, for sites that ask for the same meanwhile.

        Raises:
            BusError: the bus failed.
        """
        if plan.source is None:
            nothing = Packed(pack=pack)
            await self.applier.everywhere(plan, nothing)
            yield nothing.result
            return
        async with self.packed(plan, pack) as packed:
            if packed.usable:
                await self.applier.everywhere(plan, packed)
            packed.let_go()
            yield packed.result

    @asynccontextmanager
    async def packed(self, plan: Plan, pack: str) -> AsyncIterator[Packed]:
        """Have the pack of a plan built, or share one that stands, and yield it.

        It cannot go before it is let go; one that was made for it stays for the block.

        Raises:
            BusError: the bus failed.
        """
        live = self._live.find(plan)
        if live is not None:
            with ExitStack() as use:
                use.enter_context(live.used(plan.placements))
                await live.settled.wait()
                yield Packed(pack=pack, live=live, use=use)
            return
        made = self._live.add(plan)
        try:
            with ExitStack() as use:
                use.enter_context(made.used(plan.placements))
                packed = Packed(pack=pack, live=made, use=use)
                await self._build(plan, pack, made, packed.result)
                yield packed
        finally:
            await self._retire(plan, made)

    async def _build(self, plan: Plan, pack: str, made: LivePack, result: RunResult) -> None:
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            await self._builder.build(plan, pack, made.build)
        except TimeoutError:
            log.warning("pack %s: the workers stay silent; the sites will ask again", pack)
        finally:
            made.settled.set()
        built = made.build.built
        if built is not None:
            self.sources.note(made.source, built.sent_bytes, clock() - began)
            result.lacking |= {(made.source, content) for content in built.missing}
            result.too_large |= set(built.too_large)
        result.stands = made.build.usable
        if not made.build.usable:
            self._live.drop(plan, made)

    async def _retire(self, plan: Plan, made: LivePack) -> None:
        """Purge a pack once nobody can find it and nobody uses it any more."""
        self._live.drop(plan, made)
        await made.idle.wait()
        for attempt in made.build.attempts:
            subject = self._topology.pack(self._collection, made.source, attempt, "*")
            await self._bus.purge(Stream.PACKS, subject)
            self._steps.reached(Step.PACK_RETIRED)

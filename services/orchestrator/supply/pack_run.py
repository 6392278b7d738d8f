"""One pack from plan to placed: build it or share one, apply it at every target, purge it.

A run is an attempt: it has an id of its own, and when it ends, however it ends, the parts that were made
for it are purged and the targets ask again for what is missing. Nothing of it has to survive a restart.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from services.orchestrator.match.plan import Plan
from services.orchestrator.match.spread import SourceRates
from services.orchestrator.supply.job_requests import JobRequests, Lease
from services.orchestrator.supply.live_packs import LivePack, LivePacks
from services.orchestrator.supply.pack_build import PackBuilder
from services.orchestrator.supply.report_waiters import ReportWaiters
from shared.bus.port import Bus, BusError
from shared.contracts.messages.transfers.job import ApplyJob
from shared.contracts.messages.transfers.report import Applied, Reason
from shared.contracts.topology import Stream, Topology
from shared.model.steps import NO_STEPS, Step, Steps
from shared.service.task_group import one_outcome

__all__ = ["Lease", "PackRun", "RunResult"]

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class RunResult:
    """What a run found out for the next plans."""

    lacking: set[tuple[str, str]] = field(default_factory=set)
    """(site, content) where the site said that it does not hold the content."""
    told: set[tuple[str, str]] = field(default_factory=set)
    """(site, content) where a target reported that it could not get the content."""
    applied: set[str] = field(default_factory=set)
    """Targets that reported: their managers ask anew by themselves."""
    can_stage: set[tuple[str, str]] = field(default_factory=set)
    """(site, path) where a target was only asked, and can stage what it needs."""
    come: dict[tuple[str, str], int | None] = field(default_factory=dict)
    """Bytes of a content that have come, by (site, content); None: the target has to be asked again."""
    too_large: set[str] = field(default_factory=set)
    """Contents that no pack holds."""
    stands: bool = False
    """Whether a pack was made that others may share while it stands."""


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
        self._asking = JobRequests(bus=bus, topology=topology, reports=reports, lease=lease, steps=steps)
        self._builder = PackBuilder(collection=collection, asking=self._asking)
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
        result = RunResult()
        if plan.source is None:
            await self._apply(plan, pack, None, result)
            yield result
            return
        shared = self._live.find(plan)
        if shared is not None:
            await self._join(plan, pack, shared, result)
            yield result
            return
        made = self._live.add(plan)
        try:
            await self._make(plan, pack, made, result)
            result.stands = made.build.usable
            yield result
        finally:
            await self._retire(plan, made)

    async def _make(self, plan: Plan, pack: str, made: LivePack, result: RunResult) -> None:
        clock = asyncio.get_running_loop().time
        with made.used(plan.placements):
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
            if made.build.usable:
                await self._apply(plan, pack, made, result)
            else:
                self._live.drop(plan, made)

    async def _join(self, plan: Plan, pack: str, shared: LivePack, result: RunResult) -> None:
        with shared.used(plan.placements):
            await shared.settled.wait()
            if shared.build.usable:
                await self._apply(plan, pack, shared, result)

    async def _retire(self, plan: Plan, made: LivePack) -> None:
        """Purge a pack once nobody can find it and nobody uses it any more."""
        self._live.drop(plan, made)
        await made.idle.wait()
        for attempt in made.build.attempts:
            subject = self._topology.pack(self._collection, made.source, attempt, "*")
            await self._bus.purge(Stream.PACKS, subject)
            self._steps.reached(Step.PACK_RETIRED)

    async def _apply(self, plan: Plan, pack: str, live: LivePack | None, result: RunResult) -> None:
        async with one_outcome() as group:
            for site in sorted(plan.placements):
                group.create_task(self._apply_at(site, plan, pack, live, result))

    async def _apply_at(
        self, site: str, plan: Plan, pack: str, live: LivePack | None, result: RunResult
    ) -> None:
        job = self._apply_job(site, plan, pack, live)
        try:
            report = await self._asking.ask("applied", pack, job, about=job.pack)
        except (TimeoutError, BusError) as error:
            # One site's failure is no reason to take the pack away from the others.
            log.warning("pack %s: site %s has not reported (%s); it will ask again", pack, site, error)
            return
        if isinstance(report, Applied):
            result.applied.add(site)
            result.lacking |= _unplaced(report, plan, Reason.LACKING, Reason.CORRUPT)
            result.told |= _unplaced(report, plan, Reason.LACKING)
            result.come.update(_come(report, plan))
            if plan.probe:
                refused = {item.path for item in report.unplaced}
                paths = {placement.path for placement in plan.placements[site]} - refused
                result.can_stage |= {(site, path) for path in paths}

    def _apply_job(self, site: str, plan: Plan, pack: str, live: LivePack | None) -> ApplyJob:
        built = live.build.built if live is not None else None
        if live is None or built is None:
            return ApplyJob(
                collection=self._collection,
                site=site,
                pack=pack,
                placements=plan.placements[site],
                probe=plan.probe,
                offset=plan.offset,
            )
        return ApplyJob(
            collection=self._collection,
            site=site,
            pack=built.pack,
            source=live.source,
            parts=built.parts,
            manifest_hash=built.manifest_hash,
            placements=plan.placements[site],
            offset=plan.offset,
        )


def _come(report: Applied, plan: Plan) -> dict[tuple[str, str], int | None]:
    """Return how much has come of what a report is about; nothing is known of what it names no number for."""
    asked = {placement.state.content or "" for placement in plan.placements[report.site]}
    said = {one.content: one.bytes for one in report.arrived}
    refused = any(item.reason.lasting for item in report.unplaced)
    return {(report.site, content): None if refused else said.get(content) for content in asked}


def _unplaced(report: Applied, plan: Plan, *reasons: Reason) -> set[tuple[str, str]]:
    wanted = {placement.path: placement.state.content for placement in plan.placements[report.site]}
    return {(report.site, wanted.get(item.path) or "") for item in report.unplaced if item.reason in reasons}

"""Having a pack applied at the targets of its plan."""

import logging
from dataclasses import dataclass

from services.orchestrator.match.plan import Plan
from services.orchestrator.supply.job_requests import JobRequests
from services.orchestrator.supply.packed import Packed
from shared.bus.port import BusError
from shared.contracts.messages.transfers.job import ApplyJob
from shared.contracts.messages.transfers.report import Applied, Reason
from shared.service.task_group import one_outcome

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackApplier:
    """Has packs of one collection applied."""

    collection: str
    asking: JobRequests

    async def everywhere(self, plan: Plan, packed: Packed) -> None:
        """Have a pack applied at all targets, beside each other; its result says what came of it."""
        async with one_outcome() as group:
            for site in sorted(plan.placements):
                group.create_task(self.at(site, plan, packed))

    async def at(self, site: str, plan: Plan, packed: Packed) -> None:
        """Have a pack applied at one target; its result names the target where it has reported."""
        job, result = self._job(site, plan, packed), packed.result
        try:
            report = await self.asking.ask("applied", packed.pack, job, about=job.pack)
        except (TimeoutError, BusError) as error:
            # One site's failure is no reason to take the pack away from the others.
            log.warning("pack %s: site %s has not reported (%s); it will ask again", packed.pack, site, error)
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

    def _job(self, site: str, plan: Plan, packed: Packed) -> ApplyJob:
        live = packed.live
        built = live.build.built if live is not None else None
        if live is None or built is None:
            return ApplyJob(
                collection=self.collection,
                site=site,
                pack=packed.pack,
                placements=plan.placements[site],
                probe=plan.probe,
                offset=plan.offset,
            )
        return ApplyJob(
            collection=self.collection,
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

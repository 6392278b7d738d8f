"""One pack from plan to placed: sign where needed, build, apply at every target, purge.

A run is an attempt: it has an id of its own, and when it ends, however it ends, its parts are purged
and the targets ask again for what is missing. Nothing of it has to survive a restart.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TypeAlias

from services.orchestrator.match import Plan
from services.orchestrator.reports import Reports
from shared.bus.codec import encode
from shared.bus.port import Bus, Message
from shared.bus.topology import Stream, Topology
from shared.messages.job import ApplyJob, BuildJob, PackItem, SignJob
from shared.messages.report import Applied, Built, Reason, Report

log = logging.getLogger(__name__)

Job: TypeAlias = SignJob | BuildJob | ApplyJob

VERBS = {"signed": "sign", "built": "build", "applied": "apply"}
"""The kind of job that each kind of report answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """How long a run may take. Seconds."""

    silence: float = 600
    """Without a report of the workers that it waits for; then the run ends and its parts are purged."""


@dataclass(slots=True, kw_only=True)
class RunResult:
    """What a run found out for the next plans."""

    lacking: set[tuple[str, str]] = field(default_factory=set)
    """(site, content) where the site said that it does not hold the content."""
    applied: set[str] = field(default_factory=set)
    """Targets that reported: their managers ask anew by themselves."""


class PackRun:
    """Runs plans of one collection."""

    def __init__(
        self, bus: Bus, *, topology: Topology, collection: str, reports: Reports, lease: Lease
    ) -> None:
        self._bus = bus
        self._topology = topology
        self._collection = collection
        self._reports = reports
        self._lease = lease

    async def run(self, plan: Plan, pack: str) -> RunResult:
        """Carry a plan out. Ends early, with what it knows, when workers stay silent."""
        result = RunResult()
        try:
            built = await self._build(plan, pack, result) if plan.source is not None else None
            if plan.source is None or (built is not None and built.parts):
                await self._apply(plan, pack, built, result)
        except TimeoutError:
            log.warning("pack %s: no report in %s s; the sites will ask again", pack, self._lease.silence)
        finally:
            if plan.source is not None:
                subject = self._topology.pack(self._collection, plan.source, pack, "*")
                await self._bus.purge(Stream.PACKS, subject)
        return result

    async def _build(self, plan: Plan, pack: str, result: RunResult) -> Built | None:
        source = plan.source or ""
        items = await self._with_signatures(plan, pack)
        job = BuildJob(collection=self._collection, site=source, pack=pack, items=items)
        report = await self._ask("built", pack, job, about=pack)
        if not isinstance(report, Built):
            return None
        result.lacking |= {(source, content) for content in report.missing}
        return report

    async def _apply(self, plan: Plan, pack: str, built: Built | None, result: RunResult) -> None:
        async with one_outcome() as group:
            for site in sorted(plan.placements):
                group.create_task(self._apply_at(site, plan, pack, built, result))

    async def _apply_at(
        self, site: str, plan: Plan, pack: str, built: Built | None, result: RunResult
    ) -> None:
        job = ApplyJob(
            collection=self._collection,
            site=site,
            pack=pack,
            source=plan.source,
            parts=built.parts if built is not None else 0,
            manifest_hash=built.manifest_hash if built is not None else None,
            placements=plan.placements[site],
        )
        try:
            report = await self._ask("applied", pack, job, about=pack)
        except TimeoutError:
            log.warning("pack %s: site %s has not reported; it will ask again", pack, site)
            return
        if isinstance(report, Applied):
            result.applied.add(site)
            result.lacking |= _lacking(report, plan)

    async def _with_signatures(self, plan: Plan, pack: str) -> tuple[PackItem, ...]:
        """Make sure that the basis of every delta has a signature; where none can be had, send whole."""
        target = min(plan.placements)
        items: list[PackItem] = []
        for item in plan.items:
            author = await self._signature(item, target, plan, pack) if item.basis is not None else None
            basis = item.basis if author is not None else None
            items.append(item.model_copy(update={"basis": basis, "signature_from": author}))
        return tuple(items)

    async def _signature(self, item: PackItem, target: str, plan: Plan, pack: str) -> str | None:
        basis = item.basis or ""
        standing = await self._kept_signature(basis)
        if standing is not None:
            return standing
        paths = tuple(
            placement.path for placement in plan.placements[target] if placement.prior.content == basis
        )
        job = SignJob(collection=self._collection, site=target, content=basis, size=0, found_at=paths)
        report = await self._ask("signed", pack, job, about=basis)
        return target if getattr(report, "parts", 0) else None

    async def _kept_signature(self, content: str) -> str | None:
        """Return who published a whole signature of a content; parts other than 0 come before it."""
        kept = await self._bus.last(
            Stream.SIGNATURES, self._topology.signature(self._collection, "*", content, 0)
        )
        return _author(kept) if kept is not None else None

    async def _ask(self, kind: str, pack: str, job: Job, *, about: str) -> Report:
        """Give a job and return the report that answers it."""
        answer = self._reports.expect(kind, job.site, about)
        try:
            subject = self._topology.job(job.site, VERBS[kind])
            await self._bus.publish(subject, encode(job), message_id=f"{kind}.{pack}.{job.site}.{about}")
            async with asyncio.timeout(self._lease.silence):
                return await answer
        finally:
            self._reports.forget(kind, job.site, about)


def _author(message: Message) -> str:
    return message.subject.split(".")[-3]


def _lacking(report: Applied, plan: Plan) -> set[tuple[str, str]]:
    wanted = {placement.path: placement.state.content for placement in plan.placements[report.site]}
    reasons = (Reason.LACKING, Reason.CORRUPT)
    return {(report.site, wanted.get(item.path) or "") for item in report.unplaced if item.reason in reasons}

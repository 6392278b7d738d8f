"""Giving a job to a site's workers and waiting for the report that answers it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from services.orchestrator.supply.report_waiters import ReportWaiters
from shared.bus.codec import encode
from shared.bus.port import Bus, BusError
from shared.bus.presence import workers
from shared.contracts.messages.presence import WorkerPresence
from shared.contracts.messages.transfers.job import ApplyJob, BuildJob, SignJob
from shared.contracts.messages.transfers.report import Report
from shared.contracts.topology import Topology
from shared.model.steps import NO_STEPS, Step, Steps

Job: TypeAlias = SignJob | BuildJob | ApplyJob

VERBS = {"signed": "sign", "built": "build", "applied": "apply"}
"""The kind of job that each kind of report answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """How long a run may take. Seconds."""

    silence: float = 600
    """Without a report of the workers that it waits for, and without a word that they work on its pack, or on
    another that was asked for, behind which it waits; then the run ends and its parts are purged."""
    longest: float = 3600
    """Whatever its workers say: a disk that hangs holds up a site no longer. Reading 1 TB takes as long."""
    absence: float = 15
    """Without a worker at the site that it waits for, beyond the time that a sign of life lasts. A site that
    was cut off holds up all others that share its run (I8); when it is back it asks again."""
    look: float = 5
    """Between two looks whether the site has a worker: as often as a worker gives a sign of life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequests:
    """Asks workers of one collection."""

    bus: Bus
    topology: Topology
    reports: ReportWaiters
    lease: Lease
    steps: Steps = NO_STEPS
    under_way: set[str] = field(default_factory=set)
    """The packs and contents that workers are asked about now."""

    async def ask(self, kind: str, run: str, job: Job, *, about: str) -> Report:
        """Give a job and return the report that answers it.

        Args:
            kind: of the report.
            run: on whose behalf; the server takes two jobs of one run about the same thing for one.
            job: what is asked.
            about: the pack or content that the report will name.

        Raises:
            TimeoutError: nobody has reported for as long as the lease allows, or nobody is there who could.
            BusError: the bus failed.
        """
        answer = self.reports.expect(kind, job.site, about)
        self.under_way.add(about)
        try:
            subject = self.topology.job(job.site, VERBS[kind])
            await self.bus.publish(subject, encode(job), message_id=f"{kind}.{run}.{job.site}.{about}")
            self.steps.reached(Step.JOB_PUBLISHED)
            async with asyncio.timeout(self.lease.longest):
                return await self._wait(answer, job.site, about)
        finally:
            self.under_way.discard(about)
            self.reports.forget(kind, job.site, about)

    async def _wait(self, answer: asyncio.Future[Report], site: str, about: str) -> Report:
        absent = silent = 0.0
        look = min(self.lease.look, self.lease.silence)
        while absent < self.lease.absence and silent < self.lease.silence:
            done, _ = await asyncio.wait((answer,), timeout=look)
            if done:
                return answer.result()
            there = await self._workers(site)
            absent = absent + look if there == () else 0.0
            works = any(not self.under_way.isdisjoint(worker.active) for worker in there or ())
            silent = 0.0 if works else silent + look
        if absent >= self.lease.absence:
            raise TimeoutError(f"no worker of {site} gives a sign of life")
        raise TimeoutError(f"no worker of {site} says anything of {about}")

    async def _workers(self, site: str) -> Sequence[WorkerPresence] | None:
        """Return the workers of a site; None where nothing is known of them now."""
        try:
            return tuple((await workers(self.bus)).get(site, ()))
        except BusError:
            return None

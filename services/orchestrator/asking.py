"""Giving a job to a site's workers and waiting for the report that answers it."""

import asyncio
from dataclasses import dataclass
from typing import TypeAlias

from services.orchestrator.reports import Reports
from shared.bus.codec import encode
from shared.bus.port import Bus
from shared.bus.topology import Topology
from shared.messages.job import ApplyJob, BuildJob, SignJob
from shared.messages.report import Report
from shared.service.steps import NO_STEPS, Step, Steps

Job: TypeAlias = SignJob | BuildJob | ApplyJob

VERBS = {"signed": "sign", "built": "build", "applied": "apply"}
"""The kind of job that each kind of report answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """How long a run may take. Seconds."""

    silence: float = 600
    """Without a report of the workers that it waits for; then the run ends and its parts are purged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Asks workers of one collection."""

    bus: Bus
    topology: Topology
    reports: Reports
    lease: Lease
    steps: Steps = NO_STEPS

    async def ask(self, kind: str, run: str, job: Job, *, about: str) -> Report:
        """Give a job and return the report that answers it.

        Args:
            kind: of the report.
            run: on whose behalf; the server takes two jobs of one run about the same thing for one.
            job: what is asked.
            about: the pack or content that the report will name.

        Raises:
            TimeoutError: nobody has reported for as long as the lease allows.
            BusError: the bus failed.
        """
        answer = self.reports.expect(kind, job.site, about)
        try:
            subject = self.topology.job(job.site, VERBS[kind])
            await self.bus.publish(subject, encode(job), message_id=f"{kind}.{run}.{job.site}.{about}")
            self.steps.reached(Step.JOB_PUBLISHED)
            async with asyncio.timeout(self.lease.silence):
                return await answer
        finally:
            self.reports.forget(kind, job.site, about)

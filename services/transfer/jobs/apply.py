"""The job `apply`: fetch, stage, verify and publish placements at this site, as one group."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from services.transfer.contents.arrived import Arrived
from services.transfer.contents.content_finder import ContentFinder
from services.transfer.contents.make_room import demand_room
from services.transfer.contents.recent_contents import RecentContents
from services.transfer.jobs.apply_range import Fetch, RangeJob
from services.transfer.jobs.fetch import Fetcher
from services.transfer.jobs.in_thread import in_thread
from services.transfer.jobs.jobs_begun import JobsBegun, begun_before
from services.transfer.jobs.placements import lasting_refusals, publications_of, report_of
from services.transfer.jobs.stager import Staged, Stager
from shared.contracts.messages.transfers.job import ApplyJob
from shared.contracts.messages.transfers.manifest import Manifest
from shared.contracts.messages.transfers.report import Applied, ArrivedBytes, Reason, Unplaced
from shared.delta.encode import SMALL_BYTES_MAX
from shared.delta.errors import CorruptError
from shared.model.entry import Kind
from shared.model.steps import NO_STEPS, Step, Steps
from shared.roots.posix.files.port import Files, NoSpaceError, StorageError
from shared.roots.posix.publish.publication import Outcome, Publication
from shared.roots.posix.publish.publish import Publisher
from shared.roots.posix.publish.staging import Staging

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applier:
    """Carries `apply` jobs out."""

    now: Callable[[], datetime]
    """UTC, for names in the trash."""
    fetcher: Fetcher
    find: Callable[[Files], ContentFinder]
    reserve_bytes: int
    """Left free on the file system: a full disk harms more than a late file."""
    steps: Steps = NO_STEPS

    async def run(self, job: ApplyJob, files: Files) -> Applied:
        """Place what can be placed; the report says what was, and why the rest was not.

        May be called any number of times with one job; it is carried out once.

        Raises:
            OccupiedError: another worker is busy with this pack.
            StorageError: nothing was begun, the staging area cannot be used or has no room; the operator
                must act (`refused` is the report on it).
        """
        publisher = Publisher(files, now=self.now, steps=self.steps)
        if job.probe:
            return await asyncio.to_thread(self._probe, job, publisher, files)
        if await asyncio.to_thread(JobsBegun(files).was_begun, job):
            return begun_before(job)
        async with in_thread(publisher.begin(job.pack)) as staging:
            finder = self.find(files)
            publish = _Publish(job, files, finder.arrived, partial(publisher.publish, staging), self.steps)
            applied = await self._bring(job, files, staging, finder, publish)
        self.steps.reached(Step.APPLY_CLEARED)
        return applied

    async def _bring(
        self, job: ApplyJob, files: Files, staging: Staging, finder: ContentFinder, publish: "_Publish"
    ) -> Applied:
        """Fetch and stage what a job brings, and publish it; a range may only be kept for now."""
        if job.offset is not None:
            ranged = RangeJob(
                job=job,
                files=files,
                staging=staging,
                finder=finder,
                reserve_bytes=self.reserve_bytes,
                steps=self.steps,
            )
            fetch = Fetch(manifest=partial(self._manifest, job, files, finder), fetcher=self.fetcher)
            return await ranged.run(fetch, publish)
        with Stager(files, staging, job, finder=finder, reserve_bytes=self.reserve_bytes) as stager:
            await self._stage(job, stager, await self._manifest(job, files, finder))
            self.steps.reached(Step.APPLY_FETCHED)
            return await asyncio.to_thread(lambda: publish(stager.end()))

    async def _stage(self, job: ApplyJob, stager: Stager, manifest: Manifest | None) -> None:
        """Stage a job's files while the pack comes; what of it cannot be used is lacking in the end."""
        try:
            await asyncio.to_thread(stager.begin, manifest)
            if manifest is not None:
                await self.fetcher.stream(job, manifest, stager.take)
        except CorruptError as error:
            log.warning("the rest of pack %s cannot be used: %s", job.pack, error)

    async def keep(self, job: ApplyJob, applied: Applied, files: Files) -> None:
        """Keep copies of what replaced something: a change here would be made on it, and overwrite it."""
        await asyncio.to_thread(_keep_bases, job, applied, files, self.find(files).recent)

    def _probe(self, job: ApplyJob, publisher: Publisher, files: Files) -> Applied:
        """Say for which placements nothing could be staged now; the staging area itself is tried."""
        finder, total, unplaced, arrived = self.find(files), 0, [], []
        with publisher.begin(job.pack):
            for placement, needed in zip(job.placements, job.probe, strict=False):
                content = placement.state.content or ""
                here = finder.come(content, placement.state.size)
                arrived.append(ArrivedBytes(content=content, bytes=here))
                size = max(needed - here, 0)
                total += size
                try:
                    demand_room(
                        files, finder, total, reserve_bytes=self.reserve_bytes, what=repr(placement.path)
                    )
                except NoSpaceError as error:
                    unplaced.append(
                        Unplaced(
                            path=placement.path,
                            revision=placement.revision,
                            reason=Reason.NO_SPACE,
                            detail=str(error),
                        )
                    )
                    total -= size
        return Applied(
            collection=job.collection,
            site=job.site,
            pack=job.pack,
            unplaced=tuple(unplaced),
            arrived=tuple(arrived),
        )

    async def _manifest(self, job: ApplyJob, files: Files, finder: ContentFinder) -> Manifest | None:
        """Return the manifest of the pack, for which there is room; None when there is none, or it is gone.

        Raises:
            NoSpaceError: what comes would not fit: nothing is begun, so that the job can be done later.
        """
        if not job.parts:
            return None
        try:
            manifest = await self.fetcher.manifest(job)
        except CorruptError as error:
            log.warning("pack %s cannot be used: %s", job.pack, error)
            return None
        await asyncio.to_thread(
            demand_room,
            files,
            finder,
            sum(packed.length for packed in manifest.contents),
            reserve_bytes=self.reserve_bytes,
            what=f"the pack for {job.placements[0].path!r}",
        )
        return manifest


@dataclass(frozen=True, slots=True)
class _Publish:
    """Publishes what is staged for a job, and makes the report. Blocks."""

    job: ApplyJob
    files: Files
    arrived: Arrived
    publish: Callable[[Sequence[Publication]], list[Outcome]]
    steps: Steps

    def __call__(self, staged: Staged) -> Applied:
        self.steps.reached(Step.APPLY_STAGED)
        JobsBegun(self.files).begin(self.job)
        self.steps.reached(Step.APPLY_BEGUN)
        outcomes = self.publish(publications_of(self.job.placements, staged))
        return report_of(self.job, staged, outcomes, kept=self._keep_refused(staged, outcomes))

    def _keep_refused(self, staged: Staged, outcomes: Sequence[Outcome]) -> frozenset[str]:
        """Keep what was staged and refused for the next try; return the paths whose content is kept.

        What came in ranges is kept in any case: it took too long to come.
        """
        states = {placement.path: placement.state for placement in self.job.placements}
        refused = lasting_refusals(staged, outcomes, all_reasons=self.job.offset is not None)
        return frozenset(
            path
            for path in refused
            if self.arrived.keep(staged.files[path], states[path].content or "", size=states[path].size)
        )


def _keep_bases(job: ApplyJob, applied: Applied, files: Files, recent: RecentContents) -> None:
    replaced = {item.path: item.state for item in job.placements if item.prior.kind is Kind.FILE}
    for placed in applied.placed:
        state = replaced.get(placed.path)
        if state is not None and state.content is not None and state.size > SMALL_BYTES_MAX:
            try:
                with files.open(placed.path) as source:
                    if source.status().fingerprint == placed.fingerprint:
                        recent.keep(state.content, source, size=state.size)
            except StorageError as error:
                log.info("no copy of %r is kept: %s", placed.path, error)

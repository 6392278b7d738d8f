"""The job `apply`: fetch, stage, verify and publish placements at this site, as one group."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from services.transfer.contents.arrived import Arrived
from services.transfer.contents.content_finder import ContentFinder
from services.transfer.contents.make_room import demand_room
from services.transfer.contents.recent_contents import RecentContents
from services.transfer.jobs.fetch import Fetcher
from services.transfer.jobs.jobs_begun import JobsBegun, begun_before
from services.transfer.jobs.placements import lasting_refusals, publications_of, report_of
from services.transfer.jobs.stager import Staged, Stager
from shared.contracts.messages.job import ApplyJob
from shared.contracts.messages.manifest import Manifest
from shared.contracts.messages.report import Applied, Reason, Unplaced
from shared.delta.encode import SMALL_BYTES_MAX
from shared.delta.errors import CorruptError
from shared.model.entry import Kind
from shared.model.steps import NO_STEPS, Step, Steps
from shared.roots.posix.files.port import Files, NoSpaceError, StorageError
from shared.roots.posix.publish.publication import Outcome, Publication
from shared.roots.posix.publish.publish import Publisher
from shared.roots.posix.publish.staging import STREAM_NAME, Staging

log = logging.getLogger(__name__)

Entered = TypeVar("Entered")


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
            manifest = await self._fetch(job, files, staging, finder)
            self.steps.reached(Step.APPLY_FETCHED)
            stager = Stager(files, staging, job, manifest, finder=finder, reserve_bytes=self.reserve_bytes)
            applied = await asyncio.to_thread(self._place, job, stager, partial(publisher.publish, staging))
        self.steps.reached(Step.APPLY_CLEARED)
        return applied

    async def keep(self, job: ApplyJob, applied: Applied, files: Files) -> None:
        """Keep copies of what replaced something: a change here would be made on it, and overwrite it."""
        await asyncio.to_thread(_keep_bases, job, applied, files, self.find(files).recent)

    def _probe(self, job: ApplyJob, publisher: Publisher, files: Files) -> Applied:
        """Say for which placements nothing could be staged now; the staging area itself is tried."""
        finder, total, unplaced = self.find(files), 0, []
        with publisher.begin(job.pack):
            for placement, size in zip(job.placements, job.probe, strict=False):
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
        return Applied(collection=job.collection, site=job.site, pack=job.pack, unplaced=tuple(unplaced))

    async def _fetch(
        self, job: ApplyJob, files: Files, staging: Staging, finder: ContentFinder
    ) -> Manifest | None:
        """Bring the pack's stream into the staging area; None when there is none, or it is gone."""
        if not job.parts:
            return None
        try:
            manifest = await self.fetcher.manifest(job)
            await asyncio.to_thread(
                demand_room,
                files,
                finder,
                sum(packed.length for packed in manifest.contents),
                reserve_bytes=self.reserve_bytes,
                what=f"the pack for {job.placements[0].path!r}",
            )
            with files.create(f"{staging.folder}/{STREAM_NAME}") as stream:
                await self.fetcher.stream(job, manifest, stream)
        except CorruptError as error:
            log.warning("pack %s cannot be used: %s", job.pack, error)
            return None
        return manifest

    def _place(
        self, job: ApplyJob, stager: Stager, publish: Callable[[Sequence[Publication]], list[Outcome]]
    ) -> Applied:
        staged = stager.stage()
        self.steps.reached(Step.APPLY_STAGED)
        JobsBegun(stager.files).begin(job)
        self.steps.reached(Step.APPLY_BEGUN)
        outcomes = publish(publications_of(job.placements, staged))
        return report_of(
            job, staged, outcomes, kept=_keep_refused(job, staged, outcomes, stager.finder.arrived)
        )


def _keep_refused(
    job: ApplyJob, staged: Staged, outcomes: Sequence[Outcome], arrived: Arrived
) -> frozenset[str]:
    """Keep what was staged and refused for the next try; return the paths whose content is kept."""
    states = {placement.path: placement.state for placement in job.placements}
    return frozenset(
        path
        for path in lasting_refusals(staged, outcomes)
        if arrived.keep(staged.files[path], states[path].content or "", size=states[path].size)
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


@asynccontextmanager
async def in_thread(manager: AbstractContextManager[Entered]) -> AsyncIterator[Entered]:
    """Enter and leave a blocking context manager without blocking the event loop."""
    entered = await asyncio.to_thread(manager.__enter__)
    try:
        yield entered
    except BaseException as error:
        # A cancelled task may not wait: leaving is quick then, and the rest is done at the next start.
        manager.__exit__(type(error), error, error.__traceback__)
        raise
    await asyncio.to_thread(manager.__exit__, None, None, None)

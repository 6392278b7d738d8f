"""The job `apply` for a range of one content: appended to what has come before, placed when all is there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from services.transfer.contents.content_finder import ContentFinder
from services.transfer.contents.make_room import demand_room
from services.transfer.jobs.arriving_range import ArrivingRange
from services.transfer.jobs.fetch import Fetcher
from services.transfer.jobs.in_thread import in_thread
from services.transfer.jobs.stager import Failure, Staged
from shared.contracts.messages.transfers.job import ApplyJob, Placement
from shared.contracts.messages.transfers.manifest import Encoding, Manifest, PackedContent
from shared.contracts.messages.transfers.report import Applied, ArrivedBytes, Reason, Unplaced
from shared.delta.errors import DeltaError
from shared.model.steps import NO_STEPS, Step, Steps
from shared.roots.errors import CorruptError
from shared.roots.posix.files.port import Files
from shared.roots.posix.publish.staging import Staging

log = logging.getLogger(__name__)

Place = Callable[[Staged], Applied]
"""Publishes what is staged. Blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """The way to the pack of a range."""

    manifest: Callable[[], Awaitable[Manifest | None]]
    """Its manifest; None where it is gone."""
    fetcher: Fetcher


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeJob:
    """One range at one target."""

    job: ApplyJob
    files: Files
    staging: Staging
    finder: ContentFinder
    reserve_bytes: int
    steps: Steps = NO_STEPS

    async def run(self, fetch: Fetch, place: Place) -> Applied:
        """Append the range where it is the next one, and place the content where it is the last.

        May be called any number of times with one job: a range that has come is not appended again.

        Raises:
            OccupiedError: another worker is busy with this content.
            StorageError: the file system refused; what had come before is kept.
        """
        with self.finder.partial.lock(self._content):
            if self._size() == self.job.offset and self.job.parts:
                failure = await self._bring(fetch)
                if failure is not None:
                    return self._report(failure)
            if self._size() < self._placement.state.size:
                return self._report()
            return await asyncio.to_thread(self._place, place)

    async def _bring(self, fetch: Fetch) -> Failure | None:
        """Append the range while it comes; return why it could not be."""
        manifest = await fetch.manifest()
        if manifest is None:
            return self._gone
        packed = next(filter(self._is_asked_for, manifest.contents), None)
        if packed is None:
            log.warning("pack %s carries another range than the job names", manifest.pack)
            return None
        await asyncio.to_thread(self._demand_room, packed.size)
        return await self._append(fetch.fetcher, manifest, packed)

    async def _append(self, fetcher: Fetcher, manifest: Manifest, packed: PackedContent) -> Failure | None:
        arriving: ArrivingRange | None = None
        try:
            async with in_thread(self.finder.partial.appending(self._content)) as target:
                with ArrivingRange(manifest, packed, target) as arriving:
                    await fetcher.stream(self.job, manifest, arriving.take)
                    self.steps.reached(Step.APPLY_FETCHED)
                    arriving.finish()
        except DeltaError as error:
            log.warning("pack %s cannot be used: %s", manifest.pack, error)
            broken = arriving is None or arriving.broken
            return Failure(Reason.CORRUPT, str(error)) if broken else self._gone
        return None

    @property
    def _gone(self) -> Failure:
        return Failure(Reason.LACKING, f"a range of {self._content} did not come")

    def _demand_room(self, size: int) -> None:
        what = f"a range of {self._placement.path!r}"
        demand_room(self.files, self.finder, size, reserve_bytes=self.reserve_bytes, what=what)

    @property
    def _placement(self) -> Placement:
        (placement,) = self.job.placements
        return placement

    @property
    def _content(self) -> str:
        return self._placement.state.content or ""

    def _size(self) -> int:
        return self.finder.come(self._content, self._placement.state.size)

    def _is_asked_for(self, packed: PackedContent) -> bool:
        left = self._placement.state.size - (self.job.offset or 0)
        where = (packed.content, packed.offset, packed.encoding)
        return where == (self._content, self.job.offset, Encoding.FULL) and packed.size <= left

    def _place(self, place: Place) -> Applied:
        staged, placement = Staged(), self._placement
        partial = self.finder.partial.find(self._content)
        path = self.finder.arrived.path_of(self._content) or (partial.path if partial is not None else "")
        try:
            staged.files[placement.path] = self.staging.adopt(path, placement.state)
        except CorruptError as error:
            return self._report(Failure(Reason.CORRUPT, str(error)))
        return place(staged)

    def _report(self, failure: Failure | None = None) -> Applied:
        placement = self._placement
        unplaced = (
            ()
            if failure is None
            else (
                Unplaced(
                    path=placement.path,
                    revision=placement.revision,
                    reason=failure.reason,
                    detail=failure.detail,
                ),
            )
        )
        return Applied(
            collection=self.job.collection,
            site=self.job.site,
            pack=self.job.pack,
            unplaced=unplaced,
            arrived=(ArrivedBytes(content=self._content, bytes=self._size()),),
        )

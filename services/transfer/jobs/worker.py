"""A transfer worker: takes jobs of one site, carries them out, and reports."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from services.transfer.contents.free_space import FreeSpace
from services.transfer.contents.own_root import open_own_root
from services.transfer.jobs.apply import Applier
from services.transfer.jobs.build import PackBuilder
from services.transfer.jobs.placements import refused
from services.transfer.jobs.sign import Signer
from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.consume.consumer import HandBack
from shared.bus.port import Bus, Message
from shared.contracts.messages.presence import SOURCES_MAX, CameFrom, WorkerPresence
from shared.contracts.messages.transfers.job import ApplyJob, BuildJob, SignJob
from shared.contracts.messages.transfers.report import Applied, Built, SignatureMade
from shared.contracts.topology import Topology
from shared.model.steps import NO_STEPS, Step, Steps
from shared.roots.posix.files.port import Files, OccupiedError, StorageError

Job = TypeVar("Job", SignJob, BuildJob, ApplyJob)

log = logging.getLogger(__name__)

ROOT_DELAY = 10.0
"""Seconds after which a job is tried again whose root was not there, or not this site's."""

BUSY_DELAY = 2.0
"""Seconds after which a job is tried again that another worker is busy with."""


async def _nobody_listens() -> None:
    """Publish nothing."""


@dataclass(slots=True, kw_only=True)
class Figures:
    """What a worker counts."""

    active: set[str] = field(default_factory=set)
    """Packs under way."""
    sources: dict[str, str] = field(default_factory=dict)
    """The site that built each of them that is brought here."""
    full_bytes: int = 0
    files_placed: int = 0
    files_refused: int = 0
    publish: Callable[[], Awaitable[None]] = field(default=_nobody_listens)
    """Makes the figures known, before others hear that a job is done."""

    def begin(self, pack: str, *, source: str | None = None) -> None:
        """Note that a pack is under way."""
        self.active.add(pack)
        if source is not None:
            self.sources[pack] = source

    def end(self, pack: str) -> None:
        """Note that it is no more."""
        self.active.discard(pack)
        self.sources.pop(pack, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Handles jobs."""

    bus: Bus
    topology: Topology
    site: str
    collection: str
    open_files: Callable[[], Files]
    """Opens the root anew for each job: a directory that was replaced or unmounted must not be written to."""
    signing: Signer
    building: PackBuilder
    applying: Applier
    figures: Figures
    room: FreeSpace
    steps: Steps = NO_STEPS

    def presence(self) -> WorkerPresence:
        """Return what this worker says of itself."""
        return WorkerPresence(
            site=self.site,
            active=tuple(sorted(self.figures.active)),
            free_bytes=self.room.usable_bytes,
            came=came_from(self.applying.fetcher.came, Counter(self.figures.sources.values())),
        )

    async def handle(self, message: Message) -> None:
        """Carry one job out, and report. May be called any number of times with one job.

        Raises:
            BadMessageError: nobody can do anything with the message.
            HandBack: it comes again later.
        """
        match message.subject.rpartition(".")[2]:
            case "sign":
                await self._sign(self._mine(decode(SignJob, message.data)))
            case "build":
                await self._build(self._mine(decode(BuildJob, message.data)))
            case "apply":
                await self._apply(self._mine(decode(ApplyJob, message.data)))
            case other:
                raise BadMessageError(f"no job of kind {other}: known are sign, build and apply")

    async def _sign(self, job: SignJob) -> None:
        async with self._root() as files:
            made = await self.signing.run(job, files)
        await self._report(made)

    async def _build(self, job: BuildJob) -> None:
        self.figures.begin(job.pack)
        try:
            async with self._root() as files:
                built = await self.building.run(job, files)
        finally:
            self.figures.end(job.pack)
        self.figures.full_bytes += built.full_bytes
        await self._report(built)
        self.steps.reached(Step.PACK_REPORTED)

    async def _apply(self, job: ApplyJob) -> None:
        self.figures.begin(job.pack, source=job.source)
        try:
            await self.figures.publish()
            async with self._root() as files:
                applied = await self._applied(job, files)
                self.figures.end(job.pack)
                self.figures.files_placed += len(applied.placed)
                self.figures.files_refused += len(applied.unplaced)
                if job.probe or any(item.reason.lasting for item in applied.unplaced):
                    # Told before the report: who plans the next try has to know how much room there is.
                    await self.room.look()
                await self._report(applied)
                self.steps.reached(Step.APPLY_REPORTED)
                await self.applying.keep(job, applied, files)
        finally:
            self.figures.end(job.pack)

    async def _applied(self, job: ApplyJob, files: Files) -> Applied:
        try:
            return await self.applying.run(job, files)
        except OccupiedError as error:
            raise HandBack(str(error), delay=BUSY_DELAY) from error
        except StorageError as error:
            # Handed back, it would be tried in silence for as long as the disk is full or read-only.
            log.warning("pack %s: %s", job.pack, error)
            return refused(job, error)

    @asynccontextmanager
    async def _root(self) -> AsyncIterator[Files]:
        """Open the root, and make sure that it is this site's before anything is done with it (I3)."""
        files = await asyncio.to_thread(self._open_root)
        try:
            yield files
        finally:
            files.close()

    def _open_root(self) -> Files:
        try:
            return open_own_root(self.open_files, collection=self.collection, site=self.site)
        except StorageError as error:
            raise HandBack(str(error), delay=ROOT_DELAY) from error

    def _mine(self, job: Job) -> Job:
        """Refuse what was misdirected: a worker writes to its own site's root alone."""
        if (job.collection, job.site) != (self.collection, self.site):
            raise BadMessageError(f"a job of {job.collection} at {job.site} came to site {self.site}")
        return job

    async def _report(self, report: Applied | Built | SignatureMade) -> None:
        await self.figures.publish()
        await self.bus.publish(self.topology.report(report.collection, report.site), encode(report))


def came_from(came: Counter[str], arriving: Counter[str]) -> tuple[CameFrom, ...]:
    """Return what each site sent, by name: of those that send now, and of those that sent most."""
    sites = [*arriving, *(site for site, _ in came.most_common() if site not in arriving)]
    return tuple(
        CameFrom(site=site, bytes=came[site], active=arriving[site]) for site in sorted(sites[:SOURCES_MAX])
    )

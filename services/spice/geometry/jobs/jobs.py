"""The jobs of a site, shared out among its processes: each takes so many at a time, in their order.

A record says who works on a job and is said again while that process lives. One that falls silent has its
jobs taken by others. So a job may be calculated twice, and ends once: its answer has the same bytes anywhere.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from services.spice.geometry.jobs.answers import AnswerFiles
from services.spice.geometry.jobs.book import Entry, JobBook
from services.spice.geometry.jobs.claims import Claims, Others
from services.spice.geometry.jobs.errors import AnswerElsewhereError, TooManyJobsError
from services.spice.geometry.jobs.job import JobState, state_of
from services.spice.geometry.jobs.kernel_holds import KernelHolds, Members
from services.spice.geometry.jobs.work import ALL_SHARED_MAX, Answer, Work, moved, shared
from services.spice.geometry.process.pool import Asked
from shared.bus.codec import encode
from shared.bus.retry_forever import retry_forever
from shared.contracts.http.knowledge.kernels import SetMember
from shared.contracts.messages.kernels.geometry_job import GeometryJob, Phase, Pieces

LOOK = 5.0
"""Seconds between two looks for jobs that are due, or have expired."""

FORGET_AFTER = timedelta(hours=1)
"""That the record of a removed job stays, so that every process hears of it."""

RETRY = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobBounds:
    """How much jobs take together."""

    at_once: int = 1
    """Of one process."""
    jobs: int = 200
    """Of a site, that are kept, whether they ended or not."""
    keep: timedelta = timedelta(hours=24)
    """From the question to when it is forgotten."""

    arrive: timedelta = timedelta(hours=1)
    """That a job waits for kernels of other sites before it is tried without them."""

    @property
    def of_one(self) -> int:
        """Jobs of one caller: whoever asks for many leaves half of the room for others."""
        return max(1, self.jobs // 2)


@dataclass(slots=True, kw_only=True)
class Jobs:
    """Takes questions, answers some of those of its site, and keeps the answers. One loop owns it."""

    book: JobBook
    files: AnswerFiles
    kernels: KernelHolds
    answer: Answer
    bounds: JobBounds
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    new_id: Callable[[], str]
    """32 hexadecimal digits that nobody guesses."""
    instance: str
    """Names this process among those of the site."""
    others: Others
    """Tells which processes of the site are there."""
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _again: dict[str, None] = field(default_factory=dict)
    """Complete jobs whose answers are wanted here, and are not here."""
    _work: Work = field(init=False)
    _claims: Claims = field(init=False)

    def __post_init__(self) -> None:
        """Wire what takes jobs, and what works on them."""
        self._claims = Claims(
            book=self.book, instance=self.instance, others=self.others, monotonic=self.monotonic
        )
        self._work = Work(
            book=self.book,
            files=self.files,
            answer=self.answer,
            instance=self.instance,
            lacks=self._claims.say_lacking,
        )

    def start(self) -> None:
        """Take stock of the answers of an earlier process. Blocks."""
        self.files.start()

    async def submit(self, asked: Asked, owner: str) -> JobState:
        """Take a question.

        Raises:
            TooManyJobsError: too many are kept.
            AbsentContentError: no site holds the bytes of a kernel.
            StoreFullError: there is no room for kernels.
            BusError: the bus does not take it.
        """
        await self.book.reach_current()
        question = await asyncio.to_thread(encode, asked)
        self._demand_room(len(question), owner)
        kernels = await self.kernels.open_in_time(asked.members)
        async with AsyncExitStack() as until_added:
            if kernels is not None:
                until_added.push_async_exit(kernels)
            record = await self.book.add(self._new(asked, owner), question)
            until_added.pop_all()
        if kernels is not None:
            await self.kernels.assign(record.job, kernels)
        return self._told(record)

    def _new(self, asked: Asked, owner: str) -> GeometryJob:
        made_at = self.now()
        return GeometryJob(
            collection=asked.collection,
            site=self.book.site,
            job=self.new_id(),
            owner=owner,
            made_at=made_at,
            expires_at=made_at + self.bounds.keep,
            calculation=asked.question.calculation,
            question=Pieces(),
        )

    def state(self, job: str, owner: str) -> JobState | None:
        """Return how far a job is; None where this owner has none of that name."""
        found = self._of(job, owner)
        return None if found is None else self._told(found)

    async def asked(self, job: str, owner: str) -> Asked | None:
        """Return the question of a job. Raises BusError."""
        found = self._of(job, owner)
        return None if found is None else await self._work.question(found)

    async def path(self, job: str, owner: str) -> Path | None:
        """Return where a complete answer is; None where there is none.

        Raises:
            AnswerElsewhereError: it is calculated here again: another process has it.
            BusError: the bus does not give it.
        """
        found = self._of(job, owner)
        if found is None or found.phase is not Phase.COMPLETE:
            return None
        path = await asyncio.to_thread(self.files.find, job, found.answer)
        if path is None and found.answer.count:
            data = await self.book.pieces(job, "a", found.answer)
            await asyncio.to_thread(self.files.write, job, data)
            path = await asyncio.to_thread(self.files.find, job, found.answer)
        if path is None:
            self._again[job] = None
            self.book.changed.set()
            trouble = self._work.troubles.get(job)
            here = f"cannot be calculated here again: {trouble}" if trouble else "is calculated here again"
            raise AnswerElsewhereError(
                f"the answer is with another process of this site, and {here}: ask later"
            )
        return path

    async def cancel(self, job: str, owner: str) -> JobState | None:
        """End a job that has not ended; None where this owner has none of that name. Raises BusError."""
        if self._of(job, owner) is None:
            return None
        await self.book.change(job, lambda one: None if one.phase.is_final else moved(one, Phase.CANCELLED))
        return self.state(job, owner)

    async def forget(self, job: str, owner: str) -> bool:
        """Cancel a job and remove its answer; False where this owner has none of that name."""
        if self._of(job, owner) is None:
            return False
        ends = min(self.now() + FORGET_AFTER, self.book.entries()[job].record.expires_at)
        gone = {"expires_at": ends, "answer": Pieces()}
        await self.book.change(job, lambda one: moved(one, Phase.FORGOTTEN, **gone))
        return True

    async def run(self) -> None:
        """Answer questions in their order, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(retry_forever(self.book.run, doing="follow jobs of geometry", pause=RETRY))
            try:
                await retry_forever(self.book.reach_current, doing="hear of jobs of geometry", pause=RETRY)
                while True:
                    self.book.changed.clear()
                    await retry_forever(partial(self._look, group), doing="look for jobs", pause=RETRY)
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(LOOK):
                            await self.book.changed.wait()
            finally:
                self._work.stopping = True

    def _of(self, job: str, owner: str) -> GeometryJob | None:
        entry = self.book.entries().get(job)
        if entry is None or entry.record.owner != owner or entry.record.phase is Phase.FORGOTTEN:
            return None
        return entry.record

    def _told(self, record: GeometryJob) -> JobState:
        waiting = [name for name, one in self.book.entries().items() if one.record.phase is Phase.QUEUED]
        if record.phase is Phase.CALCULATING and record.job in self._work.progress:
            record = record.model_copy(update={"progress": self._work.progress[record.job]})
        return state_of(record, position=waiting.index(record.job) if record.job in waiting else 0)

    def _demand_room(self, size: int, owner: str) -> None:
        kept = [one.record for one in self.book.entries().values() if one.record.phase is not Phase.FORGOTTEN]
        if (own := sum(one.owner == owner for one in kept)) >= self.bounds.of_one:
            raise TooManyJobsError(
                f"{own} jobs of yours are kept already: remove those that nobody needs, or ask later"
            )
        if len(kept) >= self.bounds.jobs:
            raise TooManyJobsError(
                f"{len(kept)} jobs are kept already: remove those that nobody needs, or ask later"
            )
        if shared(kept) + size > ALL_SHARED_MAX:
            raise TooManyJobsError(
                f"questions and answers of {len(kept)} jobs take {shared(kept)} bytes on the bus, "
                f"and one of {size} does not fit: remove those that nobody needs, or ask later"
            )

    async def _look(self, group: asyncio.TaskGroup) -> None:
        """End what is not ours any more, and begin what is due."""
        entries = self.book.entries()
        for job, task in self._running.items():
            if job not in self._again and not self._is_mine(entries.get(job)):
                task.cancel()
        unfinished = self._unfinished(entries)
        await self.kernels.look(group, unfinished, lacks=self._claims.say_lacking, news=self.book.changed.set)
        wanted = {name for name, one in entries.items() if one.record.phase is not Phase.FORGOTTEN}
        await asyncio.to_thread(self.files.remove_others, wanted | set(self._running))
        for known in (self._again, self._work.troubles):
            for job in [job for job in known if job not in entries]:
                del known[job]
        for job, entry in entries.items():
            if len(self._running) >= self.bounds.at_once:
                return
            if job not in self._running and (job in self._again or await self._is_taken(entry)):
                self._begin(group, job)

    async def _is_taken(self, entry: Entry) -> bool:
        record = entry.record
        waits = self.kernels.are_arriving(record.job) and self.now() - record.made_at < self.bounds.arrive
        return not waits and await self._claims.take(entry)

    def _begin(self, group: asyncio.TaskGroup, job: str) -> None:
        record = self.book.entries()[job].record
        work = self._work.calculate_again(record) if job in self._again else self._work.calculate(record)
        task = self._running[job] = group.create_task(work, name=f"job {job}")

        def ended(_: asyncio.Task[None]) -> None:
            del self._running[job]
            self._again.pop(job, None)
            self._work.progress.pop(job, None)
            self.book.changed.set()

        task.add_done_callback(ended)

    def _is_mine(self, entry: Entry | None) -> bool:
        if entry is None:
            return False
        return entry.record.phase is Phase.CALCULATING and entry.record.worker == self.instance

    def _unfinished(self, entries: dict[str, Entry]) -> dict[str, Members]:
        """Return the jobs whose kernels are to be held, and what tells them."""
        return {
            name: partial(self._members, one.record)
            for name, one in entries.items()
            if not one.record.phase.is_final and self.instance not in one.record.lacking
        }

    async def _members(self, record: GeometryJob) -> Sequence[SetMember]:
        return (await self._work.question(record)).members

"""The jobs of a site, shared out among its processes: each takes so many at a time, in their order.

A record says who works on a job and is said again while that process lives. One that falls silent has its
jobs taken by others. So a job may be calculated twice, and ends once: its answer has the same bytes anywhere.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from services.spice.geometry.errors import GeometryError
from services.spice.geometry.files.content_files import StoreFullError
from services.spice.geometry.jobs.answers import AnswerFiles
from services.spice.geometry.jobs.book import Entry, JobBook
from services.spice.geometry.jobs.file_sink import FileSink
from services.spice.geometry.jobs.job import JobState, state_of
from services.spice.geometry.process.errors import ProcessDiedError, ProcessStartError, QueueFullError
from services.spice.geometry.process.kernel_process import Sink
from services.spice.geometry.process.pool import Asked
from services.spice.geometry.process.words import Answered
from services.spice.sets.port import AbsentContentError, KernelsUnavailableError
from shared.bus.codec import decode, encode
from shared.bus.port import BusError
from shared.bus.retry_forever import retry_forever
from shared.contracts.messages.geometry_job import BEGUN_MAX, DETAIL_MAX, GeometryJob, Phase, Pieces

log = logging.getLogger(__name__)

BEAT = 5.0
"""Seconds between two signs of life of who works on a job."""

LOST_SECONDS = 30.0
"""Without a sign of life, another process takes the job: six of them were missed."""

LOOK = 5.0
"""Seconds between two looks for jobs that are due, or have expired."""

FORGET_AFTER = timedelta(hours=1)
"""That the record of a removed job stays, so that every process hears of it."""

HAND_BACK_SECONDS = 2.0
"""For a process that stops to say that its jobs are free."""

SHARED_MAX = 16 * 1024**2
"""Bytes of an answer that is kept on the bus, too. A larger one is with the process that made it, and is
calculated again by another that is asked for it."""

ALL_SHARED_MAX = 512 * 1024**2
"""Bytes of all questions and answers of a site that are kept on the bus."""

RETRY = 1.0

FAULTS = (
    AbsentContentError,
    KernelsUnavailableError,
    ProcessDiedError,
    ProcessStartError,
    QueueFullError,
    StoreFullError,
)
"""Errors that are told as they are, since the question is not to blame."""


class Answer(Protocol):
    """Has one question answered."""

    def __call__(self, asked: Asked, *, sink: Sink, progress: Callable[[float], None]) -> Awaitable[Answered]:
        """Answer it, and give the bytes to the sink."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobBounds:
    """How much jobs take together."""

    at_once: int = 1
    """Of one process."""
    jobs: int = 200
    """Of a site, that are kept, whether they ended or not."""
    keep: timedelta = timedelta(hours=24)
    """From the question to when it is forgotten."""


class TooManyJobsError(Exception):
    """No more jobs are kept: cancel some, or wait until they expire."""


class AnswerElsewhereError(Exception):
    """An answer is with another process, and is calculated here again: ask later."""


@dataclass(slots=True, kw_only=True)
class Jobs:
    """Takes questions, answers some of those of its site, and keeps the answers. One loop owns it."""

    book: JobBook
    files: AnswerFiles
    answer: Answer
    bounds: JobBounds
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    new_id: Callable[[], str]
    """32 hexadecimal digits that nobody guesses."""
    instance: str
    """Names this process among those of the site."""
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _again: dict[str, None] = field(default_factory=dict)
    """Complete jobs whose answers are wanted here, and are not here."""
    _progress: dict[str, float] = field(default_factory=dict)
    _stopping: bool = False

    def start(self) -> None:
        """Take stock of the answers of an earlier process. Blocks."""
        self.files.start()

    async def submit(self, asked: Asked, owner: str) -> JobState:
        """Take a question.

        Raises:
            TooManyJobsError: too many are kept.
            BusError: the bus does not take it.
        """
        await self.book.reach_current()
        question = await asyncio.to_thread(encode, asked)
        self._demand_room(len(question))
        made_at = self.now()
        record = GeometryJob(
            collection=asked.collection,
            site=self.book.site,
            job=self.new_id(),
            owner=owner,
            made_at=made_at,
            expires_at=made_at + self.bounds.keep,
            calculation=asked.question.calculation,
            question=Pieces(),
        )
        return self._told(await self.book.add(record, question))

    def state(self, job: str, owner: str) -> JobState | None:
        """Return how far a job is; None where this owner has none of that name."""
        found = self._of(job, owner)
        return None if found is None else self._told(found)

    async def asked(self, job: str, owner: str) -> Asked | None:
        """Return the question of a job. Raises BusError."""
        found = self._of(job, owner)
        return None if found is None else await self._question(found)

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
            raise AnswerElsewhereError(
                "the answer is with another process of this site, and is calculated here again: ask later"
            )
        return path

    async def cancel(self, job: str, owner: str) -> JobState | None:
        """End a job that has not ended; None where this owner has none of that name. Raises BusError."""
        if self._of(job, owner) is None:
            return None
        await self.book.change(job, lambda one: None if one.phase.is_final else _moved(one, Phase.CANCELLED))
        return self.state(job, owner)

    async def forget(self, job: str, owner: str) -> bool:
        """Cancel a job and remove its answer; False where this owner has none of that name."""
        if self._of(job, owner) is None:
            return False
        ends = min(self.now() + FORGET_AFTER, self.book.entries()[job].record.expires_at)
        gone = {"expires_at": ends, "answer": Pieces()}
        await self.book.change(job, lambda one: _moved(one, Phase.FORGOTTEN, **gone))
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
                self._stopping = True

    def _of(self, job: str, owner: str) -> GeometryJob | None:
        entry = self.book.entries().get(job)
        if entry is None or entry.record.owner != owner or entry.record.phase is Phase.FORGOTTEN:
            return None
        return entry.record

    def _told(self, record: GeometryJob) -> JobState:
        waiting = [name for name, one in self.book.entries().items() if one.record.phase is Phase.QUEUED]
        if record.phase is Phase.CALCULATING and record.job in self._progress:
            record = record.model_copy(update={"progress": self._progress[record.job]})
        return state_of(record, position=waiting.index(record.job) if record.job in waiting else 0)

    def _demand_room(self, size: int) -> None:
        kept = [one.record for one in self.book.entries().values() if one.record.phase is not Phase.FORGOTTEN]
        if len(kept) >= self.bounds.jobs:
            raise TooManyJobsError(
                f"{len(kept)} jobs are kept already: remove those that nobody needs, or ask later"
            )
        if _shared(kept) + size > ALL_SHARED_MAX:
            raise TooManyJobsError(
                f"questions and answers of {len(kept)} jobs take {_shared(kept)} bytes on the bus, "
                f"and one of {size} does not fit: remove those that nobody needs, or ask later"
            )

    async def _question(self, record: GeometryJob) -> Asked:
        data = await self.book.pieces(record.job, "q", record.question)
        return await asyncio.to_thread(decode, Asked, data)

    async def _look(self, group: asyncio.TaskGroup) -> None:
        """End what is not ours any more, and begin what is due."""
        entries = self.book.entries()
        for job, task in self._running.items():
            if job not in self._again and not self._is_mine(entries.get(job)):
                task.cancel()
        wanted = {name for name, one in entries.items() if one.record.phase is not Phase.FORGOTTEN}
        await asyncio.to_thread(self.files.remove_others, wanted | set(self._running))
        for job in [job for job in self._again if job not in entries]:
            del self._again[job]
        for job, entry in entries.items():
            if len(self._running) >= self.bounds.at_once:
                return
            if job not in self._running and (job in self._again or await self._take(entry)):
                self._begin(group, job)

    def _begin(self, group: asyncio.TaskGroup, job: str) -> None:
        record = self.book.entries()[job].record
        work = self._calculate_again(record) if job in self._again else self._calculate(record)
        task = self._running[job] = group.create_task(work, name=f"job {job}")

        def ended(_: asyncio.Task[None]) -> None:
            del self._running[job]
            self._again.pop(job, None)
            self._progress.pop(job, None)
            self.book.changed.set()

        task.add_done_callback(ended)

    def _is_mine(self, entry: Entry | None) -> bool:
        if entry is None:
            return False
        return entry.record.phase is Phase.CALCULATING and entry.record.worker == self.instance

    async def _take(self, entry: Entry) -> bool:
        """Make a job ours, if it is due: queued, or its process has fallen silent."""
        record = entry.record
        lost = record.phase is Phase.CALCULATING and self.monotonic() - entry.heard_at > LOST_SECONDS
        if record.phase is not Phase.QUEUED and not lost:
            return False

        def take(one: GeometryJob) -> GeometryJob | None:
            if (one.phase, one.worker, one.begun) != (record.phase, record.worker, record.begun):
                return None
            if one.begun >= BEGUN_MAX:
                words = f"{one.begun} processes ended while they calculated it: ask for less, or in parts"
                return _moved(one, Phase.FAILED, detail=words)
            mine = {"worker": self.instance, "begun": one.begun + 1, "progress": 0.0}
            return _moved(one, Phase.CALCULATING, **mine)

        taken = await self.book.change(record.job, take)
        return taken is not None and taken.phase is Phase.CALCULATING

    async def _calculate(self, record: GeometryJob) -> None:
        try:
            async with self._beating(record.job):
                changes = await self._outcome(record)
        except asyncio.CancelledError:
            await self._hand_back(record.job)
            raise

        async def end() -> None:
            await self.book.change(record.job, lambda one: self._ended(one, changes))

        await retry_forever(end, doing="say how a job ended", pause=RETRY)

    def _said_again(self, one: GeometryJob) -> GeometryJob | None:
        return self._ended(one, {"progress": self._progress.get(one.job, 0.0)})

    def _ended(self, one: GeometryJob, changes: dict[str, Any]) -> GeometryJob | None:
        mine = one.phase is Phase.CALCULATING and one.worker == self.instance
        return one.model_copy(update=changes) if mine else None

    async def _outcome(self, record: GeometryJob) -> dict[str, Any]:
        try:
            answered = await self._answered(record)
            told = await asyncio.to_thread(self.files.keep, record.job)
            return {
                "phase": Phase.COMPLETE,
                "rows": answered.rows,
                "answer": await self._on_the_bus(record, told),
            }
        except GeometryError as error:
            return {"phase": Phase.FAILED, "failure": error.failure.model_dump_json()}
        except (*FAULTS, BusError, OSError) as error:
            return {"phase": Phase.FAILED, "detail": str(error)[:DETAIL_MAX]}

    async def _answered(self, record: GeometryJob) -> Answered:
        def progress(share: float) -> None:
            self._progress[record.job] = share

        asked = await self._question(record)
        sink = FileSink(self.files.partial(record.job))
        return await self.answer(asked, sink=sink, progress=progress)

    async def _calculate_again(self, record: GeometryJob) -> None:
        try:
            await self._answered(record)
            await asyncio.to_thread(self.files.keep, record.job)
        except (GeometryError, *FAULTS, BusError, OSError) as error:
            log.warning("the answer of job %s cannot be calculated again: %s", record.job, error)

    async def _on_the_bus(self, record: GeometryJob, told: Pieces) -> Pieces:
        """Keep an answer on the bus, if it is small enough; it is complete without that, too."""
        kept = _shared([one.record for one in self.book.entries().values()])
        if told.bytes > SHARED_MAX or kept + told.bytes > ALL_SHARED_MAX:
            return told
        path = self.files.find(record.job, told)
        try:
            data = b"" if path is None else await asyncio.to_thread(path.read_bytes)
            return await self.book.put_pieces(record, "a", data)
        except BusError as error:
            log.warning("the answer of job %s is not on the bus: %s", record.job, error)
            return told

    @asynccontextmanager
    async def _beating(self, job: str) -> AsyncIterator[None]:
        beating = asyncio.create_task(self._beat(job))
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.wait([beating])

    async def _beat(self, job: str) -> None:
        while True:
            await asyncio.sleep(BEAT)
            with contextlib.suppress(BusError):
                await self.book.change(job, self._said_again)

    async def _hand_back(self, job: str) -> None:
        """Say that a job is free, since this process stops; else others learn it from its silence."""

        def free(one: GeometryJob) -> GeometryJob | None:
            changes = {"phase": Phase.QUEUED, "worker": "", "progress": 0.0, "begun": one.begun - 1}
            return self._ended(one, changes)

        if self._stopping:
            with contextlib.suppress(BusError, TimeoutError):
                async with asyncio.timeout(HAND_BACK_SECONDS):
                    await self.book.change(job, free)


def _moved(record: GeometryJob, phase: Phase, **changes: object) -> GeometryJob:
    return record.model_copy(update={"phase": phase, **changes})


def _shared(records: list[GeometryJob]) -> int:
    """Return the bytes that jobs take on the bus."""
    return sum(one.question.bytes + (one.answer.bytes if one.answer.count else 0) for one in records)

"""The work on one job: its question is answered, signs of life are said, and its answer is kept."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from services.spice.geometry.errors import GeometryError
from services.spice.geometry.files.content_files import StoreFullError
from services.spice.geometry.jobs.answers import AnswerFiles
from services.spice.geometry.jobs.book import JobBook
from services.spice.geometry.jobs.file_sink import FileSink
from services.spice.geometry.process.errors import ProcessDiedError, ProcessStartError, QueueFullError
from services.spice.geometry.process.kernel_process import Sink
from services.spice.geometry.process.pool import Asked
from services.spice.geometry.process.words import Answered
from services.spice.sets.port import AbsentContentError, KernelsUnavailableError
from shared.bus.codec import decode
from shared.bus.port import BusError
from shared.bus.retry_forever import retry_forever
from shared.contracts.messages.kernels.geometry_job import BEGUN_MAX, DETAIL_MAX, GeometryJob, Phase, Pieces

log = logging.getLogger(__name__)

BEAT = 5.0
"""Seconds between two signs of life of who works on a job."""

HAND_BACK_SECONDS = 2.0
"""For a process that stops to say that its jobs are free."""

SHARED_MAX = 16 * 1024**2
"""Bytes of an answer that is kept on the bus, too. A larger one is with the process that made it, and is
calculated again by another that is asked for it."""

ALL_SHARED_MAX = 512 * 1024**2
"""Bytes of all questions and answers of a site that are kept on the bus."""

RETRY = 1.0

FAULTS = (
    KernelsUnavailableError,
    QueueFullError,
    StoreFullError,
)
"""Errors that are told as they are, since the question is not to blame."""


TROUBLES = (AbsentContentError, ProcessDiedError, ProcessStartError)
"""Errors that another process, or another try, may not have."""

FREE: dict[str, Any] = {"phase": Phase.QUEUED, "worker": "", "progress": 0.0}
"""The record of a job that nobody works on."""


class Answer(Protocol):
    """Has one question answered."""

    def __call__(self, asked: Asked, *, sink: Sink, progress: Callable[[float], None]) -> Awaitable[Answered]:
        """Answer it, and give the bytes to the sink."""


@dataclass(slots=True, kw_only=True)
class Work:
    """Calculates jobs that are this process' own."""

    book: JobBook
    files: AnswerFiles
    answer: Answer
    instance: str
    """Names this process among those of the site."""
    lacks: Callable[[str], Awaitable[None]]
    """Says that a kernel of a job is to be had nowhere any more."""
    troubles: dict[str, str] = field(default_factory=dict)
    """Why an answer that is with another process cannot be calculated here again, by job."""
    progress: dict[str, float] = field(default_factory=dict)
    """Of each job, from 0 to 1."""
    stopping: bool = False
    """Whether what is cancelled is free for others."""

    async def question(self, record: GeometryJob) -> Asked:
        """Return the question of a job. Raises BusError."""
        data = await self.book.pieces(record.job, "q", record.question)
        return await asyncio.to_thread(decode, Asked, data)

    async def calculate(self, record: GeometryJob) -> None:
        """Answer a job and say how it ended; cancelled, it is free where this process stops."""
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
        return self._ended(one, {"progress": self.progress.get(one.job, 0.0)})

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
        except AbsentContentError as error:
            # It may have gone before this process heard of the job; another one holds it from before.
            log.warning("job %s is left to other processes: %s", record.job, error)
            await retry_forever(partial(self.lacks, record.job), doing="say what a job lacks", pause=RETRY)
            return {**FREE, "begun": record.begun - 1}
        except (ProcessDiedError, ProcessStartError) as error:
            if error.killed and record.begun < BEGUN_MAX:
                log.warning("job %s begins anew: %s", record.job, error)
                return FREE
            return {"phase": Phase.FAILED, "detail": str(error)[:DETAIL_MAX]}
        except (*FAULTS, BusError, OSError) as error:
            return {"phase": Phase.FAILED, "detail": str(error)[:DETAIL_MAX]}

    async def _answered(self, record: GeometryJob) -> Answered:
        def progress(share: float) -> None:
            self.progress[record.job] = share

        asked = await self.question(record)
        sink = FileSink(self.files.partial(record.job))
        return await self.answer(asked, sink=sink, progress=progress)

    async def calculate_again(self, record: GeometryJob) -> None:
        """Answer a job that has ended, since its answer is not here."""
        try:
            await self._answered(record)
            await asyncio.to_thread(self.files.keep, record.job)
            self.troubles.pop(record.job, None)
        except (GeometryError, *TROUBLES, *FAULTS, BusError, OSError) as error:
            log.warning("the answer of job %s cannot be calculated again: %s", record.job, error)
            self.troubles[record.job] = str(error)

    async def _on_the_bus(self, record: GeometryJob, told: Pieces) -> Pieces:
        """Keep an answer on the bus, if it is small enough; it is complete without that, too."""
        kept = shared([one.record for one in self.book.entries().values()])
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
            return self._ended(one, {**FREE, "begun": one.begun - 1})

        if self.stopping:
            with contextlib.suppress(BusError, TimeoutError):
                async with asyncio.timeout(HAND_BACK_SECONDS):
                    await self.book.change(job, free)


def moved(record: GeometryJob, phase: Phase, **changes: object) -> GeometryJob:
    """Return a record in another phase."""
    return record.model_copy(update={"phase": phase, **changes})


def shared(records: list[GeometryJob]) -> int:
    """Return the bytes that jobs take on the bus."""
    return sum(one.question.bytes + (one.answer.bytes if one.answer.count else 0) for one in records)

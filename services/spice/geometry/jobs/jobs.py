"""The jobs of a service: so many at a time, others in a queue, answers kept until they expire."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from services.spice.geometry.errors import GeometryError
from services.spice.geometry.files.content_files import StoreFullError
from services.spice.geometry.jobs.job import JobState, Outcome, Phase, StoredJob
from services.spice.geometry.jobs.store import JobStore
from services.spice.geometry.process.errors import ProcessDiedError, ProcessStartError, QueueFullError
from services.spice.geometry.process.kernel_process import Sink
from services.spice.geometry.process.pool import Asked
from services.spice.geometry.process.words import Answered
from services.spice.sets.port import AbsentContentError, KernelsUnavailableError

SWEEP = 30.0
"""Seconds between two looks for answers that have expired."""

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
    jobs: int = 200
    """That are kept, whether they ended or not."""
    keep: timedelta = timedelta(hours=24)
    """From the question to when it is forgotten."""


class TooManyJobsError(Exception):
    """No more jobs are kept: cancel some, or wait until they expire."""


@dataclass(slots=True)
class _Job:
    stored: StoredJob
    phase: Phase = Phase.QUEUED
    progress: float = 0.0
    outcome: Outcome | None = None
    task: asyncio.Task[None] | None = None


class FileSink:
    """Takes an answer into a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._path.unlink(missing_ok=True)

    async def write(self, data: bytes) -> None:
        """Append the next bytes."""
        await asyncio.to_thread(self._append, data)

    async def restart(self) -> None:
        """Begin anew."""
        await asyncio.to_thread(self._path.unlink, True)

    def _append(self, data: bytes) -> None:
        with self._path.open("ab") as file:
            file.write(data)


@dataclass(slots=True, kw_only=True)
class Jobs:
    """Takes questions, answers them in their order, and keeps the answers. One loop owns it."""

    store: JobStore
    answer: Answer
    bounds: JobBounds
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    """32 hexadecimal digits that nobody guesses."""
    _jobs: dict[str, _Job] = field(default_factory=dict)
    """In the order of their questions."""
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    def load(self) -> None:
        """Take up the jobs of an earlier process: those without an outcome are begun again. Blocks."""
        for stored, outcome in self.store.load():
            phase = Phase.QUEUED if outcome is None else outcome.phase
            self._jobs[stored.id] = _Job(stored, phase=phase, outcome=outcome)
        self._jobs = dict(sorted(self._jobs.items(), key=lambda one: one[1].stored.made_at))

    async def submit(self, asked: Asked, owner: str) -> JobState:
        """Take a question. Raises TooManyJobsError."""
        self._sweep()
        if len(self._jobs) >= self.bounds.jobs:
            raise TooManyJobsError(
                f"{len(self._jobs)} jobs are kept already: remove those that nobody needs, or ask later"
            )
        stored = StoredJob(id=self.new_id(), owner=owner, made_at=self.now(), asked=asked)
        job = self._jobs[stored.id] = _Job(stored)
        try:
            await asyncio.to_thread(self.store.add, stored)
        except OSError:
            del self._jobs[stored.id]
            raise
        self._bell.set()
        return self._told(job)

    def state(self, job: str, owner: str) -> JobState | None:
        """Return how far a job is; None where this owner has none of that name."""
        found = self._of(job, owner)
        return None if found is None else self._told(found)

    def asked(self, job: str, owner: str) -> Asked | None:
        """Return the question of a job."""
        found = self._of(job, owner)
        return None if found is None else found.stored.asked

    def path(self, job: str, owner: str) -> Path | None:
        """Return where a complete answer is; None where there is none."""
        found = self._of(job, owner)
        complete = found is not None and found.phase is Phase.COMPLETE
        return self.store.answer(job) if complete else None

    def cancel(self, job: str, owner: str) -> JobState | None:
        """End a job that has not ended; None where this owner has none of that name."""
        found = self._of(job, owner)
        if found is None:
            return None
        if not found.phase.is_final:
            if found.task is None:
                self._end(found, Outcome(phase=Phase.CANCELLED))
            else:
                found.phase = Phase.CANCELLED
                found.task.cancel()
        return self._told(found)

    def forget(self, job: str, owner: str) -> bool:
        """Cancel a job and remove its answer; False where this owner has none of that name."""
        if self.cancel(job, owner) is None:
            return False
        self._drop(job)
        return True

    def _of(self, job: str, owner: str) -> _Job | None:
        found = self._jobs.get(job)
        if found is None or found.stored.owner != owner or self.now() >= self._expires(found):
            return None
        return found

    def _told(self, job: _Job) -> JobState:
        waiting = [one for one in self._jobs.values() if one.phase is Phase.QUEUED]
        outcome = job.outcome or Outcome(phase=job.phase)
        return JobState(
            id=job.stored.id,
            calculation=job.stored.asked.question.calculation,
            phase=job.phase,
            progress=1.0 if job.phase is Phase.COMPLETE else job.progress,
            position=waiting.index(job) if job in waiting else 0,
            rows=outcome.rows,
            made_at=job.stored.made_at,
            expires_at=self._expires(job),
            detail=outcome.failure.detail if outcome.failure else outcome.detail,
            failure=outcome.failure,
        )

    def _expires(self, job: _Job) -> datetime:
        return job.stored.made_at + self.bounds.keep

    async def run(self) -> None:
        """Answer questions in their order, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._sweep()
                self._begin(group)
                self._bell.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(SWEEP):
                        await self._bell.wait()

    def _begin(self, group: asyncio.TaskGroup) -> None:
        running = sum(one.task is not None for one in self._jobs.values())
        due = [one for one in self._jobs.values() if one.phase is Phase.QUEUED]
        for job in due[: max(0, self.bounds.at_once - running)]:
            job.phase = Phase.CALCULATING
            job.task = group.create_task(self._calculate(job), name=f"job {job.stored.id}")

    async def _calculate(self, job: _Job) -> None:
        def progress(share: float) -> None:
            job.progress = share

        try:
            sink = FileSink(self.store.answer(job.stored.id))
            answered = await self.answer(job.stored.asked, sink=sink, progress=progress)
            outcome = Outcome(phase=Phase.COMPLETE, rows=answered.rows)
        except GeometryError as error:
            outcome = Outcome(phase=Phase.FAILED, failure=error.failure)
        except (*FAULTS, OSError) as error:
            outcome = Outcome(phase=Phase.FAILED, detail=str(error))
        except asyncio.CancelledError:
            job.task = None
            self._bell.set()
            if job.phase is not Phase.CANCELLED:
                # The service stops: a later process begins the job again.
                raise
            self._end(job, Outcome(phase=Phase.CANCELLED))
            return
        job.task = None
        self._bell.set()
        self._end(job, outcome)

    def _end(self, job: _Job, outcome: Outcome) -> None:
        job.phase, job.outcome = outcome.phase, outcome
        if job.stored.id in self._jobs:
            # A few bytes, beside an answer that was just written.
            with contextlib.suppress(OSError):
                self.store.end(job.stored.id, outcome)

    def _sweep(self) -> None:
        now = self.now()
        for name, job in list(self._jobs.items()):
            if now >= self._expires(job):
                if job.task is not None:
                    job.phase = Phase.CANCELLED
                    job.task.cancel()
                self._drop(name)

    def _drop(self, name: str) -> None:
        del self._jobs[name]
        self.store.remove(name)

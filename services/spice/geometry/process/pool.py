"""The processes of a service: one for a kernel set, found again by the set's hash, and bounded in number."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from services.spice.geometry.answer_head import AnswerHead, Form, KernelUsed
from services.spice.geometry.errors import GeometryError
from services.spice.geometry.process.errors import ProcessDiedError, ProcessStartError, QueueFullError
from services.spice.geometry.process.kernel_process import KernelProcess, Sink
from services.spice.geometry.process.rates import explained, notes_on_rates
from services.spice.geometry.process.words import Answered, Ask
from services.spice.geometry.questions.question import AnyQuestion
from services.spice.sets.port import KernelFiles, KernelsUnavailableError
from shared.contracts.http.knowledge.kernels import SetMember
from shared.model.base import FrozenModel

TRIES = 2
"""Of a question: a process may die of something else once, and of this question twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolBounds:
    """How much processes take together."""

    processes: int = 2
    """At a time: each takes a processor while it calculates."""
    per_set: int = 1
    """Of one kernel set."""
    memory_bytes: int = 2 * 1024**3
    """Address space of one."""
    recycle_bytes: int = 512 * 1024**2
    """Resident memory above which a process makes way for a new one."""
    questions: int = 10_000
    """After which a process makes way for a new one: what CSPICE leaks is bounded."""
    waiting: int = 64
    """Questions that wait for a process."""


class Asked(FrozenModel):
    """One question, with all that its answer depends on."""

    collection: str
    revision: int
    kernel_set: str
    members: tuple[SetMember, ...]
    question: AnyQuestion
    form: Form
    notes: tuple[str, ...] = ()
    """On the choice of the kernels."""

    @property
    def loaded(self) -> str:
        """What processes that hold its kernels are told apart by: also paths, which errors of CSPICE tell."""
        return "\n".join((self.kernel_set, *(one.path for one in self.members)))


class Allowance(NamedTuple):
    """What one question may take."""

    seconds: float
    times: int
    steps: int
    bytes: int


@dataclass(slots=True)
class _Held:
    """A process, and the files that it has open."""

    loaded: str
    """See `Asked.loaded`."""
    process: KernelProcess
    files: AsyncExitStack
    busy: bool = True


@dataclass(slots=True)
class Figures:
    """What the processes have done since the service started."""

    started: int = 0
    deaths: int = 0
    hung: int = 0
    recycled: int = 0
    answered: int = 0
    handed: int = 0
    """Questions that another process of the site answered for this one."""
    taken: int = 0
    """Questions that this one answered for another."""


@dataclass(slots=True)
class Pool:
    """Gives each question to the process that holds its kernels."""

    files: KernelFiles
    bounds: PoolBounds
    figures: Figures = field(default_factory=Figures)
    _held: list[_Held] = field(default_factory=list)
    """The longest unused first."""
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _waiting: int = 0
    _arriving: int = 0
    _starting: int = 0

    @property
    def running(self) -> int:
        """Count the processes."""
        return len(self._held) + self._starting

    @property
    def waiting(self) -> int:
        """Count the questions that wait for a process, or for kernels of other sites."""
        return self._waiting + self._arriving

    @property
    def is_free(self) -> bool:
        """Whether some question would have a process at once."""
        return self.running < self.bounds.processes or any(not one.busy for one in self._held)

    def would_take(self, loaded: str) -> bool:
        """Tell whether a question of a set would have a process at once."""
        return (
            self._idle(loaded) is not None or self._may_start(loaded) or self._oldest_idle(loaded) is not None
        )

    async def wait_until_free(self) -> None:
        """Wait until some question would have a process at once."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.is_free)

    async def ask(
        self,
        asked: Asked,
        *,
        allowance: Allowance,
        sink: Sink,
        progress: Callable[[float], None] = lambda _: None,
    ) -> Answered:
        """Have a question answered, and give the bytes of the answer to a sink.

        Raises:
            GeometryError: it has no answer.
            AbsentContentError: no site holds the bytes of a kernel.
            KernelsUnavailableError: kernels of other sites have not arrived in time.
            ProcessDiedError: it takes too long, or processes die of it.
            ProcessStartError: no process comes up.
            QueueFullError: too many questions wait.
        """
        for attempt in range(1, TRIES + 1):
            try:
                return await self._ask(asked, allowance, sink, progress)
            except ProcessDiedError as error:
                self.figures.deaths += 1
                self.figures.hung += error.hung
                if error.hung or attempt == TRIES:
                    raise
                await sink.restart()
            except ProcessStartError as error:
                if not error.killed or attempt == TRIES:
                    raise
        raise AssertionError("the last try raises or returns")

    async def stop(self) -> None:
        """End all processes. What is asked meanwhile fails."""
        while self._held:
            await self._drop(self._held[0])

    async def _ask(
        self, asked: Asked, allowance: Allowance, sink: Sink, progress: Callable[[float], None]
    ) -> Answered:
        async with self._arrived(asked, allowance.seconds), self._process(asked) as held:
            notes = notes_on_rates(asked.question, asked.members, held.process.without_rates)
            ask = Ask(
                question=asked.question,
                head=AnswerHead(
                    calculation=asked.question.calculation,
                    collection=asked.collection,
                    revision=asked.revision,
                    kernel_set=asked.kernel_set,
                    kernels=tuple(map(_used, asked.members)),
                    notes=(*asked.notes, *notes),
                ),
                form=asked.form,
                times_max=allowance.times,
                steps_max=allowance.steps,
                bytes_max=allowance.bytes,
                cpu_seconds=allowance.seconds,
            )
            try:
                answered = await held.process.ask(
                    ask, sink=sink, seconds=allowance.seconds, progress=progress
                )
            except GeometryError as error:
                raise explained(error, notes) from error
            self.figures.answered += 1
            return answered

    @asynccontextmanager
    async def _arrived(self, asked: Asked, seconds: float) -> AsyncIterator[None]:
        """Have the files of a set here before it has a process: one that waits for them serves nobody."""
        async with AsyncExitStack() as files:
            if all(one.loaded != asked.loaded for one in self._held):
                await self._arrive(asked, seconds, files)
            yield

    async def _arrive(self, asked: Asked, seconds: float, files: AsyncExitStack) -> None:
        if self._arriving >= self.bounds.waiting:
            raise QueueFullError(f"{self._arriving} questions wait for kernels of other sites: ask again")
        self._arriving += 1
        try:
            async with asyncio.timeout(seconds):
                await files.enter_async_context(self.files.held(asked.members))
        except TimeoutError:
            raise KernelsUnavailableError(
                f"kernels of this question come from other sites, and not all arrived within {seconds:g} s: "
                "they go on arriving; ask again in a while, or ask as a job"
            ) from None
        finally:
            self._arriving -= 1

    @asynccontextmanager
    async def _process(self, asked: Asked) -> AsyncIterator[_Held]:
        held = await self._taken(asked.loaded, asked.members)
        try:
            yield held
        finally:
            await self._give_back(held)

    async def _taken(self, loaded: str, members: Sequence[SetMember]) -> _Held:
        """Return a process of a set that nobody else asks: one that is warm, or a new one."""
        if self._waiting >= self.bounds.waiting:
            raise QueueFullError(f"{self._waiting} questions wait already: ask again")
        self._waiting += 1
        try:
            async with self._changed:
                while True:
                    if (warm := self._idle(loaded)) is not None:
                        warm.busy = True
                        return warm
                    if self._may_start(loaded):
                        break
                    if (oldest := self._oldest_idle(loaded)) is None:
                        await self._changed.wait()
                    else:
                        await self._drop(oldest)
                self._starting += 1
        finally:
            self._waiting -= 1
        return await self._started(loaded, members)

    async def _started(self, loaded: str, members: Sequence[SetMember]) -> _Held:
        try:
            held = await self._start(loaded, members)
            self._held.append(held)
            return held
        finally:
            async with self._changed:
                self._starting -= 1
                self._changed.notify_all()

    async def _start(self, loaded: str, members: Sequence[SetMember]) -> _Held:
        async with AsyncExitStack() as files:
            local = await files.enter_async_context(self.files.held(members))
            process = KernelProcess(
                [(str(one.file), one.path) for one in local], memory_bytes=self.bounds.memory_bytes
            )
            self.figures.started += 1
            files.push_async_callback(process.stop)
            await process.start()
            return _Held(loaded, process, files.pop_all())

    async def _give_back(self, held: _Held) -> None:
        spent = self._spent(held)
        if spent:
            await self._drop(held)
        async with self._changed:
            if not spent:
                held.busy = False
                self._held.remove(held)
                self._held.append(held)
            self._changed.notify_all()

    def _spent(self, held: _Held) -> bool:
        process, bounds = held.process, self.bounds
        if process.pid is None:
            return True
        spent = (
            bool(process.without_rates)
            or process.questions >= bounds.questions
            or process.resident_bytes > bounds.recycle_bytes
        )
        self.figures.recycled += spent
        return spent

    async def _drop(self, held: _Held) -> None:
        if held in self._held:
            self._held.remove(held)
            await held.files.aclose()

    def _idle(self, loaded: str) -> _Held | None:
        return next((one for one in self._held if one.loaded == loaded and not one.busy), None)

    def _may_start(self, loaded: str) -> bool:
        same = sum(one.loaded == loaded for one in self._held)
        return same < self.bounds.per_set and self.running < self.bounds.processes

    def _oldest_idle(self, loaded: str) -> _Held | None:
        """Return whom to end for a new set; nobody where the set has its processes already."""
        if sum(one.loaded == loaded for one in self._held) >= self.bounds.per_set:
            return None
        return next((one for one in self._held if not one.busy), None)


def _used(one: SetMember) -> KernelUsed:
    return KernelUsed(
        path=one.path, content=one.content, revision=one.revision, kind=one.kind, quality=one.quality
    )

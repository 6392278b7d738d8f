"""Keeps things running until told to stop: start, watch, restart after a delay, drain."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from spicerack.up.run.backoff import RestartHistory, RestartPolicy
from spicerack.up.run.managed import Managed, StartError

READY_INTERVAL = 0.25
"""Seconds between two looks whether something that was started is ready."""


class Phase(StrEnum):
    """Where something that is kept running stands."""

    STARTING = "starting"
    READY = "ready"
    DIED = "died"
    STOPPING = "stopping"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that is kept running changed its phase."""

    name: str
    phase: Phase
    pid: int | None = None
    address: str = ""
    exit_code: int | None = None
    """DIED: its exit code, negative for a signal; None when it could not be started or is not known."""
    last_words: str = ""
    restarts: int = 0
    delay: float = 0.0
    """DIED: seconds until it is started again."""


Report = Callable[[Change], None]


@dataclass(frozen=True, slots=True)
class Stop:
    """How the supervisor is told to end. The first ask drains, the second one kills."""

    requested: asyncio.Event = field(default_factory=asyncio.Event)
    urgent: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self) -> None:
        """Ask to end, or, when that was asked before, to end at once."""
        (self.urgent if self.requested.is_set() else self.requested).set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How things are kept running."""

    policy: RestartPolicy = field(default_factory=RestartPolicy)
    grace: float = 20.0
    """Seconds that a drain may take before SIGKILL."""
    report: Report


async def keep_all(things: Sequence[Managed], *, stop: Stop, keeping: Keeping) -> None:
    """Keep all `things` running until `stop`; return when all have ended."""
    async with asyncio.TaskGroup() as group:
        for thing in things:
            group.create_task(keep_running(thing, stop=stop, keeping=keeping), name=thing.name)


async def keep_running(
    thing: Managed, *, stop: Stop, keeping: Keeping, started: asyncio.Event | None = None
) -> None:
    """Keep one thing running until `stop`. `started` is set when it is first ready."""
    try:
        await _Keeper(thing, stop=stop, keeping=keeping, started=started).run()
    finally:
        thing.kill()


class _Keeper:
    def __init__(
        self, thing: Managed, *, stop: Stop, keeping: Keeping, started: asyncio.Event | None
    ) -> None:
        self._thing = thing
        self._stop = stop
        self._keeping = keeping
        self._started = started
        self._history = RestartHistory()

    async def run(self) -> None:
        while not self._stop.requested.is_set():
            began = asyncio.get_running_loop().time()
            try:
                exit_code = await self._one_life()
                words = self._thing.last_words()
            except StartError as error:
                exit_code, words = None, str(error)
            if self._stop.requested.is_set():
                break
            ran_for = asyncio.get_running_loop().time() - began
            self._history = self._history.after_death(self._keeping.policy, ran_for=ran_for)
            delay = self._history.delay(self._keeping.policy)
            self._tell(Phase.DIED, exit_code=exit_code, last_words=words, delay=delay)
            await first_of(self._stop.requested.wait(), asyncio.sleep(delay))
        self._tell(Phase.STOPPED)

    async def _one_life(self) -> int | None:
        """Start it, and return its exit code when it died, None when it was stopped."""
        pid = await self._thing.start()
        self._tell(Phase.STARTING, pid=pid)
        async with asyncio.TaskGroup() as group:
            announcement = group.create_task(self._announce_ready(pid))
            await first_of(self._thing.wait(), self._stop.requested.wait())
            announcement.cancel()
        if not self._stop.requested.is_set():
            return await self._thing.wait()
        self._tell(Phase.STOPPING, pid=pid)
        await first_of(self._thing.stop(grace=self._keeping.grace), self._kill_when_urgent())
        await self._thing.wait()
        return None

    async def _announce_ready(self, pid: int) -> None:
        while not await self._thing.ready():  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(READY_INTERVAL)
        self._tell(Phase.READY, pid=pid)
        if self._started is not None:
            self._started.set()

    async def _kill_when_urgent(self) -> None:
        await self._stop.urgent.wait()
        self._thing.kill()

    def _tell(
        self,
        phase: Phase,
        *,
        pid: int | None = None,
        exit_code: int | None = None,
        last_words: str = "",
        delay: float = 0.0,
    ) -> None:
        self._keeping.report(
            Change(
                name=self._thing.name,
                phase=phase,
                pid=pid,
                address=self._thing.address,
                exit_code=exit_code,
                last_words=last_words,
                restarts=self._history.restarts,
                delay=delay,
            )
        )


async def first_of(*waits: Awaitable[object]) -> None:
    """Wait until one of `waits` ends, then end the others."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_as_coroutine(wait)) for wait in waits]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def _as_coroutine(wait: Awaitable[object]) -> None:
    await wait

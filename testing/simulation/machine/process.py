"""A simulated process: tasks and memory that end together, and a name that starts anew."""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from testing.simulation.census import Happening
from testing.simulation.errors import ProcessCrashed
from testing.simulation.machine.crashes import CrashPlan, NoCrashes
from testing.simulation.machine.pauses import NoPauses, PausePlan
from testing.simulation.scheduling.loop import SimulatedLoop
from testing.simulation.scheduling.owner import OWNER
from testing.simulation.scheduling.tasks import SimulatedHandle

Main = Callable[[], Coroutine[Any, Any, object]]
"""What the process does in each of its lives, built from nothing but what survives a crash."""


class ExitKind(StrEnum):
    """How a life ended."""

    CRASHED = "crashed"
    """Killed in the middle of something: no handler ran."""
    RETURNED = "returned"
    FAILED = "failed"
    """Its main coroutine raised."""


@dataclass(frozen=True, slots=True)
class Exit:
    """The end of a life."""

    kind: ExitKind
    error: BaseException | None = None


class Process:
    """One program on one host. Everything that its main coroutine starts belongs to it."""

    def __init__(
        self,
        loop: SimulatedLoop,
        name: str,
        main: Main,
        *,
        plan: CrashPlan | None = None,
        pauses: PausePlan | None = None,
        on_exit: Callable[["Process", Exit], None] | None = None,
    ) -> None:
        """Make it, without starting it.

        Args:
            loop: what it runs on.
            name: what traces and plans call it.
            main: called once for each life.
            plan: when it crashes.
            pauses: when it stands still.
            on_exit: called at the very moment when a life ends, on behalf of the world: the place to keep
                what survives (and no more), and to schedule the next life.
        """
        self.name = name
        self.steps = 0
        self.lives = 0
        self.exits: list[Exit] = []
        self._loop = loop
        self._main = main
        self._plan = plan or NoCrashes()
        self._pauses = pauses or NoPauses()
        self._on_exit = on_exit
        self._life: Life | None = None

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._life is not None and self._life.alive

    def start(self) -> None:
        """Begin a life. Raises RuntimeError when it runs already."""
        if self.alive:
            raise RuntimeError(f"{self.name} runs already")
        self.lives += 1
        self._life = Life(self, self.lives, self._loop)
        self._life.begin(self._main)

    def crash(self) -> None:
        """Let it die here and now: nothing of it runs again. Nothing happens when it does not run."""
        if self._life is not None:
            self._life.end(Exit(ExitKind.CRASHED))

    def restart(self) -> None:
        """Crash it, and begin a new life."""
        self.crash()
        self.start()

    def pause(self, seconds: float) -> None:
        """Let it stand still, from its next step on; nothing happens where it does already, or is dead."""
        if self._life is not None and self._life.stand_still(seconds):
            self._loop.count(Happening.PAUSE)

    def go_on(self) -> None:
        """Let it go on where it stood, if it stands still."""
        if self._life is not None:
            self._life.go_on()

    def takes_step(self) -> bool:
        """Count a step; tell whether the plan lets it happen."""
        self.steps += 1
        if not self._plan.crashes(self.name, self.steps):
            if seconds := self._pauses.pauses(self.name):
                self.pause(seconds)
            return True
        self._loop.count(Happening.CRASH)
        return False

    def life_ended(self, life: "Life", how: Exit) -> None:
        """Take note that the current life is over; for `Life`."""
        self._loop.note(f"{life.name} {how.kind}")
        self.exits.append(how)
        self._loop.forget(life)
        if self._on_exit is not None:
            # In a context of the world: what the listener schedules must not die with this life.
            Context().run(self._on_exit, self, how)


class Life:
    """One life of a process: the owner of its callbacks (`testing.simulation.scheduling.owner.Owner`)."""

    def __init__(self, process: Process, number: int, loop: SimulatedLoop) -> None:
        self.name = f"{process.name}.{number}"
        self.alive = True
        self._process = process
        self._loop = loop
        self._root: asyncio.Task[object] | None = None
        self._alarm: asyncio.TimerHandle | None = None
        """Ends its standing still; None while it runs."""
        self._kept: list[SimulatedHandle] = []
        """What was due meanwhile."""

    def begin(self, main: Main) -> None:
        """Start the main coroutine in a context of its own."""
        context = Context()
        context.run(OWNER.set, self)
        self._root = self._loop.create_task(context.run(main), name="main", context=context)

    def end(self, how: Exit) -> None:
        """Die, once."""
        if self.alive:
            self.alive = False
            self._process.life_ended(self, how)

    def reach(self) -> bool:
        """Count one step; dies instead, and returns False, when the plan says so."""
        if self.alive and not self._process.takes_step():
            self.end(Exit(ExitKind.CRASHED))
        return self.alive

    def goes_on(self, handle: SimulatedHandle) -> bool:
        """Count one step; keep it for later, and return False, while standing still."""
        if self._alarm is None and not self.reach():
            return False
        if self._alarm is not None:
            self._kept.append(handle)
        return self._alarm is None

    def stand_still(self, seconds: float) -> bool:
        """Do nothing for a while; return False where that is so already."""
        if not self.alive or self._alarm is not None:
            return False
        self._loop.note(f"{self.name} stands still for {seconds:.3f} s")
        # On behalf of the world: a timer of its own would be kept, too.
        self._alarm = self._loop.call_later(seconds, self.go_on, context=Context())
        return True

    def go_on(self) -> None:
        """Do all at once that was due while standing still, in any order."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
            kept, self._kept = self._kept, []
            self._loop.take_up(kept)

    def check(self) -> None:
        """Count one step in the middle of a call. Raises ProcessCrashed when it is dead or dies now."""
        if not self.reach():
            raise ProcessCrashed(self.name)

    def ended(self, task: object) -> None:
        """End with the main coroutine, as a program does."""
        if task is not self._root or self._root is None:
            return
        error = None if self._root.cancelled() else self._root.exception()
        self.end(Exit(ExitKind.FAILED if error or self._root.cancelled() else ExitKind.RETURNED, error))

"""An event loop on virtual time that makes every scheduling decision by a seed.

No selector, no threads, no wall clock: one ready handle after another, taken at random; when none is
ready the clock jumps to the next timer. The idea is that of FoundationDB's simulator (Zhou and others,
"FoundationDB: A Distributed Unbundled Transactional Key Value Store", SIGMOD 2021, section 4).
"""

import asyncio
import collections
import functools
import gc
import heapq
import itertools
import traceback
from collections.abc import Callable, Coroutine, Generator, Iterable
from contextvars import Context, copy_context
from typing import Any, TypeVar

from testing.simulation.census import Happening
from testing.simulation.errors import DeadlockError, ProcessCrashed, StepLimitError
from testing.simulation.scheduling.burial import bury
from testing.simulation.scheduling.choices import Choices, RareEvent
from testing.simulation.scheduling.loop_settings import LoopSettings, Unhandled
from testing.simulation.scheduling.owner import OWNER, Owner
from testing.simulation.scheduling.places import path, place
from testing.simulation.scheduling.tasks import SimulatedFuture, SimulatedHandle, SimulatedTask, called_name
from testing.simulation.trace import Trace, TraceLine

_Result = TypeVar("_Result")

CANCELLED_MAX = 1000
"""Cancelled timers kept before they are swept: time-outs that were met would pile up for their length."""


class SimulatedLoop(asyncio.BaseEventLoop):
    """Runs asyncio code as one reproducible sequence of steps."""

    _stopping: bool
    """Set by BaseEventLoop.stop()."""

    def __init__(self, choices: Choices, settings: LoopSettings | None = None) -> None:
        """Decide by `choices`."""
        super().__init__()
        self.settings = settings or LoopSettings()
        self.choices = choices
        self.trace = Trace(kept=self.settings.trace_kept)
        self.census: collections.Counter[Happening] = collections.Counter()
        """How often what happened."""
        self.unhandled: list[Unhandled] = []
        self.steps = 0
        self._now = 0.0
        self._ready: list[SimulatedHandle] = []
        self._timers: list[tuple[float, int, SimulatedHandle]] = []
        self._cancelled_timers = 0
        self._serials = itertools.count(1)
        self._tasks: dict[int, SimulatedTask[Any]] = {}
        self._failure: BaseException | None = None
        self._stall = RareEvent(choices, "loop.stall", mean_gap=self.settings.stall_mean_gap)

    # Time, and what is scheduled

    def time(self) -> float:
        """Return virtual seconds since the run began."""
        return self._now

    def call_soon(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> SimulatedHandle:
        """Make a callback ready, unless its process is dead."""
        self._check_open()
        handle = SimulatedHandle(self._now, callback, args, self, context=context or copy_context())
        if handle.owner is None or handle.owner.alive:
            self._ready.append(handle)
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> SimulatedHandle:
        """Make a callback ready: there is one thread only."""
        return self.call_soon(callback, *args, context=context)

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> SimulatedHandle:
        """Run a callback after `delay` virtual seconds, unless its process dies first."""
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> SimulatedHandle:
        """Run a callback at the virtual time `when`, unless its process dies first."""
        self._check_open()
        handle = SimulatedHandle(when, callback, args, self, context=context or copy_context())
        self._schedule(handle)
        return handle

    def take_up(self, handles: Iterable[SimulatedHandle]) -> None:
        """Make ready what a process has kept while it stood still."""
        self._ready += [handle for handle in handles if handle.runnable]

    def _schedule(self, handle: SimulatedHandle) -> None:
        if handle.runnable:
            heapq.heappush(self._timers, (handle.when(), next(self._serials), handle))

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:  # noqa: ARG002 - asyncio's hook
        self._cancelled_timers += 1
        if self._cancelled_timers > CANCELLED_MAX:
            self._sweep()

    def _sweep(self) -> None:
        """Forget all that will not run."""
        self._ready = [handle for handle in self._ready if handle.runnable]
        self._timers = [timer for timer in self._timers if timer[2].runnable]
        heapq.heapify(self._timers)
        self._cancelled_timers = 0

    # Tasks, futures, threads

    def create_future(self) -> SimulatedFuture[Any]:
        """Return a future whose hash is no address."""
        return SimulatedFuture(loop=self, serial=next(self._serials))

    def create_task(
        self,
        coro: Generator[Any, None, _Result] | Coroutine[Any, Any, _Result],
        *,
        name: object = None,
        context: Context | None = None,
    ) -> SimulatedTask[_Result]:
        """Start a task in the process that `context` (or else the caller) belongs to."""
        self._check_open()
        text = None if name is None else str(name)
        task = SimulatedTask(coro, loop=self, name=text, context=context, serial=next(self._serials))
        self._tasks[task.serial] = task
        return task

    def run_in_executor(
        self, executor: object, func: Callable[..., _Result], *args: object
    ) -> SimulatedFuture[_Result]:
        """Run a blocking call here, in one piece, after a random delay. There are no executors."""
        del executor
        self._check_open()
        future: SimulatedFuture[_Result] = self.create_future()
        delay = self.choices.between("thread.delay", 0, self.settings.thread_delay_max)
        label = f"thread {called_name(func, args)}"
        call = (future, functools.partial(func, *args))
        self._schedule(
            SimulatedHandle(
                self._now + delay, self._run_call, call, self, context=copy_context(), label=label
            )
        )
        return future

    def _run_call(self, future: SimulatedFuture[_Result], call: Callable[[], _Result]) -> None:
        # A cancelled call may have begun before it was cancelled, and nothing stops a thread.
        if future.cancelled() and not self.choices.chance("thread.runs-though-cancelled", 0.5):
            return
        asyncio._set_running_loop(None)  # as in a thread
        try:
            result = call()
        except (ProcessCrashed, SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:  # noqa: BLE001 - an executor hands every other error to its caller
            if not future.done():
                future.set_exception(error)
        else:
            if not future.done():
                future.set_result(result)
        finally:
            asyncio._set_running_loop(self)

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Return at once: there is none."""

    # Running

    def run_forever(self) -> None:
        """Run until stopped, with garbage collected at fixed steps only."""
        collecting = gc.isenabled()
        gc.disable()
        try:
            super().run_forever()
        finally:
            if collecting:
                gc.enable()

    def abort(self, error: BaseException) -> None:
        """End the run with `error` before the next step, whoever calls."""
        self._failure = self._failure or error

    def _run_once(self) -> None:
        if self._failure is not None:
            raise self._failure
        self._promote()
        if self._ready:
            self._maybe_stall()
        elif self._stopping:
            return
        else:
            self._jump()
        index = self.choices.draw("loop.next", len(self._ready)) if len(self._ready) > 1 else 0
        handle = self._ready.pop(index)
        if handle.runnable:
            self._step(handle)

    def _promote(self) -> None:
        """Make ready what is due."""
        timers, now = self._timers, self._now
        while timers and (timers[0][0] <= now or not timers[0][2].runnable):
            handle = heapq.heappop(timers)[2]
            if handle.runnable:
                self._ready.append(handle)

    def _jump(self) -> None:
        """Go to the time of the next timer."""
        if not self._timers:
            raise DeadlockError(f"nothing is ready and nothing is scheduled\n{self.tasks_text()}")
        self._now = max(self._now, self._timers[0][0])
        self._promote()

    def _maybe_stall(self) -> None:
        if (
            self._stall.happens()
            and self._timers
            and self._timers[0][0] <= self._now + self.settings.stall_max
        ):
            self._jump()

    def _step(self, handle: SimulatedHandle) -> None:
        self.steps += 1
        if self.steps > self.settings.steps_max:
            raise StepLimitError(f"more than {self.settings.steps_max} steps\n{self.tasks_text()}")
        if self.steps % self.settings.collect_every == 0:
            gc.collect()
        task, owner = handle.task, handle.owner
        if owner is not None and not owner.goes_on(handle):
            return
        told = place(task) if task is not None and self.settings.trace_places else handle.label
        self._write(task, owner, told)
        handle.run()
        if task is not None and task.done():
            self._tasks.pop(task.serial, None)
            if task.owner is not None:
                task.owner.ended(task)

    # What is seen from outside

    def note(self, label: str) -> None:
        """Write a line into the trace, within the current step."""
        running = asyncio.current_task(self)
        self._write(running if isinstance(running, SimulatedTask) else None, OWNER.get(), label)

    def count(self, happening: Happening) -> None:
        """Take note that something happened."""
        self.census[happening] += 1

    def _write(self, task: SimulatedTask[Any] | None, owner: Owner | None, label: str) -> None:
        title = task.title if task is not None else owner.name if owner is not None else "world"
        self.trace.add(TraceLine(self.steps, self._now, title, label))

    def tasks_text(self) -> str:
        """Return where every living task stands, one a line."""
        waiting = (t for t in self._tasks.values() if t.owner is None or t.owner.alive)
        return "\n".join(f"  {task.title}: {path(task)}" for task in waiting)

    def forget(self, owner: Owner) -> None:
        """Drop all that a dead life has scheduled. Its tasks stay in memory until the loop closes."""
        if owner.alive:
            raise ValueError(f"{owner.name} is alive")
        self._sweep()

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Collect what nobody handled in `unhandled`, but for the words of the dead."""
        error = context.get("exception")
        source = context.get("task") or context.get("future")
        owner = source.owner if isinstance(source, SimulatedTask) else OWNER.get()
        if self.is_closed() or isinstance(error, ProcessCrashed) or (owner is not None and not owner.alive):
            return
        detail = "".join(traceback.format_exception(error)) if isinstance(error, BaseException) else ""
        self.unhandled.append(Unhandled(owner.name if owner else "world", str(context["message"]), detail))

    def close(self) -> None:
        """End the run: nothing runs any more, and what the dead left behind goes without a word."""
        if self.is_closed():
            return
        super().close()
        self._timers.clear()
        tasks = list(self._tasks.values())
        self._tasks.clear()
        bury(tasks)

    def _check_open(self) -> None:
        if self.is_closed():
            raise RuntimeError("the simulated loop is closed: the run is over")

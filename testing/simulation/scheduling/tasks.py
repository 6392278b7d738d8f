"""Tasks, futures and handles whose order in a set or heap is a matter of the run alone.

asyncio keeps tasks in sets (a TaskGroup cancels its members in the order of one), and a plain object's
hash is its address. Here it is a serial number.
"""

import asyncio
import functools
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from typing import Any, TypeVar

from testing.simulation.scheduling.owner import OWNER, Owner

_Result = TypeVar("_Result")

NAMES_KEPT = 1024
"""Short names remembered: a program has so many functions that are scheduled."""


class SimulatedFuture(asyncio.Future[_Result]):
    """A future with a serial number for a hash."""

    def __init__(self, *, loop: asyncio.AbstractEventLoop, serial: int) -> None:
        self.serial = serial
        super().__init__(loop=loop)

    def __hash__(self) -> int:
        return self.serial


class SimulatedTask(asyncio.Task[_Result]):
    """A task with a serial number for a hash, that knows the process it belongs to."""

    def __init__(
        self,
        coroutine: Generator[Any, None, _Result] | Coroutine[Any, Any, _Result],
        *,
        loop: asyncio.AbstractEventLoop,
        name: str | None,
        context: Context | None,
        serial: int,
    ) -> None:
        self.serial = serial
        self.owner: Owner | None = OWNER.get() if context is None else context.get(OWNER)
        # Never asyncio's own default name: it counts the tasks of the whole interpreter.
        plain_name = name or name_of(coroutine)
        self.title = self._titled(plain_name)
        """What traces call it: process, name, serial number."""
        super().__init__(coroutine, loop=loop, name=plain_name, context=context)

    def __hash__(self) -> int:
        return self.serial

    def set_name(self, value: object) -> None:
        """Change the name: task groups do, once the task is there."""
        super().set_name(value)
        self.title = self._titled(str(value))

    def _titled(self, name: str) -> str:
        return f"{self.owner.name if self.owner else 'world'}/{name}#{self.serial}"


class SimulatedHandle(asyncio.TimerHandle):
    """A callback to be run, its owner, and the task that it is a step of.

    All that asyncio asks of a handle is here, and none of what it keeps for debugging: a run makes one for
    every step.
    """

    __slots__ = ("_call", "_given", "_label", "_of", "_off", "_time", "_within", "owner", "task")

    def __init__(
        self,
        when: float,
        callback: Callable[..., object],
        args: tuple[object, ...],
        loop: asyncio.AbstractEventLoop,
        *,
        context: Context,
        label: str = "",
    ) -> None:
        self._time, self._call, self._given, self._of = when, callback, args, loop
        self._within, self._off, self._label = context, False, label
        bound_to = getattr(callback, "__self__", None)
        self.owner: Owner | None = context.get(OWNER)
        self.task = bound_to if isinstance(bound_to, SimulatedTask) else None

    def __hash__(self) -> int:
        return hash(self._time)

    def __eq__(self, other: object) -> bool:
        return self is other

    @property
    def label(self) -> str:
        """What traces call it."""
        return self._label or name_of(self._call)

    @property
    def runnable(self) -> bool:
        """Whether it was not cancelled and its owner lives."""
        return not self._off and (self.owner is None or self.owner.alive)

    def when(self) -> float:
        """Return the time at which it is due."""
        return self._time

    def cancelled(self) -> bool:
        """Tell whether it was cancelled."""
        return self._off

    def cancel(self) -> None:
        """Let it not run."""
        if not self._off:
            self._off = True
            self._of._timer_handle_cancelled(self)  # type: ignore[attr-defined]

    def run(self) -> None:
        """Call back. What the callback raises goes to the loop's handler."""
        try:
            self._within.run(self._call, *self._given)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:  # noqa: BLE001 - the loop's handler decides
            context = {"message": f"Exception in callback {self.label}", "exception": error, "handle": self}
            self._of.call_exception_handler(context)


def name_of(callback: object) -> str:
    """Return a name for a function that is the same in every run (no address in it)."""
    return short_name(str(getattr(callback, "__qualname__", None) or type(callback).__qualname__))


@functools.lru_cache(maxsize=NAMES_KEPT)
def short_name(qualified: str) -> str:
    """Return a qualified name without the functions around it."""
    return qualified.rpartition("<locals>.")[2]


def called_name(func: Callable[..., object], args: tuple[object, ...]) -> str:
    """Return the name of the function that a thread is asked to run, through `to_thread`'s wrapping."""
    called: object = func  # an object: mypy would take a callable that is a partial for two things at once
    while isinstance(called, functools.partial):
        args = called.args or args
        called = called.func
        if isinstance(getattr(called, "__self__", None), Context) and args:
            called, args = args[0], args[1:]
    return name_of(called)

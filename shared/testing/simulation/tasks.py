"""Tasks, futures and handles whose order in a set or heap is a matter of the run alone.

asyncio keeps tasks in sets (a TaskGroup cancels its members in the order of one), and a plain object's
hash is its address. Here it is a serial number.
"""

import asyncio
import functools
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from typing import Any, TypeVar

from shared.testing.simulation.owner import OWNER, Owner

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
        super().__init__(coroutine, loop=loop, name=plain_name, context=context)

    def __hash__(self) -> int:
        return self.serial

    @property
    def title(self) -> str:
        """What traces call it: process, name, serial number."""
        return f"{self.owner.name if self.owner else 'world'}/{self.get_name()}#{self.serial}"


class SimulatedHandle(asyncio.TimerHandle):
    """A callback to be run, its owner, and the task that it is a step of."""

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
        super().__init__(when, callback, args, loop, context)
        bound_to = getattr(callback, "__self__", None)
        self.owner: Owner | None = context.get(OWNER)
        self.task = bound_to if isinstance(bound_to, SimulatedTask) else None
        self.label = label or name_of(callback)

    @property
    def runnable(self) -> bool:
        """Whether it was not cancelled and its owner lives."""
        return not self.cancelled() and (self.owner is None or self.owner.alive)


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

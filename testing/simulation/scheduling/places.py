"""The place where a suspended task stands, as text that is the same in every run."""

import asyncio
from dataclasses import dataclass
from types import FrameType
from typing import Any

from testing.simulation.scheduling.tasks import SimulatedTask, short_name

DEPTH_MAX = 50
"""Awaits followed from a task inwards: deeper chains are a recursion gone wrong."""


def place(task: SimulatedTask[Any]) -> str:
    """Return the innermost `function:line` outside of asyncio in which the task waits, and for what of it."""
    found = _places(task)
    own = [one for one in found if not one.in_asyncio]
    if not found or not own or own[-1] is found[-1]:
        return str(found[-1]) if found else "?"
    return f"{own[-1]} in {found[-1].function}"


def path(task: SimulatedTask[Any]) -> str:
    """Return the chain of awaits of the task, outermost first."""
    return " > ".join(map(str, _places(task)))


@dataclass(frozen=True, slots=True)
class _Place:
    function: str
    line: int
    in_asyncio: bool

    def __str__(self) -> str:
        return f"{self.function}:{self.line}"


def _places(task: SimulatedTask[Any]) -> list[_Place]:
    return [_place(frame) for one in awaited_chain(task) if (frame := getattr(one, f"{_prefix(one)}_frame"))]


def _place(frame: FrameType) -> _Place:
    in_asyncio = frame.f_globals.get("__name__", "").startswith("asyncio.")
    return _Place(short_name(frame.f_code.co_qualname), frame.f_lineno, in_asyncio)


def awaited_chain(task: asyncio.Task[Any]) -> list[Any]:
    """Return the coroutines and generators that the task stands in, outermost first."""
    chain: list[Any] = []
    awaited: Any = task.get_coro()
    while (prefix := _prefix(awaited)) and len(chain) < DEPTH_MAX:
        chain.append(awaited)
        awaited = getattr(awaited, "gi_yieldfrom" if prefix == "gi" else f"{prefix}_await")
    return chain


def _prefix(awaited: object) -> str:
    """Return what the attributes of a coroutine, generator or asynchronous generator begin with."""
    return next((prefix for prefix in ("cr", "gi", "ag") if hasattr(awaited, f"{prefix}_frame")), "")

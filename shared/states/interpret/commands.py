"""Commands: what the world has to do next. Each has an id that is never used for another command.

A command may be carried out again after a crash; whoever carries it out drops the second by its id.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from shared.states.values import Json


@dataclass(frozen=True, slots=True)
class RunTask:
    """Give a task to a runner. The runner ends it after `timeout_seconds` from its start."""

    task: str
    state: str
    resource: str
    arguments: Json
    credentials: Json
    timeout_seconds: int | None
    heartbeat_seconds: int | None


@dataclass(frozen=True, slots=True)
class ReadItems:
    """Read the items of a Map from `resource`; the task's output is an array of at most `most` items."""

    task: str
    state: str
    resource: str
    arguments: Json
    config: Json
    most: int


@dataclass(frozen=True, slots=True)
class WriteResults:
    """Write the results of a Map to `resource`; the task's output stands for them."""

    task: str
    state: str
    resource: str
    arguments: Json
    config: Json
    results: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class CancelTask:
    """End a task whose output nobody waits for any more."""

    task: str


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Tell TimerFired at `due` (UTC), or at once when it has passed."""

    timer: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Complete:
    """The execution succeeded with `output`."""

    output: Json


@dataclass(frozen=True, slots=True)
class Fail:
    """The execution failed, timed out (States.Timeout) or was aborted (`aborted`)."""

    error: str
    cause: str
    aborted: bool = False


Command: TypeAlias = RunTask | ReadItems | WriteResults | CancelTask | StartTimer | Complete | Fail

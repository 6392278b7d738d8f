"""The port to a task: what a step does. Tasks know nothing of the bus."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from shared.contracts.messages.step import StepJob
from shared.states.values import Json

Stream = Literal["out", "err", "runner"]

Write = Callable[[Stream, str], None]
"""Adds a line to the step's log."""


Announce = Callable[[Mapping[str, str]], None]
"""Says which contents a step is about to publish, by path; returns once that is kept. Called in a thread."""


class StepError(Exception):
    """The step failed: `error` is the name that Retry and Catch see, `str()` a line for a person."""

    def __init__(self, error: str, cause: str) -> None:
        super().__init__(cause)
        self.error = error


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step, as a task sees it."""

    job: StepJob
    write: Write
    announce: Announce


class Task(Protocol):
    """Does the work of a step. May be run again: a runner may die after the work and before its record."""

    @property
    def instant(self) -> bool:
        """Whether it is over so soon that its start is not recorded, and no sign of life is given."""
        ...

    async def run(self, step: Step) -> Json:
        """Return the step's output. Ends all that it began when it is cancelled. Raises StepError."""
        ...

"""The running execution as a tree: scopes hold the state they are in, fan-outs hold scopes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from shared.states.definition.model import Machine, State
from shared.states.history.events import TaskScheduled
from shared.states.interpret.failure import Failure
from shared.states.values import Json

ROOT: str = ""
"""The id of the scope that is the whole execution."""


@dataclass(frozen=True, slots=True)
class Enter:
    """Work: enter a state."""

    state: str


@dataclass(frozen=True, slots=True)
class Begin:
    """Work: begin with the state that was entered, or with its next try."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Work: leave the state, whose work gave a result."""

    result: Json


@dataclass(frozen=True, slots=True)
class Spread:
    """Work: start more iterations of the fan-out."""


@dataclass(frozen=True, slots=True)
class Gather:
    """Work: the fan-out is done, gather its results."""


@dataclass(frozen=True, slots=True)
class Items:
    """Work: a reader gave the items of a Map."""

    items: Json


@dataclass(frozen=True, slots=True)
class Mend:
    """Work: the state failed; retry, catch or fail the scope."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class End:
    """Work: end the execution."""

    how: Literal["succeeded", "failed", "timed-out", "aborted"]
    output: Json = None
    error: str = ""
    cause: str = ""


Work: TypeAlias = Enter | Begin | Finish | Spread | Gather | Items | Mend | End


@dataclass(slots=True, eq=False)
class FanOut:
    """The scopes of a Parallel or Map: those that run, and the results of those that ended, by index."""

    machines: tuple[Machine, ...] | Machine
    count: int
    input: Json
    items: tuple[Json, ...] | None
    keys: tuple[str, ...] | None
    concurrency: int
    most_bytes: int
    tolerated_count: int | None
    tolerated_percentage: float | None
    running: dict[int, "Scope"] = field(default_factory=dict)
    results: list[Json] = field(default_factory=list)
    size: int = 0
    started: int = 0
    failed: int = 0

    def machine(self, index: int) -> Machine:
        """The level that the scope of that index runs."""
        return self.machines if isinstance(self.machines, Machine) else self.machines[index]

    @property
    def has_room(self) -> bool:
        """Whether another scope may start now."""
        return self.started < self.count and len(self.running) < self.concurrency

    @property
    def is_done(self) -> bool:
        """Whether every scope has started and ended."""
        return self.started == self.count and not self.running


@dataclass(slots=True, eq=False)
class Entry:
    """One stay in a state, over all its tries."""

    number: int
    scope: "Scope"
    state: State
    entered_at: datetime
    tries: int = 1
    retries: dict[int, int] = field(default_factory=dict)
    task: TaskScheduled | None = None
    task_started: bool = False
    timer: str | None = None
    fan_out: FanOut | None = None

    @property
    def input(self) -> Json:
        """The raw input of the state."""
        return self.scope.value


@dataclass(slots=True, eq=False)
class Scope:
    """A level that runs. `value` is the input of the state it is in, or of the next one."""

    id: str
    machine: Machine
    parent: Entry | None
    index: int
    value: Json
    outer: Mapping[str, Json]
    item: Json = None
    own: dict[str, Json] = field(default_factory=dict)
    entry: Entry | None = None

    @property
    def variables(self) -> Mapping[str, Json]:
        """All variables that can be read here."""
        return {**self.outer, **self.own} if self.outer else self.own


def below(entry: Entry) -> Iterator[Scope]:
    """All scopes that run within a state, the outer ones first."""
    waiting = list(entry.fan_out.running.values()) if entry.fan_out else []
    while waiting:
        scope = waiting.pop()
        yield scope
        if scope.entry is not None and scope.entry.fan_out is not None:
            waiting.extend(scope.entry.fan_out.running.values())

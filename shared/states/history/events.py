"""Events of an execution's history.

Facts tell what happened outside (a task ended, a timer fired). Decisions tell what the interpreter made of
them; they hold every value that was computed or drawn, so that reading a history again evaluates nothing.
All times are UTC.
"""

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from shared.model.base import FrozenModel
from shared.model.numbers import ByteTotal, Count, Instant
from shared.states.values import Json

LONGEST_DELAY_SECONDS: Final = 31_622_400
"""A retry waits at most a leap year, with or without MaxDelaySeconds: the bound of that field."""

LONGEST_SECONDS: Final = 99_999_999
"""Of a time-out, as the language has it."""

Seconds = Annotated[int, Field(ge=0, le=LONGEST_SECONDS)]
Delay = Annotated[float, Field(ge=0, le=LONGEST_DELAY_SECONDS, allow_inf_nan=False)]
Percentage = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class HistoryEvent(FrozenModel):
    """What all events have: the time in UTC of the fact, or of the fact that a decision followed from."""

    at: Instant


class ExecutionStarted(HistoryEvent):
    """The first event. `definition` is the digest of the definition; `seed` makes all random numbers."""

    kind: Literal["execution-started"] = "execution-started"
    execution: str
    name: str
    workflow: str
    definition: str
    input: Json
    seed: str
    generation: Count = 0
    """0 where a person started it, or a file that no execution has made; else one more than that one's."""
    caused_by: str = ""
    """The execution that made the file that started this one."""


class TaskStarted(HistoryEvent):
    """A runner took the task up: its time-out counts from here, not from the wait in a queue."""

    kind: Literal["task-started"] = "task-started"
    task: str


class TaskSucceeded(HistoryEvent):
    """The task gave its output."""

    kind: Literal["task-succeeded"] = "task-succeeded"
    task: str
    output: Json


class TaskFailed(HistoryEvent):
    """The task failed with the name of an error, and a line for a person."""

    kind: Literal["task-failed"] = "task-failed"
    task: str
    error: str
    cause: str = ""


class HeartbeatMissed(HistoryEvent):
    """The runner of the task gave no sign of life for the task's heartbeat seconds."""

    kind: Literal["heartbeat-missed"] = "heartbeat-missed"
    task: str


class TimerFired(HistoryEvent):
    """The time of a timer has come."""

    kind: Literal["timer-fired"] = "timer-fired"
    timer: str


class CancelRequested(HistoryEvent):
    """A person or a policy wants the execution to end."""

    kind: Literal["cancel-requested"] = "cancel-requested"
    cause: str = ""


class ExecutionResumed(HistoryEvent):
    """What stands before was copied from the execution `source`, which did not succeed, up to its failure.

    Open tasks are given out anew, with all their retries; time-outs begin anew.
    """

    kind: Literal["execution-resumed"] = "execution-resumed"
    source: str


class StateEntered(HistoryEvent):
    """A state was entered. `entry` numbers this stay in the state; `scope` is the level it belongs to."""

    kind: Literal["state-entered"] = "state-entered"
    scope: str
    state: str
    entry: Count


class TaskScheduled(HistoryEvent):
    """Work was given out: a Task's own, or reading a Map's items, or writing its results."""

    kind: Literal["task-scheduled"] = "task-scheduled"
    entry: Count
    task: str
    action: Literal["run", "read-items", "write-results"] = "run"
    resource: str
    arguments: Json
    config: Json = None
    credentials: Json = None
    timeout_seconds: Seconds | None = None
    heartbeat_seconds: Seconds | None = None


class TasksAbandoned(HistoryEvent):
    """Open tasks were given up, since the state around them ended without them."""

    kind: Literal["tasks-abandoned"] = "tasks-abandoned"
    tasks: tuple[str, ...]


class WaitStarted(HistoryEvent):
    """A Wait state waits until `due`."""

    kind: Literal["wait-started"] = "wait-started"
    entry: Count
    timer: str
    due: Instant


class RetryScheduled(HistoryEvent):
    """A state is tried again at `due`, by the rule at index `retrier`; the drawn delay is kept here."""

    kind: Literal["retry-scheduled"] = "retry-scheduled"
    entry: Count
    retrier: Count
    error: str
    cause: str
    timer: str
    delay_seconds: Delay
    due: Instant


class FanOutStarted(HistoryEvent):
    """A Parallel or Map begins. A Parallel has an input for all branches, a Map has items and bounds.

    The results of all scopes together may have `most_bytes` as JSON.
    """

    kind: Literal["fan-out-started"] = "fan-out-started"
    entry: Count
    count: Count
    input: Json = None
    items: tuple[Json, ...] | None = None
    keys: tuple[str, ...] | None = None
    concurrency: Count
    most_bytes: ByteTotal
    tolerated_count: Count | None = None
    tolerated_percentage: Percentage | None = None


class ScopeStarted(HistoryEvent):
    """A branch or an iteration begins."""

    kind: Literal["scope-started"] = "scope-started"
    scope: str
    entry: Count
    index: Count
    input: Json


class StateExited(HistoryEvent):
    """A state was left with an output of `size` bytes as JSON.

    `next` None ends the scope; `caught` is the index of the rule of Catch that was taken.
    """

    kind: Literal["state-exited"] = "state-exited"
    entry: Count
    output: Json
    size: ByteTotal
    next: str | None
    assigned: dict[str, Json] | None = None
    caught: Count | None = None
    error: str | None = None
    cause: str | None = None


class ScopeFailed(HistoryEvent):
    """A state failed and nothing caught it: its scope failed with it."""

    kind: Literal["scope-failed"] = "scope-failed"
    scope: str
    error: str
    cause: str


class ExecutionSucceeded(HistoryEvent):
    """The execution ended with an output."""

    kind: Literal["execution-succeeded"] = "execution-succeeded"
    output: Json


class ExecutionFailed(HistoryEvent):
    """The execution ended with an error."""

    kind: Literal["execution-failed"] = "execution-failed"
    error: str
    cause: str


class ExecutionTimedOut(HistoryEvent):
    """The execution ran longer than its definition allows."""

    kind: Literal["execution-timed-out"] = "execution-timed-out"


class ExecutionAborted(HistoryEvent):
    """The execution was ended on request."""

    kind: Literal["execution-aborted"] = "execution-aborted"
    cause: str


Fact: TypeAlias = (
    ExecutionStarted
    | TaskStarted
    | TaskSucceeded
    | TaskFailed
    | HeartbeatMissed
    | TimerFired
    | CancelRequested
    | ExecutionResumed
)
Ending: TypeAlias = ExecutionSucceeded | ExecutionFailed | ExecutionTimedOut | ExecutionAborted
Decision: TypeAlias = (
    StateEntered
    | TaskScheduled
    | TasksAbandoned
    | WaitStarted
    | RetryScheduled
    | FanOutStarted
    | ScopeStarted
    | StateExited
    | ScopeFailed
    | Ending
)
Event: TypeAlias = Annotated[Fact | Decision, Field(discriminator="kind")]

EVENT: TypeAdapter[Fact | Decision] = TypeAdapter(Event)
"""Reads an event from its JSON."""

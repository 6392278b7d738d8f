"""Step messages: a unit of work of an execution, what became of it, and what it wrote meanwhile."""

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, JsonValue, StringConstraints, TypeAdapter

from shared.model.base import FrozenModel
from shared.model.names import NAME_PATTERN, CollectionName, is_name
from shared.model.numbers import Count, Instant, SchemaVersion
from shared.states.history.events import Seconds

ANY_RUNNER: Final = "_"
"""In the place of a queue: any runner of the collection may take the step. No site is called so."""

CAUSE_MAX: Final = 4_000
"""Characters of a line for a person, with the last words of a command."""

LOG_LINE_MAX: Final = 4_000
"""Characters of one line of a step's log; what is longer is cut."""

LOG_LINES_MAX: Final = 200
"""Lines of one message: under a megabyte at their longest."""


def queue_of(resource: str) -> str:
    """Return the queue that a resource names: `...@SITE` is for the runners of a site, others for any."""
    _, separator, site = resource.rpartition("@")
    return site if separator and is_name(site) and resource.startswith("spicerack:") else ANY_RUNNER


Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
Queue = Annotated[str, StringConstraints(pattern=r"^(_|[a-z0-9][a-z0-9-]{0,62})$")]


class StepJob(FrozenModel):
    """Carry out one task of an execution, and record its result once."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    workflow: Name
    execution: Name
    task: str = Field(min_length=1, max_length=100)
    """The interpreter's id of the task: unique within the execution."""
    state: str = Field(max_length=80)
    """The state's name in the definition, for people."""
    action: Literal["run", "read-items", "write-results"] = "run"
    resource: str = Field(max_length=2_000)
    arguments: JsonValue = None
    config: JsonValue = None
    results: tuple[JsonValue, ...] = ()
    """What `write-results` writes."""
    items_max: Count = 0
    """Items that `read-items` may give."""
    timeout_seconds: Seconds | None = None
    """From the start of the work; the runner ends it then."""
    heartbeat_seconds: Seconds | None = None
    generation: Count = 0
    """Of the execution: what the step publishes is of it."""


class StepStarted(FrozenModel):
    """A runner took the step up. A runner that takes it over says so again."""

    kind: Literal["started"] = "started"
    schema_version: SchemaVersion = 1
    task: str
    runner: str
    """Site and instance."""
    at: Instant


class StepSucceeded(FrozenModel):
    """The step's output, recorded once."""

    kind: Literal["succeeded"] = "succeeded"
    schema_version: SchemaVersion = 1
    task: str
    runner: str
    at: Instant
    output: JsonValue


class StepFailed(FrozenModel):
    """The step failed, by the name of an error of the States Language or of its own."""

    kind: Literal["failed"] = "failed"
    schema_version: SchemaVersion = 1
    task: str
    runner: str
    at: Instant
    error: str = Field(max_length=200)
    cause: str = Field(default="", max_length=CAUSE_MAX)


class StepCancelled(FrozenModel):
    """Nobody waits for the step any more: it is not begun, and ended where it runs."""

    kind: Literal["cancelled"] = "cancelled"
    schema_version: SchemaVersion = 1
    task: str
    at: Instant


StepResult: TypeAlias = Annotated[
    StepStarted | StepSucceeded | StepFailed | StepCancelled, Field(discriminator="kind")
]

STEP_RESULT: Final[TypeAdapter[StepStarted | StepSucceeded | StepFailed | StepCancelled]] = TypeAdapter(
    StepResult
)
"""Reads a result from its JSON."""


class StepBeat(FrozenModel):
    """A sign of life of a step that runs."""

    schema_version: SchemaVersion = 1
    execution: Name
    task: str
    at: Instant


class LogLine(FrozenModel):
    """One line that a step wrote."""

    at: Instant
    stream: Literal["out", "err", "runner"]
    text: str = Field(max_length=LOG_LINE_MAX)


class StepMade(FrozenModel):
    """A step is about to publish a content at a path: said before, so that no file is there without it."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    execution: Name
    generation: Count
    """Of the execution."""
    path: str = Field(min_length=1)
    at: Instant


class StepLog(FrozenModel):
    """Lines that a step wrote, in their order."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    execution: Name
    task: str
    state: str = Field(max_length=80)
    lines: tuple[LogLine, ...] = Field(max_length=LOG_LINES_MAX)

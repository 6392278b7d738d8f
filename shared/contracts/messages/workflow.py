"""Workflow messages: definitions, the rules that start them, and what an execution appends to its log."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, JsonValue, StringConstraints

from shared.model.base import FrozenModel
from shared.model.globs import PATTERN_MAX
from shared.model.names import NAME_PATTERN, CollectionName
from shared.model.numbers import Count, Instant, SchemaVersion
from shared.schedules.timing import Timing
from shared.states.history.events import Event

DEFINITION_BYTES_MAX: Final = 256 * 1024
"""Of the text of a definition: it travels in one message, and a person wrote it. A quarter of the largest."""

RUNNING_MAX: Final = 10_000
"""Executions of one rule at a time: each has a slot, and all slots of a rule are read together."""

LINE_MAX: Final = 1_000
"""Characters of a cause, a path or a name, as a row of a list shows it."""

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
Kind = Annotated[str, StringConstraints(min_length=1, max_length=32)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class WorkflowVersion(FrozenModel):
    """One version of a workflow. The newest on a subject counts; executions keep to the one they began with.

    `digest` is the SHA-256 of the text in hexadecimal.
    """

    schema_version: SchemaVersion = 1
    collection: CollectionName
    workflow: Name
    digest: Digest
    text: str = Field(max_length=DEFINITION_BYTES_MAX)
    saved_at: Instant
    retired: bool = False
    """Whether no execution shall be started of it any more."""


class Each(StrEnum):
    """What a rule starts an execution for."""

    FILE = "file"
    GROUP = "group"
    """All files of one commit that fit: a granule, or whatever else was published together."""
    DESCRIPTION = "description"
    """A file whose content is described: its kind is known, and what stands in it."""


KINDS_MAX: Final = 50
"""Kinds of contents that a rule names: more than all describers know."""


class WorkflowRule(FrozenModel):
    """A rule: which files of the collection start an execution of which workflow. The newest counts."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    rule: Name
    workflow: Name
    pattern: str = Field(min_length=1, max_length=PATTERN_MAX)
    """Of whole paths, as `shared.model.globs` has them."""
    each: Each = Each.FILE
    kinds: tuple[Kind, ...] = Field(default=(), max_length=KINDS_MAX)
    """Of descriptions, as `spk`; empty: any that a describer knows."""
    running_max: int = Field(default=10, ge=1, le=RUNNING_MAX)
    """Executions of this rule that run at a time."""
    queue: Name | None = None
    """A cap that it shares with all rules that name it."""
    queue_max: int = Field(default=10, ge=1, le=RUNNING_MAX)
    """Executions of all these rules that run at a time, as this one holds it."""
    after: Count = 0
    """The revision after which files count."""
    payload: JsonValue = None
    """Given to each execution, beside the file."""
    enabled: bool = True
    allow_loop: bool = False
    """Whether it may match what its own workflow publishes."""
    saved_at: Instant
    removed: bool = False


class Overlap(StrEnum):
    """What is done where the execution that a schedule started before still runs."""

    SKIP = "skip"
    QUEUE = "queue"
    """The next one waits for its end; of the times that come meanwhile, `catch_up` wait, the newest."""
    CANCEL = "cancel"
    """It is ended first."""


class WorkflowSchedule(FrozenModel):
    """A schedule: when an execution of which workflow is started. The newest counts."""

    schema_version: SchemaVersion = 1
    collection: CollectionName
    schedule: Name
    workflow: Name
    timing: Timing
    overlap: Overlap = Overlap.SKIP
    payload: JsonValue = None
    """Given to each execution, beside the time that it is for."""
    since: Instant
    """Times after it count."""
    enabled: bool = True
    saved_at: Instant
    removed: bool = False

    @property
    def most(self) -> int:
        """The times that may wait together: without a queue, a second one would find the first running."""
        return max(self.timing.catch_up, 1) if self.overlap is Overlap.QUEUE else 1


class ExecutionRecord(FrozenModel):
    """One append to an execution's log: facts that came together and what follows, all of it or none.

    A log is appended with compare-and-set, so that two writers cannot both go on from one position.
    """

    schema_version: SchemaVersion = 1
    collection: CollectionName
    workflow: Name
    execution: Name
    first: Count
    """The position of the first event in the history, counted from 0."""
    rule: str = Field(default="", max_length=LINE_MAX)
    """Who started it, in the first record: a rule's name, or `schedule:` and one of a schedule; empty where a
    caller did."""
    events: tuple[Event, ...] = Field(min_length=1)


SKIPS_MAX: Final = 20
"""Skipped times, or rows of them, that a schedule names: the newest."""


class SkippedTimes(FrozenModel):
    """Times in a row for which a schedule started nothing, for one reason."""

    first: Instant
    last: Instant
    count: Count
    why: str = Field(max_length=LINE_MAX)


class SchedulePlace(FrozenModel):
    """How far a schedule is: each of its times up to `place` was decided, once."""

    schema_version: SchemaVersion = 1
    since: Instant
    """Of the schedule; one that begins anew has a place of its own."""
    place: Instant
    started: Count = 0
    skipped: Count = 0
    skips: tuple[SkippedTimes, ...] = Field(default=(), max_length=SKIPS_MAX)
    """The newest last."""
    last: str = Field(default="", max_length=LINE_MAX)
    """The execution that was started last."""
    starting: ExecutionRecord | None = None
    """Decided, and not known to be begun: whoever reads it begins it. It begins once."""

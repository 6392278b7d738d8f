"""Answers about workflows, rules and executions. Pure. Times are UTC."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue

from shared.contracts.messages.step import LogLine
from shared.contracts.messages.workflow import KINDS_MAX, RUNNING_MAX, Each, Kind, Name, Overlap, SkippedTimes
from shared.model.base import FrozenModel
from shared.model.globs import PATTERN_MAX
from shared.model.numbers import Count, Instant
from shared.schedules.timing import Timing
from shared.states.history.events import Event
from shared.states.values import Json, check_depth

DEPTH_MAX = 100
"""Of what callers give: as `Limits.payload_depth` has it."""


def _sayable(value: Json) -> Json:
    check_depth(value, DEPTH_MAX)
    return value


Given = Annotated[JsonValue, AfterValidator(_sayable)]
"""What a caller gives: it can be said again in UTF-8."""


class WorkflowRow(FrozenModel):
    """The newest version of one workflow."""

    workflow: str
    digest: str
    """SHA-256 of the definition's text: its version."""
    comment: str = ""
    saved_at: datetime


class WorkflowAnswer(WorkflowRow):
    """One version of a workflow, with its definition as it was saved."""

    text: str


class RuleBody(FrozenModel, extra="forbid"):
    """A rule, as a caller says it."""

    workflow: Name
    pattern: str = Field(min_length=1, max_length=PATTERN_MAX)
    """Of whole paths: `*` within a name, `**` for any directories."""
    each: Each = Each.FILE
    kinds: tuple[Kind, ...] = Field(default=(), max_length=KINDS_MAX)
    """Of contents, as `spk`: for rules with `each` of `description` alone."""
    running_max: int = Field(default=10, ge=1, le=RUNNING_MAX)
    queue: Name | None = None
    """A cap that it shares with all rules that name it."""
    queue_max: int = Field(default=10, ge=1, le=RUNNING_MAX)
    """Executions of all these rules that run at a time: say the same for each."""
    after: Count | None = None
    """The revision after which files count; by default those count that come from now on."""
    payload: Given = None
    enabled: bool = True
    allow_loop: bool = False
    """Whether it may match what its own workflow publishes; it is refused otherwise, where that is seen."""


class RuleRow(FrozenModel):
    """A rule, and how far it is."""

    rule: str
    workflow: str
    pattern: str
    each: Each = Each.FILE
    kinds: tuple[str, ...] = ()
    kinds_unknown: tuple[str, ...] = ()
    """Of them, those that no describer of ours tells: a slip of the pen, or of a describer of others."""
    running_max: int
    queue: str | None = None
    queue_max: int = 10
    after: int
    payload: JsonValue = None
    enabled: bool
    allow_loop: bool = False
    saved_at: datetime
    here: bool = False
    """Whether the process that answers dispatches it; the fields below are told by that one alone."""
    revision: int | None = None
    """Up to which files were started."""
    waiting: int | None = None
    """Files that wait; no more than 10 000 are counted."""
    waits_for: str = ""


class ScheduleBody(FrozenModel, extra="forbid"):
    """A schedule, as a caller says it."""

    workflow: Name
    timing: Timing
    overlap: Overlap = Overlap.SKIP
    payload: Given = None
    since: Instant | None = None
    """Times after it count; by default those that come from now on, or from where the same timing is."""
    enabled: bool = True


class ScheduleRow(FrozenModel):
    """A schedule, and how far it is."""

    schedule: str
    workflow: str
    timing: Timing
    overlap: Overlap
    payload: JsonValue = None
    since: datetime
    enabled: bool
    saved_at: datetime
    next: tuple[datetime, ...] = ()
    """The next five times, without jitter."""
    place: datetime
    """Up to which times were decided."""
    started: int = 0
    skipped: int = 0
    skips: tuple[SkippedTimes, ...] = ()
    """Times without an execution, and why: the newest."""
    last: str = ""
    """The execution that was started last."""
    here: bool = False
    """Whether the process that answers dispatches it; `waits_for` is told by that one alone."""
    waits_for: str = ""


class ExecutionRow(FrozenModel):
    """One execution, as a list has it."""

    execution: str
    workflow: str
    digest: str
    name: str
    rule: str = ""
    status: str
    """running, succeeded, failed, timed-out or aborted."""
    started_at: datetime
    updated_at: datetime
    ended_at: datetime | None = None
    state: str = ""
    """The state that was entered last."""
    error: str | None = None
    cause: str | None = None
    events: int = 0
    continued_by: str = ""
    """The execution that goes on for it, where somebody has tried it again or skipped its step."""
    stuck: str = ""
    """Why it cannot be carried on, where it cannot: a person must look."""


class PageMeta(FrozenModel):
    """What a page is of."""

    count: int
    """Rows that the filters let through, on all pages."""
    limit: int
    page: int


class ExecutionPage(FrozenModel):
    """A page of executions."""

    meta: PageMeta
    results: tuple[ExecutionRow, ...] = ()


class WaitingFor(FrozenModel):
    """A step that no runner has taken up."""

    state: str
    site: str = ""
    """Whose runners may take it; empty where any may."""
    since: datetime
    runners: int
    """Runners that may take it and are there now: all busy, or none."""


class ExecutionAnswer(ExecutionRow):
    """One execution with its input, and its output once it has one."""

    input: JsonValue = None
    output: JsonValue = None
    generation: int = 0
    """How many executions in a row each made the file that started the next, before this one."""
    caused_by: str = ""
    """The execution that made the file that started this one."""
    waiting: tuple[WaitingFor, ...] = ()
    """Steps that wait for a runner, the first that were given out: no more than 20."""


class HistoryAnswer(FrozenModel):
    """The history of one execution, whole."""

    execution: str
    definition: str
    """The text of the definition that it runs by."""
    events: tuple[Event, ...]


class StartBody(FrozenModel, extra="forbid"):
    """What an execution is started with."""

    input: Given = None
    execution: Name | None = None
    """Its id; the same id starts one execution, however often it is asked for."""
    name: str = Field(default="", max_length=200)


class Begun(FrozenModel):
    """The execution that was started, or had been."""

    execution: str
    workflow: str


class CancelBody(FrozenModel, extra="forbid"):
    """Why an execution is ended."""

    cause: str = Field(default="", max_length=1_000)


class SkipBody(FrozenModel, extra="forbid"):
    """A step that is not to be done, and what it is taken to have given."""

    state: str = Field(min_length=1, max_length=80)
    """Whose step it is."""
    task: str = Field(default="", max_length=100)
    """The id of one step of the state, as of one iteration of a Map; empty: all that are open."""
    output: Given = None


class Skipped(Begun):
    """The execution that goes on: the same one where it ran, a new one where it had failed."""

    skipped: int
    """Steps for which the output counts: others had a result in this instant."""


class StepLines(FrozenModel):
    """Lines that steps of an execution wrote, in the order in which they came."""

    task: str
    state: str
    sequence: int
    """Ask for those after it to go on."""
    lines: tuple[LogLine, ...]


class LogAnswer(FrozenModel):
    """Lines of an execution."""

    parts: tuple[StepLines, ...] = ()
    ended: bool = False
    """Whether the execution has ended: nothing more comes then, but for lines on their way."""


class FoundLines(FrozenModel):
    """Lines of one message of a step's log that fit a search."""

    execution: str
    workflow: str
    task: str
    state: str
    lines: tuple[LogLine, ...]


class LogPage(FrozenModel):
    """What a search of logs has found in the executions of one page."""

    meta: PageMeta
    """Of executions, not of lines."""
    results: tuple[FoundLines, ...] = ()
    left_off: str = ""
    """The execution in which the answer became full; empty: all of the page was searched."""


class ExecutionsBy(StrEnum):
    """What executions are counted by."""

    WORKFLOW = "workflow"
    RULE = "rule"
    STATUS = "status"
    STATE = "state"
    ERROR = "error"


class StatisticsRow(FrozenModel):
    """Executions that have one value in common. Seconds are of those that have ended."""

    key: str
    count: int
    running: int
    succeeded: int
    failed: int
    """Failed, timed out or aborted."""
    mean_seconds: float | None = None
    longest_seconds: float | None = None


class StatisticsAnswer(FrozenModel):
    """Executions that fit, by the values of one field: the most frequent first."""

    field: str
    count: int
    results: tuple[StatisticsRow, ...] = ()


class WorkflowStatus(FrozenModel):
    """How one process of the workflow service stands."""

    collection: str
    site: str
    revision: int
    """Of the collection's log, up to which files were seen."""
    executions: dict[str, int]
    """How many there are of each status."""
    partitions: tuple[int, ...]
    """Those that this process works on."""
    loaded: int
    stuck: dict[str, str]

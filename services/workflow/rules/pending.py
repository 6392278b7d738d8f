"""Pending files: what a rule has still to start, and the executions that it starts for them. Pure."""

from dataclasses import dataclass
from datetime import datetime

from blake3 import blake3

from shared.contracts.messages.step import StepMade
from shared.contracts.messages.workflow import LINE_MAX, ExecutionRecord, WorkflowRule
from shared.model.entry import Entry
from shared.states.history.events import ExecutionFailed, ExecutionStarted

ID_BYTES = 16
"""Of an execution's id: no two files of any rule meet in 128 bits."""

GENERATIONS_MAX = 8
"""Of executions that each made the file that started the next: more than a pipeline of people has, and few
enough for a rule that starts itself to be harmless."""

LOOP = "Rule.Loop"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """How far a rule is in the log of its collection: up to this file of this revision, included."""

    revision: int
    path: str = ""

    def text(self) -> str:
        """Return the place as it is kept."""
        return f"{self.revision} {self.path}"


def place_of(text: str) -> Place:
    """Return the place that a text names."""
    revision, _, path = text.partition(" ")
    return Place(int(revision), path)


def execution_of(rule: WorkflowRule, entry: Entry) -> str:
    """Return the id of the one execution that a rule starts for one version of one file."""
    named = f"{rule.collection}\n{rule.rule}\n{rule.after}\n{entry.revision}\n{entry.path}"
    return blake3(named.encode()).hexdigest(length=ID_BYTES)


def start_of(
    rule: WorkflowRule,
    entry: Entry,
    *,
    digest: str,
    now: datetime,
    maker: StepMade | None = None,
    generations_max: int = GENERATIONS_MAX,
) -> ExecutionRecord:
    """Return the record that starts the execution; that ends it at once where it is of too late a generation.

    Args:
        rule: that starts it.
        entry: the version of the file.
        digest: of the definition.
        now: the time, UTC.
        maker: the execution that made the file.
        generations_max: of executions that each made the file that started the next.
    """
    execution = execution_of(rule, entry)
    generation = 0 if maker is None else maker.generation + 1
    started = ExecutionStarted(
        at=now,
        execution=execution,
        name=f"{rule.rule}/{entry.path}@{entry.revision}"[:LINE_MAX],
        workflow=rule.workflow,
        definition=digest,
        input={
            "file": {
                "collection": rule.collection,
                "path": entry.path,
                "revision": entry.revision,
                "content": entry.state.content,
                "size": entry.state.size,
            },
            "rule": rule.rule,
            "payload": rule.payload,
        },
        seed=execution,
        generation=generation,
        caused_by="" if maker is None else maker.execution,
    )
    loops = () if maker is None or generation <= generations_max else (_loop(entry, maker, now),)
    return ExecutionRecord(
        collection=rule.collection,
        workflow=rule.workflow,
        execution=execution,
        first=0,
        rule=rule.rule,
        events=(started, *loops),
    )


def _loop(entry: Entry, maker: StepMade, now: datetime) -> ExecutionFailed:
    cause = (
        f"{entry.path} was made by execution {maker.execution}, the last of {maker.generation + 1} that each "
        "made the file that started the next: a rule starts itself. Have its pattern leave out what its "
        "workflow publishes, or raise SPICERACK_WORKFLOW_GENERATIONS. `executions retry` runs it even so."
    )
    return ExecutionFailed(at=now, error=LOOP, cause=cause)

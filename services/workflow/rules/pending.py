"""Pending files: what a rule has still to start, and the executions that it starts for them. Pure."""

from dataclasses import dataclass
from datetime import datetime

from blake3 import blake3

from shared.contracts.messages.workflow import LINE_MAX, ExecutionRecord, WorkflowRule
from shared.model.entry import Entry
from shared.states.history.events import ExecutionStarted

ID_BYTES = 16
"""Of an execution's id: no two files of any rule meet in 128 bits."""


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


def start_of(rule: WorkflowRule, entry: Entry, *, digest: str, now: datetime) -> ExecutionRecord:
    """Return the record that starts the execution."""
    execution = execution_of(rule, entry)
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
    )
    return ExecutionRecord(
        collection=rule.collection,
        workflow=rule.workflow,
        execution=execution,
        first=0,
        rule=rule.rule,
        events=(started,),
    )

"""Summaries: what a record changes in what a list says of its execution. Pure."""

from dataclasses import dataclass, replace

from shared.contracts.messages.workflow import LINE_MAX, ExecutionRecord
from shared.states.history import events as ev

RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED = "running", "succeeded", "failed", "timed-out", "aborted"

STATUSES = (RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One execution, as a row of a list. Times are UTC in ISO 8601."""

    execution: str
    workflow: str
    digest: str
    name: str
    rule: str
    status: str
    started_at: str
    updated_at: str
    ended_at: str | None
    state: str
    """The state that was entered last."""
    error: str | None
    cause: str | None
    sequence: int
    """Of its last record in the stream."""
    position: int
    """Events of its history."""
    records: int
    continued_by: str = ""
    """The execution that goes on for it, since it did not succeed."""


def summarise(before: Summary | None, record: ExecutionRecord, sequence: int) -> Summary | None:
    """Return the summary after a record; None where the record does not fit what was before."""
    first = record.events[0]
    if before is None:
        if not isinstance(first, ev.ExecutionStarted) or record.first != 0:
            return None
        at = first.at.isoformat()
        before = Summary(
            execution=record.execution,
            workflow=record.workflow,
            digest=first.definition,
            name=first.name[:LINE_MAX],
            rule=record.rule,
            status=RUNNING,
            started_at=at,
            updated_at=at,
            ended_at=None,
            state="",
            error=None,
            cause=None,
            sequence=0,
            position=0,
            records=0,
        )
    if sequence <= before.sequence or record.first != before.position:
        return None
    summary = replace(
        before,
        updated_at=record.events[-1].at.isoformat(),
        sequence=sequence,
        position=before.position + len(record.events),
        records=before.records + 1,
    )
    for event in record.events:
        summary = _after(summary, event)
    return summary


def _after(summary: Summary, event: ev.Fact | ev.Decision) -> Summary:
    match event:
        case ev.StateEntered():
            return replace(summary, state=event.state)
        case ev.ExecutionSucceeded():
            return _ended(summary, event, SUCCEEDED)
        case ev.ExecutionFailed():
            return _ended(summary, event, FAILED, event.error, event.cause)
        case ev.ExecutionTimedOut():
            cause = "The execution ran longer than TimeoutSeconds."
            return _ended(summary, event, TIMED_OUT, "States.Timeout", cause)
        case ev.ExecutionAborted():
            return _ended(summary, event, ABORTED, None, event.cause)
    return summary


def _ended(
    summary: Summary, event: ev.Ending, status: str, error: str | None = None, cause: str | None = None
) -> Summary:
    cause = None if cause is None else cause[:LINE_MAX]
    return replace(summary, status=status, ended_at=event.at.isoformat(), error=error, cause=cause)

"""Actions on executions: start, cancel, retry. Each is one append; whoever holds the execution goes on."""

from datetime import datetime

from blake3 import blake3

from services.workflow.executions.journal import Journal, OutrunError
from services.workflow.executions.live import history_of
from services.workflow.executions.summary import Summary
from shared.contracts.messages.workflow import ExecutionRecord, WorkflowVersion
from shared.states.history import events as ev
from shared.states.history.resume import resumed
from shared.states.values import Json

ID_BYTES = 16
"""Of an execution's id, as `services.workflow.rules.pending` has it."""


class OverError(Exception):
    """The execution has ended: there is nothing to cancel."""


class NotFailedError(Exception):
    """The execution runs, or has succeeded: there is nothing to try again."""


def continuation_of(execution: str) -> str:
    """Return the id of the one execution that goes on for another that did not succeed: it begins once."""
    return blake3(f"continuation\n{execution}".encode()).hexdigest(length=ID_BYTES)


async def start(
    journal: Journal,
    version: WorkflowVersion,
    *,
    execution: str,
    name: str,
    given: Json,
    now: datetime,
    rule: str = "",
) -> bool:
    """Start an execution; tell whether it is new: one with this id may be there. Raises BusError."""
    started = ev.ExecutionStarted(
        at=now,
        execution=execution,
        name=name or execution,
        workflow=version.workflow,
        definition=version.digest,
        input=given,
        seed=execution,
    )
    record = ExecutionRecord(
        collection=version.collection,
        workflow=version.workflow,
        execution=execution,
        first=0,
        rule=rule,
        events=(started,),
    )
    try:
        await journal.append(record, after=0)
    except OutrunError:
        return False
    return True


async def cancel(journal: Journal, known: Summary, *, collection: str, cause: str, now: datetime) -> None:
    """Ask for the end of an execution.

    Raises:
        OverError: it has ended.
        OutrunError: it went on in this instant: try again with what is known then.
        BusError: try again.
    """
    if known.ended_at is not None:
        raise OverError(known.execution)
    record = ExecutionRecord(
        collection=collection,
        workflow=known.workflow,
        execution=known.execution,
        first=known.position,
        events=(ev.CancelRequested(at=now, cause=cause),),
    )
    await journal.append(record, after=known.sequence)


async def retry(journal: Journal, known: Summary, *, collection: str, execution: str, now: datetime) -> None:
    """Start a new execution from the failed step of one that did not succeed, with all recorded outputs.

    Raises:
        NotFailedError: there is nothing to try again.
        OutrunError: somebody else has begun it.
        BusError: try again.
    """
    records = await journal.read(known.workflow, known.execution, records=known.records)
    history = history_of([record for _, record in records])
    try:
        begun = resumed(history, execution, known.name)
    except ValueError as error:
        raise NotFailedError(str(error)) from error
    record = ExecutionRecord(
        collection=collection,
        workflow=known.workflow,
        execution=execution,
        first=0,
        rule=known.rule,
        events=(*begun, ev.ExecutionResumed(at=now, source=known.execution)),
    )
    await journal.append(record, after=0)

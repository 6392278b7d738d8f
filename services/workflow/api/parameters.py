"""Parameters that the routes share."""

import asyncio
from typing import Annotated

from fastapi import Depends, Path

from services.workflow.context import WorkflowContext
from services.workflow.executions.live import history_of
from services.workflow.executions.summary import Summary
from shared.bus.port import BusError
from shared.contracts.http.workflows import ExecutionRow
from shared.model.names import NAME_PATTERN
from shared.states.history import events as ev
from shared.web.dependencies import provided
from shared.web.problem import BusyError, NotFoundError, RefusedError

PREFIX = "/api/v1"

OfWorkflow = Annotated[WorkflowContext, Depends(provided(WorkflowContext))]

NamePart = Annotated[str, Path(pattern=NAME_PATTERN)]


PATIENCE = 10.0
"""Seconds to wait for a record that is on the bus and was not heard yet: it was started just now."""


async def known_execution(context: WorkflowContext, execution: str) -> Summary:
    """Return what is known of an execution. Raises NotFoundError and BusyError."""
    found = context.store.get(execution)
    return found if found is not None else await _heard(context, execution)


async def _heard(context: WorkflowContext, execution: str) -> Summary:
    """Return what is heard of an execution that another process may have begun just now."""
    try:
        begun = await context.journal.is_begun("*", execution)
    except BusError as error:
        raise BusyError(f"it cannot be read now, ask again: {error}") from error
    if not begun:
        raise NotFoundError(f"no execution {execution}: list them with GET {PREFIX}/executions")
    try:
        async with asyncio.timeout(PATIENCE):
            while (found := context.store.get(execution)) is None:
                context.moved.clear()
                await context.moved.wait()
            return found
    except TimeoutError:
        raise BusyError(f"execution {execution} is there and was not heard of yet: ask again") from None


def row_of(context: WorkflowContext, known: Summary) -> ExecutionRow:
    """Return an execution as lists have it."""
    return ExecutionRow.model_validate(fields_of(context, known))


def fields_of(context: WorkflowContext, known: Summary) -> dict[str, object]:
    """Return the fields of an execution's row."""
    return {
        "execution": known.execution,
        "workflow": known.workflow,
        "digest": known.digest,
        "name": known.name,
        "rule": known.rule,
        "status": known.status,
        "started_at": known.started_at,
        "updated_at": known.updated_at,
        "ended_at": known.ended_at,
        "state": known.state,
        "error": known.error,
        "cause": known.cause,
        "events": known.position,
        "continued_by": known.continued_by,
        "stuck": context.engine.figures.stuck.get(known.execution, ""),
    }


async def history_at(context: WorkflowContext, known: Summary) -> list[ev.Fact | ev.Decision]:
    """Return the history of an execution. Raises BusyError and RefusedError."""
    try:
        records = await context.journal.read(known.workflow, known.execution, records=known.records)
    except BusError as error:
        raise BusyError(f"the history cannot be read now: {error}") from error
    if not records:
        raise RefusedError(f"the records of execution {known.execution} are no longer kept")
    return history_of([record for _, record in records])

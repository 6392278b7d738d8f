"""Parameters that the routes share."""

from typing import Annotated

from fastapi import Depends, Path

from services.workflow.context import WorkflowContext
from services.workflow.executions.summary import Summary
from shared.contracts.http.workflows import ExecutionRow
from shared.model.names import NAME_PATTERN
from shared.web.dependencies import provided
from shared.web.problem import NotFoundError

PREFIX = "/api/v1"

OfWorkflow = Annotated[WorkflowContext, Depends(provided(WorkflowContext))]

NamePart = Annotated[str, Path(pattern=NAME_PATTERN)]


def known_execution(context: WorkflowContext, execution: str) -> Summary:
    """Return what is known of an execution. Raises NotFoundError."""
    found = context.store.get(execution)
    if found is None:
        raise NotFoundError(f"no execution {execution}: list them with GET {PREFIX}/executions")
    return found


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
        "stuck": context.engine.figures.stuck.get(known.execution, ""),
    }

"""Routes about executions."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.workflow.api.parameters import (
    PREFIX,
    NamePart,
    OfWorkflow,
    fields_of,
    history_at,
    known_execution,
    row_of,
)
from services.workflow.api.room import demand_room
from services.workflow.api.runners import waiting_for
from services.workflow.api.workflows import ADMINS, READS
from services.workflow.executions import actions
from services.workflow.executions.journal import OutrunError
from services.workflow.executions.summary import RUNNING, SUCCEEDED, Summary
from services.workflow.executions.waiting import waiting_in
from shared.bus.port import BusError
from shared.catalog.store.table_query import FilterError, Table, question_of
from shared.contracts.http.workflows import (
    Begun,
    CancelBody,
    ExecutionAnswer,
    ExecutionPage,
    ExecutionRow,
    HistoryAnswer,
    PageMeta,
)
from shared.states.history import events as ev
from shared.web.paging import PAGE_MAX
from shared.web.problem import BusyError, MalformedError, NotFoundError, RefusedError, problems

PAGES_MAX = 10_000

WAITING_SHOWN = 20
"""Steps without a runner that an answer names: a Map may have a thousand of them, for one reason."""

EXECUTIONS = Table(
    columns={
        "execution": "execution",
        "workflow": "workflow",
        "digest": "digest",
        "name": "name",
        "rule": "rule",
        "status": "status",
        "state": "state",
        "error": "error",
        "started_at": "started_at",
        "updated_at": "updated_at",
        "ended_at": "ended_at",
        "events": "position",
        "continued_by": "continued_by",
    },
    newest="started_at",
    key=("execution",),
    numbers=frozenset({"position"}),
)
"""What callers may filter and sort by."""

router = APIRouter(prefix=f"{PREFIX}/executions", tags=["executions"])


@router.get("", dependencies=READS, responses=problems(422))
async def list_executions(
    *,
    context: OfWorkflow,
    request: Request,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 100,
    page: Annotated[int, Query(ge=1, le=PAGES_MAX)] = 1,
    sort_key: Annotated[list[str] | None, Query(description="`-started_at` and the like.")] = None,
    countOnly: bool = False,  # noqa: N803 - as the convention has it
) -> ExecutionPage:
    """Executions, filtered by `field`, `field__not`, `__in`, `__from`, `__to` and `__exists`."""
    try:
        asked = question_of(request.query_params.multi_items(), sort_key or (), EXECUTIONS)
    except FilterError as error:
        raise MalformedError(str(error)) from error
    count = context.store.count(asked.where, asked.values)
    rows: list[Summary] = []
    if not countOnly:
        skip = (page - 1) * limit
        rows = context.store.page(asked.where, asked.values, order=asked.order, limit=limit, skip=skip)
    meta = PageMeta(count=count, limit=limit, page=page)
    return ExecutionPage(meta=meta, results=tuple(row_of(context, one) for one in rows))


@router.get("/{execution}", dependencies=READS, responses=problems(404, 503))
async def read_execution(context: OfWorkflow, execution: NamePart) -> ExecutionAnswer:
    """One execution with its input, and its output once it has one."""
    known = await known_execution(context, execution)
    history = await history_at(context, known)
    told = fields_of(context, known)
    first, last = history[0], history[-1]
    if isinstance(first, ev.ExecutionStarted):
        told |= {"input": first.input, "generation": first.generation, "caused_by": first.caused_by}
    if isinstance(last, ev.ExecutionSucceeded):
        told |= {"output": last.output}
    else:
        told |= {"waiting": await waiting_for(context, waiting_in(history)[:WAITING_SHOWN])}
    return ExecutionAnswer.model_validate(told)


@router.get("/{execution}/history", dependencies=READS, responses=problems(404, 503))
async def readhistory_at(context: OfWorkflow, execution: NamePart) -> HistoryAnswer:
    """The history of an execution, and the definition that it runs by."""
    known = await known_execution(context, execution)
    version = context.book.version(known.workflow, known.digest)
    events = await history_at(context, known)
    return HistoryAnswer(
        execution=execution, definition="" if version is None else version.text, events=tuple(events)
    )


@router.post("/{execution}/cancel", dependencies=ADMINS, responses=problems(404, 409, 503))
async def cancel_execution(context: OfWorkflow, execution: NamePart, body: CancelBody) -> ExecutionRow:
    """End an execution; what runs of it is ended, too."""
    known = await known_execution(context, execution)
    try:
        await actions.cancel(
            context.journal,
            known,
            collection=context.collection,
            cause=body.cause,
            now=context.clock.now(),
        )
    except actions.OverError as error:
        raise RefusedError(f"execution {execution} has ended: {known.status}") from error
    except (OutrunError, BusError) as error:
        raise BusyError(f"it went on in this instant, ask again: {error}") from error
    return row_of(context, known)


@router.post("/{execution}/rerun", dependencies=ADMINS, responses=problems(404, 503), status_code=201)
async def rerun_execution(context: OfWorkflow, execution: NamePart) -> Begun:
    """Start the newest version of its workflow on the same input, from the beginning."""
    known = await known_execution(context, execution)
    version = context.book.newest(known.workflow)
    if version is None:
        raise NotFoundError(f"no workflow {known.workflow}: save it again, or start another one")
    first = (await history_at(context, known))[0]
    again = context.new_id()
    await demand_room(context, replace(known, continued_by=""), again)
    try:
        await actions.start(
            context.journal,
            version,
            execution=again,
            name=known.name,
            given=first.input if isinstance(first, ev.ExecutionStarted) else None,
            now=context.clock.now(),
            rule=known.rule,
        )
    except BusError as error:
        raise BusyError(
            f"unknown whether {again} was started: look for it, and ask again: {error}"
        ) from error
    return Begun(execution=again, workflow=known.workflow)


@router.post("/{execution}/retry", dependencies=ADMINS, responses=problems(404, 409, 503), status_code=201)
async def retry_execution(context: OfWorkflow, execution: NamePart) -> Begun:
    """Go on from the failed step in a new execution, with all outputs that were recorded."""
    known = await known_execution(context, execution)
    again = actions.continuation_of(execution)
    if known.status in (RUNNING, SUCCEEDED):
        raise RefusedError(f"execution {execution} is {known.status}: there is nothing to try again")
    await demand_room(context, known, again)
    try:
        await actions.retry(
            context.journal,
            known,
            collection=context.collection,
            execution=again,
            now=context.clock.now(),
        )
    except actions.NotFailedError as error:
        raise RefusedError(f"{error}: execution {execution} is {known.status}") from error
    except OutrunError as error:
        raise RefusedError(f"execution {execution} was gone on with as {again} just now") from error
    except BusError as error:
        raise BusyError(f"it cannot be read now, ask again: {error}") from error
    return Begun(execution=again, workflow=known.workflow)

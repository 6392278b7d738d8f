"""Routes about what steps wrote: of one execution, and over many."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime

from services.workflow.api.executions import EXECUTIONS
from services.workflow.api.parameters import PREFIX, NamePart, OfWorkflow, known_execution
from services.workflow.api.workflows import READS
from services.workflow.context import WorkflowContext
from services.workflow.executions.levels import Level
from services.workflow.executions.log_search import Search, Wanted
from shared.bus.codec import BadMessageError, decode
from shared.bus.port import BusError
from shared.catalog.store.table_query import FilterError, question_of
from shared.contracts.http.workflows import FoundLines, LogAnswer, LogPage, PageMeta, StepLines
from shared.contracts.messages.step import LogLine, StepLog
from shared.contracts.topology import Stream
from shared.web.problem import BusyError, MalformedError, problems

LOG_PARTS = 200
"""Messages of lines in one answer: 200 lines each at most."""

SEARCHED_MAX = 100
"""Executions that one search looks at: each is a read of its own from the bus."""

PAGES_MAX = 10_000

LevelName = Literal["debug", "info", "warning", "error", "critical"]

OF_LINES = frozenset({"text", "level", "stream", "step", "at__from", "at__to"})
"""Parameters that say which lines are wanted; others are of executions."""


def _wanted(  # noqa: PLR0917 - one for each parameter
    text: Annotated[str, Query(max_length=200, description="Only lines that hold it.")] = "",
    level: Annotated[LevelName | None, Query(description="Only lines of this level or above it.")] = None,
    stream: Literal["", "out", "err", "runner"] = "",
    step: Annotated[str, Query(max_length=80, description="The state whose step wrote them.")] = "",
    at__from: Annotated[AwareDatetime | None, Query(description="Not before.")] = None,
    at__to: Annotated[AwareDatetime | None, Query(description="Before.")] = None,
) -> Wanted:
    lowest = None if level is None else Level[level.upper()]
    return Wanted(text=text, level=lowest, stream=stream, step=step, begin=at__from, end=at__to)


OfLines = Annotated[Wanted, Depends(_wanted)]

router = APIRouter(prefix=PREFIX, tags=["logs"])


@router.get("/executions/{execution}/logs", dependencies=READS, responses=problems(404, 422, 503))
async def read_logs(
    context: OfWorkflow,
    execution: NamePart,
    wanted: OfLines,
    after: Annotated[int, Query(ge=0, description="The sequence of the last part that is known.")] = 0,
) -> LogAnswer:
    """Lines that the steps of an execution wrote, or those of them that fit."""
    known = await known_execution(context, execution)
    search, parts = Search(wanted), []
    async for sequence, said in _said(context, execution, after=after):
        lines = tuple(search.lines(said))
        parts.append(StepLines(task=said.task, state=said.state, sequence=sequence, lines=lines))
        if len(parts) == LOG_PARTS:
            break
    return LogAnswer(parts=tuple(parts), ended=known.ended_at is not None)


@router.get("/logs", dependencies=READS, responses=problems(422, 503))
async def search_logs(
    context: OfWorkflow,
    request: Request,
    wanted: OfLines,
    limit: Annotated[int, Query(ge=1, le=SEARCHED_MAX)] = 20,
    page: Annotated[int, Query(ge=1, le=PAGES_MAX)] = 1,
) -> LogPage:
    """Lines that fit, of the executions of a page, the newest first: these are filtered as their list is."""
    given = [(name, text) for name, text in request.query_params.multi_items() if name not in OF_LINES]
    try:
        asked = question_of(given, (), EXECUTIONS)
    except FilterError as error:
        raise MalformedError(str(error)) from error
    count = context.store.count(asked.where, asked.values)
    skip = (page - 1) * limit
    results: list[FoundLines] = []
    for one in context.store.page(asked.where, asked.values, order=asked.order, limit=limit, skip=skip):
        search = Search(wanted)
        async for _, said in _said(context, one.execution, after=0):
            lines = tuple(search.lines(said))
            if lines:
                results.append(_found(one.workflow, said, lines))
            if len(results) == LOG_PARTS:
                meta = PageMeta(count=count, limit=limit, page=page)
                return LogPage(meta=meta, results=tuple(results), left_off=one.execution)
    return LogPage(meta=PageMeta(count=count, limit=limit, page=page), results=tuple(results))


def _found(workflow: str, said: StepLog, lines: tuple[LogLine, ...]) -> FoundLines:
    return FoundLines(
        execution=said.execution, workflow=workflow, task=said.task, state=said.state, lines=lines
    )


async def _said(
    context: WorkflowContext, execution: str, *, after: int
) -> AsyncIterator[tuple[int, StepLog]]:
    """Yield what the steps of an execution wrote, each with its sequence. Raises BusyError."""
    subject = context.topology.step_log(context.collection, execution, "*")
    try:
        async for message in context.bus.stored(Stream.STEPLOGS, subject, after=after):
            try:
                yield message.sequence, decode(StepLog, message.data)
            except BadMessageError:
                continue
    except BusError as error:
        raise BusyError(f"logs cannot be read now: {error}") from error

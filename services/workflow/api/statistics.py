"""Statistics of executions."""

from fastapi import APIRouter, Request

from services.workflow.api.executions import EXECUTIONS
from services.workflow.api.parameters import PREFIX, OfWorkflow
from services.workflow.api.workflows import READS
from shared.catalog.store.table_query import FilterError, question_of
from shared.contracts.http.workflows import ExecutionsBy, StatisticsAnswer, StatisticsRow
from shared.web.problem import MalformedError, problems

router = APIRouter(prefix=f"{PREFIX}/statistics", tags=["executions"])


@router.get("/executions", dependencies=READS, responses=problems(422))
async def count_executions(
    context: OfWorkflow, request: Request, field: ExecutionsBy = ExecutionsBy.WORKFLOW
) -> StatisticsAnswer:
    """How many executions there are, how they ended and for how long they ran, by one field."""
    given = [(name, text) for name, text in request.query_params.multi_items() if name != "field"]
    try:
        asked = question_of(given, (), EXECUTIONS)
    except FilterError as error:
        raise MalformedError(str(error)) from error
    rows = context.store.statistics(EXECUTIONS.columns[field], asked.where, asked.values)
    results = tuple(StatisticsRow.model_validate(row) for row in rows)
    return StatisticsAnswer(
        field=field, count=context.store.count(asked.where, asked.values), results=results
    )

"""Statistics of granules."""

from fastapi import APIRouter, Request

from services.acquirer.api.granules import GRANULES
from services.acquirer.api.parameters import PREFIX, READS, OfAcquirer
from shared.catalog.store.table_query import FilterError, question_of
from shared.contracts.http.acquirer import GranuleCount, GranulesBy, GranuleStatistics
from shared.web.problem import MalformedError, problems

router = APIRouter(prefix=f"{PREFIX}/statistics", tags=["granules"])


@router.get("/granules", dependencies=READS, responses=problems(422))
async def count_granules(
    context: OfAcquirer, request: Request, field: GranulesBy = GranulesBy.FEED
) -> GranuleStatistics:
    """How many granules there are, what became of them and how large they are, by one field."""
    given = [(name, text) for name, text in request.query_params.multi_items() if name != "field"]
    try:
        asked = question_of(given, (), GRANULES)
    except FilterError as error:
        raise MalformedError(str(error)) from error
    rows = context.store.statistics(GRANULES.columns[field], asked.where, asked.values)
    results = tuple(GranuleCount.model_validate(row) for row in rows)
    count = context.store.count(asked.where, asked.values)
    return GranuleStatistics(field=field, count=count, results=results)

"""OCS' aggregate: the values that frames have, for forms."""

from datetime import UTC, timedelta
from typing import Any

from fastapi import APIRouter, Request

from services.archive.api.asking import Asked, Desk
from services.archive.api.documented import asked_by
from services.archive.api.ocs.filters import Condition, Given, conditions_of
from services.archive.api.ocs.listing import given_of
from services.archive.api.ocs.values import instant_of, integer_of
from services.archive.database.tables import frame
from services.archive.query.values import distinct_values
from shared.web.problem import BadRequestError, problems

LONGEST = timedelta(days=365)

FILTERS = (
    *("site_id", "telescope_id", "primary_optical_element", "instrument_id"),
    *("configuration_type", "proposal_id"),
)

TIMEOUT = 2000
"""Milliseconds, where none is asked for."""

TIMEOUT_MAX = 20_000

router = APIRouter(tags=["ocs"])


@router.get(
    "/frames/aggregate/",
    responses=problems(400),
    openapi_extra=asked_by((*FILTERS, "start", "end", "public", "query_timeout")),
)
async def read_aggregate(desk: Asked, request: Request) -> dict[str, Any]:
    """The sites, telescopes, filters, instruments, types and proposals of the frames that the caller sees."""
    given = given_of(request.query_params)
    conditions = [desk.sight.listed(), *_narrowed(given)]
    conditions += conditions_of({"public": given["public"]} if "public" in given else {}, desk.sight)
    values = await desk.ask(
        lambda connection: distinct_values(connection, *conditions), seconds=_seconds(given, desk)
    )
    now = desk.context.clock.now().astimezone(UTC)
    return {**values, "generated_at": now.isoformat().replace("+00:00", "Z")}


def _narrowed(given: Given) -> list[Condition]:
    """Return the conditions of filters and times. Raises BadRequestError."""
    used = [name for name in FILTERS if name in given]
    if not used and "start" not in given and "end" not in given:
        return []
    if "start" not in given or "end" not in given:
        raise BadRequestError("start and end: both are needed where anything is filtered")
    # Upstream cuts seconds off, so that its cache is hit more often.
    start = instant_of("start", given["start"][-1]).replace(second=0, microsecond=0)
    end = instant_of("end", given["end"][-1]).replace(second=0, microsecond=0)
    if end - start > LONGEST:
        raise BadRequestError(f"start and end: {LONGEST.days} days apart at most")
    exact = [frame.c[name] == given[name][-1].replace("\0", "") for name in used]
    return [frame.c.observation_date >= start, frame.c.observation_date < end, *exact]


def _seconds(given: Given, desk: Desk) -> float:
    """Return how long it may take: never longer than any question here. Raises BadRequestError."""
    asked = integer_of("query_timeout", given["query_timeout"][-1]) if "query_timeout" in given else TIMEOUT
    if not 0 <= asked <= TIMEOUT_MAX:
        raise BadRequestError(f"query_timeout: 0 to {TIMEOUT_MAX} milliseconds")
    longest = desk.context.config.query_seconds
    return min(asked / 1000 or longest, longest)

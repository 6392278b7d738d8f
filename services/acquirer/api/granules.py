"""Routes about granules."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.acquirer.api.parameters import ADMINS, PREFIX, READS, OfAcquirer
from services.acquirer.context import AcquirerContext
from services.acquirer.state.rows import Granule, Status
from shared.catalog.store.table_query import FilterError, Table, question_of
from shared.contracts.http.acquirer import GranuleAnswer, GranuleName, GranulePage, GranuleRow
from shared.contracts.http.workflows import PageMeta
from shared.web.paging import PAGE_MAX
from shared.web.problem import MalformedError, NotFoundError, RefusedError, problems

PAGES_MAX = 10_000

GRANULES = Table(
    columns={
        "feed": "feed",
        "granule": "granule",
        "status": "status",
        "blame": "blame",
        "detail": "detail",
        "tries": "tries",
        "bytes": "bytes",
        "checked_by": "checked_by",
        "first_seen": "strftime('%Y-%m-%dT%H:%M:%SZ', first_seen, 'unixepoch')",
        "updated_at": "strftime('%Y-%m-%dT%H:%M:%SZ', updated_at, 'unixepoch')",
    },
    newest="updated_at",
    key=("feed", "granule"),
    numbers=frozenset({"tries", "bytes"}),
)
"""What callers may filter and sort by. Times are compared as their text."""

router = APIRouter(prefix=f"{PREFIX}/granules", tags=["granules"])


@router.get("", dependencies=READS, responses=problems(422))
async def list_granules(
    *,
    context: OfAcquirer,
    request: Request,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 100,
    page: Annotated[int, Query(ge=1, le=PAGES_MAX)] = 1,
    sort_key: Annotated[list[str] | None, Query(description="`-updated_at` and the like.")] = None,
    countOnly: bool = False,  # noqa: N803 - as the convention has it
) -> GranulePage:
    """Granules, filtered by `field`, `field__not`, `__in`, `__from`, `__to` and `__exists`."""
    try:
        asked = question_of(request.query_params.multi_items(), sort_key or (), GRANULES)
    except FilterError as error:
        raise MalformedError(str(error)) from error
    count = context.store.count(asked.where, asked.values)
    rows: list[Granule] = []
    if not countOnly:
        skip = (page - 1) * limit
        rows = context.store.page(asked.where, asked.values, order=asked.order, limit=limit, skip=skip)
    meta = PageMeta(count=count, limit=limit, page=page)
    return GranulePage(meta=meta, results=tuple(GranuleRow.model_validate(_fields(one)) for one in rows))


@router.get("/one", dependencies=READS, responses=problems(404))
async def read_granule(context: OfAcquirer, feed: str, granule: str) -> GranuleAnswer:
    """One granule, with the conversation of its last try."""
    one = _known(context, feed, granule)
    more = {"paths": one.paths, "placed": one.placed, "conversation": one.conversation}
    return GranuleAnswer.model_validate({**_fields(one), **more})


@router.post("/retry", dependencies=ADMINS, responses=problems(404, 409))
async def retry_granule(context: OfAcquirer, body: GranuleName) -> GranuleRow:
    """Fetch a granule again, or one that failed or waits for its next try at once."""
    one = _known(context, body.feed, body.granule)
    if one.status in (Status.WAITING, Status.RUNNING):
        raise RefusedError(f"granule {one.granule} is {one.status}: {one.waits_for or 'wait for its end'}")
    if not one.paths:  # Another acquirer brought it: which files it has, the next look finds.
        context.store.forget_done(one.feed, one.granule)
        context.looks[one.feed].ring()
        waits = {"status": Status.WAITING, "waits_for": "the next look at its feed"}
        return GranuleRow.model_validate(_fields(one) | waits)
    context.store.end(one, status=Status.QUEUED, tries=0, next_at=0.0)
    context.queues[one.feed].ring()
    return GranuleRow.model_validate(_fields(_known(context, body.feed, body.granule)))


def _known(context: AcquirerContext, feed: str, granule: str) -> Granule:
    found = context.store.get(feed, granule) if feed in context.file.feeds else None
    if found is None:
        raise NotFoundError(
            f"no granule {granule!r} of a feed {feed!r}: list them with GET {PREFIX}/granules"
        )
    return found


def _fields(one: Granule) -> dict[str, object]:
    return {
        "feed": one.feed,
        "granule": one.granule,
        "status": one.status,
        "waits_for": one.waits_for,
        "blame": one.blame,
        "detail": one.detail,
        "tries": one.tries,
        "bytes": one.bytes,
        "checked_by": one.checked_by,
        "first_seen": datetime.fromtimestamp(one.first_seen, UTC),
        "updated_at": datetime.fromtimestamp(one.updated_at, UTC),
    }

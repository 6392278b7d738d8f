"""Routes about what happened to a collection: its commits, and what differs between two revisions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.manager.api.parameters import Keeper, check_revision
from services.manager.context import ManagerContext
from services.manager.state.commits_backfill import backfill
from shared.catalog.store.projection_view import ask
from shared.contracts.http.history import CommitPage, DifferencePage
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.differences import read_differences
from shared.web.catalog.parameters import PREFIX, AfterPath, Before, Revision
from shared.web.catalog.rows import commit_row
from shared.web.paging import PAGE_MAX, Limit, NextPage
from shared.web.problem import problems

COMMIT_ROWS = 100
"""Commits of a page where the caller names no limit."""

router = APIRouter(prefix=PREFIX, tags=["history"], dependencies=[Depends(needs(Scope.READ))])


@router.get(
    "/collections/{collection}/log",
    responses=problems(404, 422, 503),
    dependencies=[Depends(needs(Scope.READ, whole=True))],
)
async def read_log(
    *, context: Keeper, next_page: NextPage, limit: Limit = COMMIT_ROWS, before: Before = None
) -> CommitPage:
    """The commits of the collection, newest first, page by page."""
    projection = context.state.projection
    found = projection.commits.page(before=before, limit=limit + 1)
    if len(found) <= limit and projection.commits.missing(projection.position) is not None:
        await _read_older(context)
        found = projection.commits.page(before=before, limit=limit + 1)
    more = len(found) > limit or projection.commits.missing(projection.position) is not None
    shown = found[:limit]
    oldest = shown[-1].revision if shown else before
    following = oldest if more else None
    next_page.link(before=following)
    return CommitPage(
        collection=context.identity.collection,
        revision=projection.position.revision,
        commits=tuple(map(commit_row, shown)),
        next=following,
    )


@router.get("/collections/{collection}/diff", responses=problems(404, 422))
async def read_difference(
    *,
    context: Keeper,
    caller: Asking,
    next_page: NextPage,
    earlier: Annotated[Revision, Query(alias="from", description="One revision; 0 is before the first.")],
    later: Annotated[Revision, Query(alias="to", description="The other; it may be the earlier one.")],
    after: AfterPath = "",
    limit: Limit = PAGE_MAX,
) -> DifferencePage:
    """The paths that are not the same at two revisions, page by page.

    A page may be short, or empty, and still have a next.
    """
    check_revision(context, max(earlier, later))
    collection = context.identity.collection
    rows, following = await ask(
        context.open_view,
        lambda view: read_differences(
            view, caller, collection=collection, earlier=earlier, later=later, after=after, limit=limit
        ),
    )
    next_page.link(after=following)
    return DifferencePage(
        collection=collection,
        earlier=earlier,
        later=later,
        differences=tuple(rows),
        next=following,
    )


async def _read_older(context: ManagerContext) -> None:
    await backfill(
        context.bus,
        context.state.projection,
        topology=context.topology,
        collection=context.identity.collection,
        to=1,
    )

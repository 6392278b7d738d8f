"""Routes about what happened to a collection: its commits, and what differs between two revisions."""

from fastapi import APIRouter, Depends

from services.manager.api.moments import know_commits, read_older
from services.manager.api.parameters import Keeper
from shared.catalog.store.projection_view import ask
from shared.contracts.http.history import CommitPage, DifferencePage
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.differences import difference_page
from shared.web.catalog.parameters import PREFIX, AfterPath, Before, EarlierText, LaterText, moment_of
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
    *, context: Keeper, caller: Asking, next_page: NextPage, limit: Limit = COMMIT_ROWS, before: Before = None
) -> CommitPage:
    """The commits of the collection, newest first, page by page."""
    projection = context.state.projection
    found = projection.commits.page(before=before, limit=limit + 1)
    if len(found) <= limit and projection.commits.missing(projection.position) is not None:
        await read_older(context)
        found = projection.commits.page(before=before, limit=limit + 1)
    more = len(found) > limit or projection.commits.missing(projection.position) is not None
    shown = found[:limit]
    oldest = shown[-1].revision if shown else before
    following = oldest if more else None
    next_page.link(before=following)
    return CommitPage(
        collection=context.identity.collection,
        revision=projection.position.revision,
        commits=tuple(commit_row(one, named=caller.hears_names) for one in shown),
        next=following,
        skipped=projection.skipped,
    )


@router.get("/collections/{collection}/diff", responses=problems(404, 422))
async def read_difference(
    *,
    context: Keeper,
    caller: Asking,
    next_page: NextPage,
    earlier: EarlierText,
    later: LaterText = None,
    after: AfterPath = "",
    limit: Limit = PAGE_MAX,
) -> DifferencePage:
    """The paths that are not the same at two moments, page by page.

    A page may be short, or empty, and still have a next.
    """
    collection = context.identity.collection
    one, other = moment_of(earlier), moment_of(later)
    await know_commits(context, one, other)
    page = await ask(
        context.open_view,
        lambda view: difference_page(
            view, caller, collection=collection, earlier=one, later=other, after=after, limit=limit
        ),
    )
    next_page.link(after=page.next)
    return page

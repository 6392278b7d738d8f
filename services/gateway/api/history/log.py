"""The route about the commits of a collection."""

from fastapi import APIRouter, Depends

from services.gateway.api.parameters import Door
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.contracts.http.history import CommitPage
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.parameters import PREFIX, Before
from shared.web.catalog.rows import commit_row
from shared.web.paging import Limit, NextPage
from shared.web.problem import problems

COMMIT_ROWS = 100
"""Commits of a page where the caller names no limit."""

router = APIRouter(prefix=PREFIX, tags=["history"], dependencies=[Depends(needs(Scope.READ, whole=True))])


@router.get("/collections/{collection}/log", responses=problems(404, 422))
async def read_log(
    *, context: Door, caller: Asking, next_page: NextPage, limit: Limit = COMMIT_ROWS, before: Before = None
) -> CommitPage:
    """The commits of the collection, newest first, page by page."""

    def read(view: ProjectionView) -> CommitPage:
        found = view.commits.page(before=before, limit=limit + 1)
        shown = found[:limit]
        return CommitPage(
            collection=context.identity.collection,
            revision=view.position.revision,
            commits=tuple(commit_row(one, named=caller.hears_names) for one in shown),
            next=shown[-1].revision if len(found) > limit else None,
            skipped=view.skipped,
        )

    page = await ask(context.open_view, read)
    next_page.link(before=page.next)
    return page

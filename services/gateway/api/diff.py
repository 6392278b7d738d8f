"""The route about what differs between two moments of a collection."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.gateway.api.parameters import Door, moment_of, revision_of
from services.gateway.reading.moment import MOMENT_MAX
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.contracts.http.history import DifferencePage
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.differences import read_differences
from shared.web.catalog.parameters import PREFIX, AfterPath
from shared.web.paging import PAGE_MAX, Limit, NextPage
from shared.web.problem import problems

MomentText = Annotated[str, Query(max_length=MOMENT_MAX, pattern=r"^[0-9T:.Z+\- ]+$")]

router = APIRouter(prefix=PREFIX, tags=["history"], dependencies=[Depends(needs(Scope.READ))])


@router.get("/collections/{collection}/diff", responses=problems(404, 422))
async def read_difference(
    *,
    context: Door,
    caller: Asking,
    next_page: NextPage,
    earlier: Annotated[
        MomentText, Query(alias="from", description="One revision or time; 0 is before the first.")
    ],
    later: Annotated[
        MomentText | None,
        Query(alias="to", description="The other; it may be the earlier one. Default: now."),
    ] = None,
    after: AfterPath = "",
    limit: Limit = PAGE_MAX,
) -> DifferencePage:
    """The paths that are not the same at two moments, page by page.

    A page may be short, or empty, and still have a next.
    """
    collection = context.identity.collection
    one, other = moment_of(earlier), moment_of(later)

    def read(view: ProjectionView) -> DifferencePage:
        head = view.position.revision
        begin, end = (head if moment is None else revision_of(view, moment) for moment in (one, other))
        rows, following = read_differences(
            view, caller, collection=collection, earlier=begin, later=end, after=after, limit=limit
        )
        return DifferencePage(
            collection=collection, earlier=begin, later=end, differences=tuple(rows), next=following
        )

    page = await ask(context.open_view, read)
    next_page.link(after=page.next)
    return page

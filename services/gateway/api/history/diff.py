"""The route about what differs between two moments of a collection."""

from fastapi import APIRouter, Depends

from services.gateway.api.parameters import Door
from shared.catalog.store.projection_view import ask
from shared.contracts.http.history import DifferencePage
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.differences import difference_page
from shared.web.catalog.parameters import PREFIX, AfterPath, EarlierText, LaterText, moment_of
from shared.web.paging import PAGE_MAX, Limit, NextPage
from shared.web.problem import problems

router = APIRouter(prefix=PREFIX, tags=["history"], dependencies=[Depends(needs(Scope.READ))])


@router.get("/collections/{collection}/diff", responses=problems(404, 422))
async def read_difference(
    *,
    context: Door,
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
    page = await ask(
        context.open_view,
        lambda view: difference_page(
            view, caller, collection=collection, earlier=one, later=other, after=after, limit=limit
        ),
    )
    next_page.link(after=page.next)
    return page

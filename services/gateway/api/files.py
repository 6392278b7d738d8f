"""Routes about the paths of a collection."""

from fastapi import APIRouter, Depends

from services.gateway.api.parameters import AtText, Door, moment_of, revision_of
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.contracts.http.files import FilePage
from shared.model.entry import Entry
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.parameters import PREFIX, AfterPath, Prefix
from shared.web.catalog.rows import file_row
from shared.web.paging import PAGE_MAX, Limit, NextPage
from shared.web.problem import problems
from shared.web.seen_pages import seen_files
from shared.web.timing import RequestTimings

router = APIRouter(prefix=PREFIX, tags=["files"], dependencies=[Depends(needs(Scope.READ))])


@router.get("/collections/{collection}/files", responses=problems(404, 422))
async def list_files(
    *,
    context: Door,
    next_page: NextPage,
    timings: RequestTimings,
    caller: Asking,
    prefix: Prefix = "",
    after: AfterPath = "",
    limit: Limit = PAGE_MAX,
    at: AtText = None,
) -> FilePage:
    """The live paths of the tree, page by page, as it is or as it was."""
    moment, collection = moment_of(at), context.identity.collection

    def read(view: ProjectionView) -> tuple[int, list[Entry], str | None]:
        revision = view.position.revision if moment is None else revision_of(view, moment)

        def live(below: str, begin: str, number: int) -> list[Entry]:
            if moment is None:
                return view.live(prefix=below, after=begin, limit=number)
            return view.live_at(revision, prefix=below, after=begin, limit=number)

        found, following = seen_files(
            live, caller, collection=collection, prefix=prefix, after=after, limit=limit
        )
        return revision, found, following

    with timings.measure("index"):
        revision, entries, following = await ask(context.open_view, read)
    next_page.link(after=following)
    return FilePage(revision=revision, files=tuple(map(file_row, entries)), next=following)

"""Routes about what happened to a collection: its commits, and what differs between two revisions."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.manager.api.answers import CommitPage, DifferencePage, DifferenceRow
from services.manager.api.parameters import (
    PAGE_MAX,
    REVISION_MAX,
    After,
    Before,
    Collection,
    Limit,
    check_collection,
    check_revision,
)
from services.manager.api.problem import problems
from services.manager.api.rows import commit_row, file_row
from services.manager.context import ManagerContext
from services.manager.state.commits_backfill import backfill
from shared.catalog.fold.difference import difference
from shared.catalog.store.projection_view import ProjectionView, ask

COMMIT_ROWS = 100
"""Commits of a page where the caller names no limit."""

Revision = Annotated[int, Query(ge=0, le=REVISION_MAX)]


def history_router(context: ManagerContext) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["history"])
    projection = context.state.projection

    @router.get("/collections/{collection}/log", responses=problems(404, 422, 503))
    async def read_log(
        collection: Collection, limit: Limit = COMMIT_ROWS, before: Before = None
    ) -> CommitPage:
        """The commits of the collection, newest first, page by page."""
        check_collection(context, collection)
        found = projection.commits.page(before=before, limit=limit + 1)
        if len(found) <= limit and projection.commits.missing(projection.position) is not None:
            await _read_older(context)
            found = projection.commits.page(before=before, limit=limit + 1)
        more = len(found) > limit or projection.commits.missing(projection.position) is not None
        shown = found[:limit]
        oldest = shown[-1].revision if shown else before
        return CommitPage(
            collection=collection,
            revision=projection.position.revision,
            commits=tuple(map(commit_row, shown)),
            next=oldest if more else None,
        )

    @router.get("/collections/{collection}/diff", responses=problems(404, 422))
    async def read_difference(
        collection: Collection,
        earlier: Annotated[Revision, Query(alias="from", description="One revision; 0 is before the first.")],
        later: Annotated[Revision, Query(alias="to", description="The other; it may be the earlier one.")],
        after: After = "",
        limit: Limit = PAGE_MAX,
    ) -> DifferencePage:
        """The paths that are not the same at two revisions, page by page.

        A page may be short, or empty, and still have a next.
        """
        check_collection(context, collection)
        check_revision(context, max(earlier, later))
        first, last = sorted((earlier, later))

        def read(view: ProjectionView) -> tuple[list[str], list[DifferenceRow]]:
            touched = view.touched(above=first, up_to=last, after=after, limit=limit + 1)
            rows = (_row(view, path, earlier, later) for path in touched[:limit])
            return touched, [row for row in rows if row is not None]

        touched, rows = await ask(context.open_view, read)
        return DifferencePage(
            collection=collection,
            earlier=earlier,
            later=later,
            differences=tuple(rows),
            next=touched[limit - 1] if len(touched) > limit else None,
        )

    return router


async def _read_older(context: ManagerContext) -> None:
    await backfill(
        context.bus,
        context.state.projection,
        topology=context.topology,
        collection=context.identity.collection,
        to=1,
    )


def _row(view: ProjectionView, path: str, earlier: int, later: int) -> DifferenceRow | None:
    before, after = view.entry_at(path, earlier), view.entry_at(path, later)
    kind = difference(before, after)
    if kind is None:
        return None
    return DifferenceRow(
        path=path,
        difference=kind.value,
        before=file_row(before) if before is not None and before.live else None,
        after=file_row(after) if after is not None and after.live else None,
    )

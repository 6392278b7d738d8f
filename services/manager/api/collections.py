"""Routes about what a collection holds, now and at any revision."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from services.manager.api.moments import know_commits
from services.manager.api.parameters import Keeper
from services.manager.context import ManagerContext
from services.manager.state.database.commits_backfill import backfill
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.contracts.http.files import FileHistory, FilePage, HistoryRow
from shared.model.entry import Entry
from shared.web import any_path
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.parameters import PREFIX, AfterPath, AtText, Before, Prefix, moment_of, revision_of
from shared.web.catalog.rows import file_row
from shared.web.catalog.seen import entry_is_seen
from shared.web.paging import PAGE_MAX, Limit, NextPage
from shared.web.problem import NotFoundError, nothing_at, problems
from shared.web.seen_pages import seen_files
from shared.web.timing import RequestTimings

HISTORY_ROWS = 100
"""Rows of a path's history where the caller names no limit."""

router = APIRouter(
    prefix=PREFIX, tags=["collections"], dependencies=[Depends(needs(Scope.READ, by_sight=True))]
)


@router.get("/collections/{collection}/files", responses=problems(404, 422))
async def list_files(
    *,
    context: Keeper,
    caller: Asking,
    next_page: NextPage,
    timings: RequestTimings,
    prefix: Prefix = "",
    after: AfterPath = "",
    limit: Limit = PAGE_MAX,
    at: AtText = None,
) -> FilePage:
    """The live paths of the tree, page by page, as it is or as it was."""
    moment, collection = moment_of(at), context.identity.collection
    await know_commits(context, moment)

    def read(view: ProjectionView) -> tuple[int, list[Entry], str | None]:
        revision = None if moment is None else revision_of(view, moment)

        def live(below: str, begin: str, number: int) -> list[Entry]:
            if revision is None:
                return view.live(prefix=below, after=begin, limit=number)
            return view.live_at(revision, prefix=below, after=begin, limit=number)

        found, following = seen_files(
            live,
            lambda entry: entry.path,
            caller,
            collection=collection,
            prefix=prefix,
            after=after,
            limit=limit,
            sees=lambda entry: entry_is_seen(view, caller, entry, collection=collection, at=revision),
        )
        return (view.position.revision if revision is None else revision), found, following

    with timings.measure("index"):
        revision, entries, following = await ask(context.open_view, read)
    next_page.link(after=following)
    return FilePage(revision=revision, files=tuple(map(file_row, entries)), next=following)


@router.get(f"/collections/{{collection}}/files/{{path:{any_path.NAME}}}", responses=problems(404, 422, 503))
async def read_file(
    *,
    context: Keeper,
    caller: Asking,
    next_page: NextPage,
    path: Annotated[str, Path(description="A path, also one that was deleted.")],
    limit: Limit = HISTORY_ROWS,
    before: Before = None,
) -> FileHistory:
    """One path, with its history, newest first."""
    caller.demand_sight(context.identity.collection, path)
    projection = context.state.projection
    head = projection.head(path)
    if head is None:
        raise NotFoundError(nothing_at(context.identity.collection, path))
    entries = projection.history(path, before=before, limit=limit + 1)
    shown = entries[:limit]
    times = await _times(context, shown)
    made_by = projection.commits.made_by if caller.hears_names else lambda *_: ""
    following = shown[-1].revision if len(entries) > limit else None
    next_page.link(before=following)
    return FileHistory(
        path=path,
        head=file_row(head),
        history=tuple(
            HistoryRow(**file_row(entry).model_dump(), made_at=time, by=made_by(entry.revision, entry.path))
            for entry, time in zip(shown, times, strict=True)
        ),
        next=following,
    )


async def _times(context: ManagerContext, entries: list[Entry]) -> list[datetime | None]:
    """Return when each entry's batch was made."""
    commits = context.state.projection.commits
    if any(commits.made_at(entry.revision) is None for entry in entries):
        oldest = min(entry.revision for entry in entries)
        await backfill(
            context.bus,
            context.state.projection,
            topology=context.topology,
            collection=context.identity.collection,
            to=oldest,
        )
    return [commits.made_at(entry.revision) for entry in entries]

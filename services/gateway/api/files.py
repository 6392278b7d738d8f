"""Routes about the paths of a collection."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from services.gateway.api.parameters import Door, FilePath
from services.gateway.context import GatewayContext
from services.gateway.reading.glob import PATTERN_MAX, parse_glob
from services.gateway.reading.listing import count, read_page
from services.gateway.reading.page_json import page_json
from services.gateway.reading.selection import Selection
from shared.catalog.store.path_filter import PathFilter
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.contracts.http.files import HistoryRow
from shared.contracts.http.selections import FileDigests, FileFacts, HolderRow, SelectionPage
from shared.model.entry import Entry, Kind
from shared.model.numbers import INT64_MAX
from shared.model.paths import belongs_to_site
from shared.service.holders import holders_of
from shared.web import any_path
from shared.web.authorise import Asking, Caller, Scope, needs
from shared.web.catalog.parameters import (
    PREFIX,
    REVISION_MAX,
    AfterPath,
    AtText,
    Before,
    Prefix,
    moment_of,
    revision_of,
)
from shared.web.catalog.rows import file_row
from shared.web.catalog.seen import entry_is_seen
from shared.web.paging import PAGE_MAX, Limit, NextPage
from shared.web.problem import NotFoundError, nothing_at, problems
from shared.web.ready_json import ready_json
from shared.web.timing import RequestTimings

HISTORY_ROWS = 100
"""Rows of a path's history where the caller names no limit."""

HASH_PATTERN = "^[0-9a-f]{64}$"

Size = Annotated[int | None, Query(ge=0, le=INT64_MAX)]

router = APIRouter(prefix=PREFIX, tags=["files"], dependencies=[Depends(needs(Scope.READ, by_sight=True))])


async def _selection(
    *,
    prefix: Prefix = "",
    glob: Annotated[
        str | None,
        Query(
            max_length=PATTERN_MAX,
            description="Only paths that match: `*` and `?` within a component, `**` over several. Without a "
            "slash it is held against the name alone.",
        ),
    ] = None,
    kind: Annotated[
        Literal[Kind.FILE, Kind.DIRECTORY] | None, Query(description="Only files, or only directories.")
    ] = None,
    changed_since: Annotated[
        int | None,
        Query(ge=0, le=REVISION_MAX, description="Only what changed after this revision."),
    ] = None,
    content: Annotated[
        str | None, Query(pattern=HASH_PATTERN, description="Only files with this BLAKE3-256.")
    ] = None,
    min_size: Size = None,
    max_size: Size = None,
    deleted: Annotated[bool, Query(description="Whether paths that were deleted are listed too.")] = False,
) -> Selection:
    """Return what a request selects, now. Raises MalformedError."""
    wanted = PathFilter(
        prefix=prefix,
        kind=kind,
        content=content,
        changed_since=changed_since,
        size_min=min_size,
        size_max=max_size,
        deleted=deleted,
    )
    return Selection(filter=wanted, glob=None if glob is None else parse_glob(glob))


Selected = Annotated[Selection, Depends(_selection)]


@router.get("/collections/{collection}/files", response_model=SelectionPage, responses=problems(404, 422))
async def list_files(
    *,
    context: Door,
    selection: Selected,
    next_page: NextPage,
    timings: RequestTimings,
    caller: Asking,
    response: Response,
    after: AfterPath = "",
    limit: Limit = PAGE_MAX,
    at: AtText = None,
) -> Response:
    """The paths of the tree, page by page, as it is or as it was."""
    moment, collection = moment_of(at), context.identity.collection

    def read(view: ProjectionView) -> tuple[bytes, str | None]:
        revision = view.position.revision if moment is None else revision_of(view, moment)
        wanted = selection if moment is None else selection.at(revision)
        page = read_page(view, wanted, caller, collection=collection, after=after, limit=limit)
        total = None if after else _count(context, view, wanted, caller)
        return page_json(page, revision=revision, count=total), page.following

    with timings.measure("index"):
        told, following = await ask(context.open_view, read)
    next_page.link(after=following)
    return ready_json(told, response)


def _count(context: GatewayContext, view: ProjectionView, selection: Selection, caller: Caller) -> int | None:
    collection = context.identity.collection

    def anew() -> int | None:
        return count(view, selection, caller, collection=collection)

    # Of who does not see all, each path has to be judged, and rights may end at any time.
    return (
        context.counts.of(view, selection, anew) if caller.rights.has_all(Scope.READ, collection) else anew()
    )


@router.get(f"/collections/{{collection}}/files/{{path:{any_path.NAME}}}", responses=problems(404, 422, 503))
async def read_file(
    *,
    context: Door,
    next_page: NextPage,
    caller: Asking,
    path: FilePath,
    limit: Limit = HISTORY_ROWS,
    before: Before = None,
) -> FileFacts:
    """All that is known of one path, with its history, newest first, and the sites that hold it."""
    caller.demand_sight(context.identity.collection, path)
    projection = context.followed.projection
    head = None if belongs_to_site(path) else projection.head(path)
    if head is None or not await _sees(context, caller, head):
        raise NotFoundError(nothing_at(context.identity.collection, path))
    entries = projection.history(path, before=before, limit=limit + 1)
    shown = entries[:limit]
    following = shown[-1].revision if len(entries) > limit else None
    next_page.link(before=following)
    sites = await holders_of(context.rack, head, collection=context.identity.collection)
    return FileFacts(
        path=path,
        head=file_row(head),
        history=tuple(
            _history_row(context, caller, entry) for entry in shown if _may_hear(context, caller, entry)
        ),
        next=following,
        digests=_digests(context, head),
        sites=tuple(HolderRow(site=one.site, online=one.online, holds=one.holds) for one in sites),
    )


async def _sees(context: GatewayContext, caller: Caller, head: Entry) -> bool:
    if head.state.kind is Kind.FILE or caller.rights.shows(context.identity.collection, head.path):
        return True  # Its path was asked for before.
    collection = context.identity.collection
    return await ask(context.open_view, lambda view: entry_is_seen(view, caller, head, collection=collection))


def _may_hear(context: GatewayContext, caller: Caller, entry: Entry) -> bool:
    """Tell whether an entry of a path that is seen is told: earlier bytes are judged by themselves."""
    content = entry.state.content
    return content is None or caller.sees_content(context.identity.collection, entry.path, content)


def _history_row(context: GatewayContext, caller: Caller, entry: Entry) -> HistoryRow:
    commits = context.followed.projection.commits
    by = commits.made_by(entry.revision, entry.path) if caller.hears_names else ""
    return HistoryRow(**file_row(entry).model_dump(), made_at=commits.made_at(entry.revision), by=by)


def _digests(context: GatewayContext, head: Entry) -> FileDigests | None:
    found = None if head.state.content is None else context.facts.digests(head.state.content)
    if found is None:
        return None
    return FileDigests(sha256=found.sha256.hex(), sha1=found.sha1.hex(), md5=found.md5.hex())

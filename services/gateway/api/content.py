"""Routes that tell the bytes of files: by path, and by hash."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.types import Receive, Scope, Send

from services.gateway.api.parameters import Door, FilePath, gateway_of
from services.gateway.context import GatewayContext
from services.gateway.reading.content_headers import CHANGING, IMMUTABLE
from services.gateway.reading.tell_content import Asked, tell
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.model.entry import Entry, Kind
from shared.model.moment import Moment
from shared.model.paths import belongs_to_site
from shared.web import any_path
from shared.web.authorise import Caller, allow, needs
from shared.web.authorise import Scope as Needed
from shared.web.catalog.parameters import PREFIX, AtText, moment_of, revision_of
from shared.web.catalog.seen import entry_is_seen
from shared.web.guards.known_parameters import demand_parameters
from shared.web.problem import NotFoundError, nothing_at, problems
from shared.web.raw_routes import RawRoute

HASH_PATTERN = "^[0-9a-f]{64}$"

VISIBLE_PAGE = 1000
"""Places of a content looked at for one that the caller may see."""

BODY = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}

TOLD: dict[int | str, dict[str, Any]] = {
    200: {"description": "All bytes.", **BODY},
    206: {"description": "The ranges that were asked for.", **BODY},
    304: {"description": "The caller has them already."},
    **problems(404, 412, 416, 422),
}

router = APIRouter(prefix=PREFIX, tags=["content"], dependencies=[Depends(needs(Needed.READ))])


@router.get(
    f"/collections/{{collection}}/content/{{path:{any_path.NAME}}}", responses=TOLD, response_class=Response
)
async def read_content(*, context: Door, path: FilePath, at: AtText = None) -> Response:
    """The bytes of a file, as it is or as it was: whole, or the ranges of `Range`."""
    raise _raw(context, path, at)


@router.get("/collections/{collection}/blobs/{content}", responses=TOLD, response_class=Response)
async def read_blob(
    *,
    context: Door,
    content: Annotated[str, Path(pattern=HASH_PATTERN, description="BLAKE3-256, hexadecimal.")],
) -> Response:
    """The bytes of a content, by its hash: the same for ever."""
    raise _raw(context, content)


def _raw(*_: object) -> AssertionError:
    return AssertionError("a raw route answers before this one, which is here for the document")


async def _tell_content(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    context = await gateway_of(request)
    caller = await allow(request, Needed.READ, by_sight=True)
    demand_parameters(request, ("at",))
    path = request.path_params["path"]
    entry = await _entry(context, caller, path, request.query_params.get("at"))
    asked = Asked(
        context=context,
        request=request,
        entry=entry,
        name=path.rpartition("/")[2],
        cache=CHANGING,
        allowed=partial(_is_seen, context, caller, entry),
    )
    await tell(asked, receive, send)


async def _tell_blob(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    context = await gateway_of(request)
    caller = await allow(request, Needed.READ)
    demand_parameters(request, ())
    content = request.path_params["content"]
    entry = next(_visible(context, caller, content), None)
    if entry is None:
        raise NotFoundError(f"no file of collection {context.identity.collection} ever had content {content}")
    asked = Asked(
        context=context,
        request=request,
        entry=entry,
        name=content,
        cache=IMMUTABLE,
        allowed=lambda: any(_visible(context, caller, content)),
    )
    await tell(asked, receive, send)


async def _entry(context: GatewayContext, caller: Caller, path: str, at: str | None) -> Entry:
    """Return the file that stands, or stood, at a path. What may not be seen is not there."""
    moment, collection = moment_of(at), context.identity.collection
    if moment is None and caller.sees(collection, path) and not belongs_to_site(path):
        head = context.followed.projection.head(path)
        if head is not None and head.state.kind is Kind.FILE and _may_have(context, caller, head):
            return head
    return await ask(context.open_view, lambda view: _found(view, caller, collection, path, moment))


def _found(view: ProjectionView, caller: Caller, collection: str, path: str, moment: Moment | None) -> Entry:
    """Return the file of a moment, or say why there is none: in words that are the same at every moment.

    A moment that is not there yet is told before anything of the path is (I12).
    """
    revision = None if moment is None else revision_of(view, moment)
    caller.demand_sight(collection, path)
    head = None if belongs_to_site(path) else view.head(path)
    entry = head if head is None or revision is None else view.entry_at(path, revision)
    if (
        entry is not None
        and entry.live
        and entry_is_seen(view, caller, entry, collection=collection, at=revision)
    ):
        if entry.state.kind is Kind.DIRECTORY:
            raise NotFoundError(f"{path!r} is a directory: list `files?prefix={path}/`")
        return entry
    if head is not None and entry_is_seen(view, caller, head, collection=collection):
        raise NotFoundError(f"no file stands at {path!r} in collection {collection}")
    raise NotFoundError(nothing_at(collection, path))


def _visible(context: GatewayContext, caller: Caller, content: str) -> Iterator[Entry]:
    found = context.followed.projection.with_content(content, limit=VISIBLE_PAGE)
    return (entry for entry in found if _is_seen(context, caller, entry))


def _is_seen(context: GatewayContext, caller: Caller, entry: Entry) -> bool:
    """Tell whether path and bytes of an entry exist for a caller."""
    return caller.sees(context.identity.collection, entry.path) and _may_have(context, caller, entry)


def _may_have(context: GatewayContext, caller: Caller, entry: Entry) -> bool:
    """Tell whether the bytes of an entry, which may be of before, exist for a caller."""
    content = entry.state.content
    return content is None or caller.sees_content(context.identity.collection, entry.path, content)


_BELOW = re.escape(PREFIX) + "/collections/(?P<collection>[^/]+)"

RAW_ROUTES = (
    RawRoute(re.compile(rf"{_BELOW}/content/(?P<path>[\s\S]*)"), _tell_content),
    RawRoute(re.compile(rf"{_BELOW}/blobs/(?P<content>[0-9a-f]{{64}})"), _tell_blob),
)
"""What is answered before the framework's routes."""

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
from shared.catalog.store.projection_view import ask
from shared.model.entry import Entry, Kind
from shared.model.paths import belongs_to_site
from shared.web import any_path
from shared.web.authorise import Caller, allow, needs
from shared.web.authorise import Scope as Needed
from shared.web.catalog.parameters import PREFIX, AtText, moment_of, revision_of
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
    caller = await allow(request, Needed.READ)
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
    entry = None
    moment = moment_of(at)
    if caller.sees(context.identity.collection, path) and not belongs_to_site(path):
        if moment is None:
            entry = context.followed.projection.head(path)
        else:
            entry = await ask(context.open_view, lambda view: view.entry_at(path, revision_of(view, moment)))
    hidden = entry is not None and not (
        caller.rights.shows(context.identity.collection, path)
        if entry.state.kind is Kind.DIRECTORY
        else _may_have(context, caller, entry)
    )
    if entry is None or not entry.live or hidden:
        raise NotFoundError(_absent(context, path, was_seen=not hidden))
    if entry.state.kind is Kind.DIRECTORY:
        raise NotFoundError(f"{path!r} is a directory: list `files?prefix={path}/`")
    return entry


def _absent(context: GatewayContext, path: str, *, was_seen: bool) -> str:
    """Return why there is no file; of a path that was never there, in the words for a hidden one (I12)."""
    collection = context.identity.collection
    if was_seen and context.followed.projection.head(path) is not None:
        return f"no file stands at {path!r} in collection {collection}"
    return nothing_at(collection, path)


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

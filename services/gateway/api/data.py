"""Routes below `/data/`: the collection as directories and files, for tools without an API."""

import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from services.gateway.api.parameters import Door, gateway_of
from services.gateway.context import GatewayContext
from services.gateway.reading.content_headers import CHANGING
from services.gateway.reading.cuttable import CuttableResponse
from services.gateway.reading.tell_content import Asked, tell
from services.gateway.tree import checksums, index_json, index_page
from services.gateway.tree.addresses import DATA, UNRESERVED, address
from services.gateway.tree.places import (
    Checksums,
    Directory,
    File,
    Place,
    Unslashed,
    directory_of,
    made_at,
    place_of,
)
from services.gateway.tree.tell_tree import Format, checksum_lines, index
from shared.access.credentials import LINK_PARAMETER, link_of
from shared.catalog.store.projection_view import ask
from shared.web import any_path
from shared.web.authorise import Caller, allow, needs
from shared.web.authorise import Scope as Needed
from shared.web.catalog.seen import directory_is_seen
from shared.web.guards.known_parameters import demand_parameters
from shared.web.middleware import ASKED_METHOD
from shared.web.problem import BadRequestError, MalformedError, NotFoundError, problems
from shared.web.raw_routes import RawRoute
from shared.web.revision import HEADER as REVISION_HEADER

BODIES = {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    "text/html": {"schema": {"type": "string"}},
    "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
}

TOLD: dict[int | str, dict[str, Any]] = {
    200: {"description": "All bytes of a file, or what lies right in a directory.", "content": BODIES},
    206: {"description": "The ranges of a file that were asked for."},
    301: {"description": "A directory is at the address with a slash at its end."},
    304: {"description": "The caller has the file already."},
    **problems(404, 412, 416, 422),
}

router = APIRouter(tags=["data"], dependencies=[Depends(needs(Needed.READ))])


@router.get(f"{DATA}/{{collection}}/{{address:{any_path.NAME}}}", responses=TOLD, response_class=Response)
async def read_tree(
    *,
    context: Door,
    address: Annotated[str, Path(description="A path of the collection; of a directory with its slash.")],
    form: Annotated[Format, Query(alias="format", description="How an index is written.")] = Format.HTML,
) -> Response:
    """A file, the index of a directory, or the `checksums.txt` of one: for tools that mirror plain trees."""
    raise AssertionError(
        f"a raw route answers for {address!r}: this one is here for the document", context, form
    )


HERE = "./"
"""What rclone puts before a first directory whose name holds a colon."""


async def _tell(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    context = await gateway_of(request)
    caller = await allow(request, Needed.READ)
    _demand_known(request)
    within = request.path_params["address"]
    place = await visible_place(context, caller, within.removeprefix(HERE))
    if isinstance(place, File):
        path = place.entry.path
        asked = Asked(
            context=context,
            request=request,
            entry=place.entry,
            name=path.rpartition("/")[2],
            cache=CHANGING,
            allowed=partial(caller.sees, context.identity.collection, path),
        )
        await tell(asked, receive, send)
        return
    if within.startswith(HERE):
        # rclone would drop every link of this index, and a sync then delete what it has: on a 404 it deletes
        # nothing, and says so.
        raise nothing_there(context, within)
    await _of_directory(context, caller, place, request)(scope, receive, send)


async def visible_place(context: GatewayContext, caller: Caller, within: str) -> Place:
    """Return what stands at an address of the tree. Raises NotFoundError, also for what may not be seen."""
    collection = context.identity.collection
    place = place_of(context.followed.projection, within)
    if isinstance(place, File):
        if caller.sees(collection, place.entry.path):
            return place
        # A hidden file of this name must not be told from one that is not there.
        place = made_at(place.entry.path)
    if place is not None and await _is_entered(context, caller, directory_of(place)):
        return place
    raise nothing_there(context, within)


async def _is_entered(context: GatewayContext, caller: Caller, directory: str) -> bool:
    collection = context.identity.collection
    shown = caller.rights.shows(collection, directory)
    if shown is not None:
        return shown
    return await ask(
        context.open_view,
        lambda view: directory_is_seen(view, caller, directory, collection=collection),
    )


def nothing_there(context: GatewayContext, within: str) -> NotFoundError:
    """Return what is answered about an address that names nothing that the caller may see."""
    # Also of what was deleted, or is hidden: the same words.
    return NotFoundError(f"nothing stands at {within!r} in collection {context.identity.collection}")


def _of_directory(context: GatewayContext, caller: Caller, place: Place, request: Request) -> Response:
    headers = {REVISION_HEADER: str(context.followed.revision), "Cache-Control": CHANGING}
    if isinstance(place, Unslashed):
        moved = address(context.identity.collection, place.path, directory=True)
        return RedirectResponse(str(URL(moved).replace(query=request.url.query)), 301, headers)
    if isinstance(place, Checksums):
        lines = checksum_lines(context, caller, place.directory)
        return _streamed(request, lines, checksums.MEDIA_TYPE, headers)
    assert isinstance(place, Directory)
    form = _form(request)
    title = f"{DATA}/{context.identity.collection}/{place.path + '/' if place.path else ''}"
    media_type = index_json.MEDIA_TYPE if form is Format.JSON else index_page.MEDIA_TYPE
    told = index(context, caller, place.path, title=title, form=form, query=_link_again(request))
    return _streamed(request, told, media_type, headers)


def _streamed(
    request: Request, told: AsyncIterator[str], media_type: str, headers: dict[str, str]
) -> Response:
    if request.scope.get(ASKED_METHOD) == "HEAD":
        return Response(media_type=media_type, headers=headers)
    return CuttableResponse(told, media_type=media_type, headers=headers)


def _demand_known(request: Request) -> None:
    """Make sure that a request says nothing that would be passed over. Raises BadRequestError."""
    if "at" in request.query_params:
        place = f"/api/v1/collections/{request.path_params['collection']}/content/"
        raise BadRequestError(f"this tree is as it is now: older bytes are at {place}PATH?at=")
    demand_parameters(request, ("format",))


def _link_again(request: Request) -> str:
    """Return what lets a browser go on from a page that a link opened; empty where none did."""
    link = link_of(request.url.query)
    return f"?{LINK_PARAMETER}={quote(link, safe=UNRESERVED)}" if link else ""


def _form(request: Request) -> Format:
    said = request.query_params.get("format", Format.HTML)
    try:
        return Format(said)
    except ValueError as error:
        raise MalformedError(f"format is {said!r}: say html or json") from error


async def _tell_unslashed(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    context = await gateway_of(request)
    root = address(context.identity.collection, "", directory=True)
    await RedirectResponse(root, 301)(scope, receive, send)


RAW_ROUTES = (
    RawRoute(re.compile(rf"{DATA}/(?P<collection>[^/]+)/(?P<address>[\s\S]*)"), _tell),
    RawRoute(re.compile(rf"{DATA}/(?P<collection>[^/]+)"), _tell_unslashed),
)
"""What is answered before the framework's routes."""

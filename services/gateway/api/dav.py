"""WebDAV below `/data/` (RFC 4918, class 1), over the same tree: what is asked about it."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from services.gateway.api.data import HERE, visible_place
from services.gateway.api.parameters import Door
from services.gateway.context import GatewayContext
from services.gateway.reading.cuttable import CuttableResponse
from services.gateway.tree.addresses import DATA
from services.gateway.tree.dav import multistatus
from services.gateway.tree.dav.find import found_properties
from services.gateway.tree.dav.propfind import BODY_BYTES_MAX, question_of
from services.gateway.tree.dav.request import DavRequestError, Depth, depth_of
from services.gateway.tree.places import Checksums
from shared.web import any_path
from shared.web.authorise import Caller, Scope, needs
from shared.web.problem import MalformedError, NotFoundError
from shared.web.revision import HEADER as REVISION_HEADER

MULTI_STATUS = 207

ALLOWED = "OPTIONS, GET, HEAD, PROPFIND, PUT, DELETE, MKCOL, COPY, MOVE, PROPPATCH"

router = APIRouter(prefix=DATA, include_in_schema=False)
"""Outside of the document: OpenAPI has no words for these methods."""

Address = Annotated[str, Path(description="Relative to the root of the collection.")]

WHERE = f"/{{collection}}/{{address:{any_path.NAME}}}"


@router.api_route(WHERE, methods=["OPTIONS"], dependencies=[Depends(needs(Scope.READ))])
async def options(context: Door) -> Response:
    """Say what is spoken here. `MS-Author-Via` makes Windows ask in WebDAV."""
    del context
    return Response(headers={"DAV": "1", "Allow": ALLOWED, "MS-Author-Via": "DAV"})


@router.api_route(WHERE, methods=["PROPFIND"])
async def find_properties(
    *,
    request: Request,
    context: Door,
    address: Address,
    caller: Annotated[Caller, Depends(needs(Scope.READ))],
) -> Response:
    """Tell the properties of a file or a directory, and of what lies right in it."""
    try:
        depth = depth_of(request.headers.get("depth"))
        question = question_of(await small_body(request))
    except DavRequestError as error:
        raise MalformedError(str(error)) from error
    place = await visible_place(context, caller, address.removeprefix(HERE))
    if isinstance(place, Checksums):
        raise NotFoundError(f"{address!r} is made when it is read: it is no file of the collection")
    if depth is Depth.ALL:
        return _endless()
    told = found_properties(context, caller, place, question, with_children=depth is Depth.CHILDREN)
    return _streamed(context, told)


async def small_body(request: Request) -> bytes:
    """Return the body of a request that is a small document, and no more of a large one than tells so."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES_MAX:
            break
    return bytes(body)


def _streamed(context: GatewayContext, told: AsyncIterator[str]) -> Response:
    headers = {REVISION_HEADER: str(context.followed.revision)}
    return CuttableResponse(told, MULTI_STATUS, headers, multistatus.MEDIA_TYPE)


def _endless() -> Response:
    """Refuse to walk a whole collection for one request (RFC 4918, section 9.1.1)."""
    body = multistatus.error_body("propfind-finite-depth")
    return Response(body, 403, media_type=multistatus.MEDIA_TYPE)

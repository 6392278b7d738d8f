"""Changes by WebDAV below `/data/`, over the writer of the API.

Each waits for its commit: clients look at what they have written at once.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response

from services.gateway.api.changes import BYTES, is_hidden, is_told, said_by, seen
from services.gateway.api.data import HERE, visible_place
from services.gateway.api.dav import ALLOWED, MULTI_STATUS, WHERE, Address, small_body
from services.gateway.api.parameters import Door
from services.gateway.api.subtrees import tree_at
from services.gateway.api.write_parameters import (
    WAIT_MAX,
    Conditions,
    Digests,
    Modified,
    Waiting,
    length_of,
    length_of_whole,
)
from services.gateway.context import GatewayContext
from services.gateway.tree.addresses import DATA
from services.gateway.tree.addresses import address as address_of
from services.gateway.tree.dav import multistatus
from services.gateway.tree.dav.properties import refused_properties
from services.gateway.tree.dav.propfind import changed_names
from services.gateway.tree.dav.request import DavRequestError, Depth, depth_of, destination_of, overwrites
from services.gateway.tree.list_directory import is_visible
from services.gateway.tree.refused_writes import demand_not_after_refused
from services.gateway.writing.change import Change
from services.gateway.writing.plan import Planned, permits
from services.gateway.writing.subtree import Subtree
from services.gateway.writing.writer import PutRequest
from shared.access.credentials import link_of
from shared.model.entry import Entry, Kind
from shared.model.paths import PathError, check_path, parent
from shared.web.authorise import Asking, Caller, Scope, needs
from shared.web.problem import (
    ChangedError,
    ForbiddenError,
    MalformedError,
    MediaError,
    MethodError,
    NotFoundError,
    RefusedError,
    nothing_at,
    problems,
)

router = APIRouter(prefix=DATA, tags=["data"], dependencies=[Depends(needs(Scope.WRITE))])
"""The document has what HTTP itself has, PUT and DELETE: it knows no other methods."""

WRITTEN: dict[int | str, dict[str, Any]] = {
    201: {"description": "It is committed, and nothing stood there before."},
    202: {"description": "It is in place; `Location` says where to ask for its commit."},
    204: {"description": "It is committed."},
    **problems(404, 405, 409, 412, 422, 507),
}

TOLD = ("etag", "spicerack-revision")
"""Headers of the API's answers that WebDAV clients are told, too."""


@router.put(WHERE, status_code=204, responses={**WRITTEN, **problems(408, 413)}, openapi_extra=BYTES)
async def put(
    *,
    request: Request,
    context: Door,
    caller: Asking,
    address: Address,
    conditions: Conditions,
    digests: Digests,
    mtime_ns: Modified,
) -> Response:
    """Put a file: all of it is in place and committed, or nothing is changed."""
    path = _writable(context, caller, address)
    head = _head(context, caller, path)
    if address.endswith("/") or (head is not None and head.state.kind is Kind.DIRECTORY):
        raise MethodError(f"{path!r} is a directory: a file needs another name", allowed=ALLOWED)
    if caller.lends:
        _demand_parent(context, caller, path)
    # Who hands a file in by a link can make no directory: those above it come with it, as by the API.
    asked = PutRequest(
        caller=caller.name,
        by=said_by(caller),
        told=is_told(context, caller, path),
        path=path,
        conditions=conditions,
        said=digests,
        length=length_of_whole(request.headers),
        mtime_ns=mtime_ns,
        judge=lambda: is_hidden(context, caller, _writable(context, caller, address)),
    )
    change = await context.writer.put(asked, request.stream())
    link = link_of(request.url.query)
    told = await _told(context, change, new=head is None or not head.live, link=link)
    if mtime_ns is not None:
        told.headers["X-OC-MTime"] = "accepted"
    return told


@router.delete(WHERE, status_code=204, responses=WRITTEN)
async def delete(
    *, request: Request, context: Door, caller: Asking, address: Address, conditions: Conditions
) -> Response:
    """Remove a file, or a directory with all that lies in it. Older versions stay in the history."""
    _writable(context, caller, address)
    demand_not_after_refused(request.scope)
    tree = _subtree(context, caller, address)
    _demand_if(conditions, tree.entries[0])
    if tree.entries[0].state.kind is Kind.FILE:
        plan = seen(context, caller, Planned(path=tree.path, kind=Kind.DELETED, conditions=conditions))
        change = await context.writer.remove(caller.name, plan)
    else:
        for entry in tree.entries:
            context.writer.demands.not_refused(caller.name, entry.path)
        change = await _write(context, caller, tree.removed())
    told = await _told(context, change, new=False)
    return _left(context, tree, told) if tree.left else told


@router.api_route(WHERE, methods=["MKCOL"], include_in_schema=False)
async def make_directory(*, request: Request, context: Door, caller: Asking, address: Address) -> Response:
    """Make a directory, whose parent is there (RFC 4918, section 9.3.1)."""
    if length_of(request.headers):
        raise MediaError("MKCOL takes no body")
    path = _writable(context, caller, address)
    head = _head(context, caller, path)
    if head is not None and head.live:
        raise MethodError(f"something stands at {path!r} already", allowed=ALLOWED)
    _demand_parent(context, caller, path)
    change = await _write(context, caller, [Planned(path=path, kind=Kind.DIRECTORY)])
    return await _told(context, change, new=True)


@router.api_route(WHERE, methods=["PROPPATCH"], include_in_schema=False)
async def change_properties(*, request: Request, context: Door, caller: Asking, address: Address) -> Response:
    """Refuse each property by itself: what a collection tells of a file is what its log says."""
    await visible_place(context, caller, address.removeprefix(HERE))
    try:
        names = changed_names(await small_body(request))
    except DavRequestError as error:
        raise MalformedError(str(error)) from error
    where = quote(request.url.path)
    return Response(refused_properties(where, names), MULTI_STATUS, media_type=multistatus.MEDIA_TYPE)


@router.api_route(WHERE, methods=["MOVE"], include_in_schema=False)
async def move(
    *, request: Request, context: Door, caller: Asking, address: Address, conditions: Conditions
) -> Response:
    """Move a file, or a directory with all that lies in it, as one commit."""
    tree, target, new = _transfer(request, context, caller, address)
    _demand_if(conditions, tree.entries[0])
    copied = tree.copied(context.writer, target, new=new)
    change = await _write(context, caller, [*copied, *tree.removed()])
    told = await _told(context, change, new=new)
    return _left(context, tree, told) if tree.left else told


@router.api_route(WHERE, methods=["COPY"], include_in_schema=False)
async def copy(
    *, request: Request, context: Door, caller: Asking, address: Address, conditions: Conditions
) -> Response:
    """Copy a file, or a directory with all that lies in it: no byte travels."""
    tree, target, new = _transfer(request, context, caller, address, writes_source=False)
    _demand_if(conditions, tree.entries[0])
    if _depth(request) is Depth.ITSELF:
        tree = Subtree(tree.path, tree.entries[:1])
    change = await _write(context, caller, tree.copied(context.writer, target, new=new))
    return await _told(context, change, new=new)


def path_of(address: str) -> str:
    """Return the path that an address names. Raises ForbiddenError: it is the root, which stays as it is."""
    path = address.removeprefix(HERE).removesuffix("/")
    if not path:
        raise ForbiddenError("the root of a collection can neither be replaced nor removed")
    return path


def _writable(context: GatewayContext, caller: Caller, address: str) -> str:
    """Return the path that an address names, which the caller's grants let it write to."""
    path = path_of(address)
    caller.demand_grant(Scope.WRITE, context.identity.collection, path)
    return path


def _head(context: GatewayContext, caller: Caller, path: str) -> Entry | None:
    """Return what stands at a path for who may write there; what rules hide is not there."""
    return None if is_hidden(context, caller, path) else context.followed.projection.head(path)


def _demand_if(conditions: Mapping[str, str], head: Entry) -> None:
    """Make sure that what stands there is what a request names. Raises ChangedError."""
    if not permits(Planned(path=head.path, kind=Kind.DELETED, conditions=conditions), head):
        raise ChangedError(f"content {head.state.content} stands at {head.path!r}")


def _transfer(
    request: Request, context: GatewayContext, caller: Caller, address: str, *, writes_source: bool = True
) -> tuple[Subtree, str, bool]:
    """Return what a MOVE or COPY takes, where it goes, and whether nothing stands there yet."""
    collection, source = context.identity.collection, path_of(address)
    try:
        host, said = request.headers.get("host", ""), request.headers.get("destination")
        target = destination_of(said, host=host, collection=collection)
        replaces = overwrites(request.headers.get("overwrite"))
    except DavRequestError as error:
        raise MalformedError(str(error)) from error
    caller.demand_grant(Scope.WRITE, collection, target)
    tree = _subtree(context, caller, address, writes=writes_source)
    if target == source or f"{target}/".startswith(f"{source}/"):
        raise ForbiddenError(f"{source!r} cannot go into itself")
    _demand_parent(context, caller, target)
    head = _head(context, caller, target)
    new = head is None or not head.live
    if not new and not replaces:
        raise ChangedError(f"something stands at {target!r}, and Overwrite is F")
    if head is not None and Kind.DIRECTORY in (head.state.kind, tree.entries[0].state.kind) and not new:
        raise RefusedError(f"something stands at {target!r}: remove it first, a directory is never merged")
    return tree, target, new


def _subtree(context: GatewayContext, caller: Caller, address: str, *, writes: bool = True) -> Subtree:
    """Return what the caller sees at an address and, if it is written, may change."""
    path = path_of(address)
    tree = tree_at(context, caller, path, writes=writes)
    if address.endswith("/") and tree.entries[0].state.kind is Kind.FILE:
        raise NotFoundError(nothing_at(context.identity.collection, path))
    return tree


def _demand_parent(context: GatewayContext, caller: Caller, path: str) -> None:
    """Make sure that the directory above is there, as RFC 4918 asks of every change.

    Raises:
        RefusedError: it is not.
        MalformedError: no file may be there, whatever stands above.
    """
    try:
        check_path(path)
    except PathError as error:
        raise MalformedError(str(error)) from error
    above = parent(path)
    head = context.followed.projection.head(above) if above else None
    hidden = head is not None and not is_visible(
        context.followed.projection, caller, head, collection=context.identity.collection
    )
    if above and (hidden or head is None or head.state.kind is not Kind.DIRECTORY):
        raise RefusedError(f"there is no directory {above!r}: make it first")


def _depth(request: Request) -> Depth:
    try:
        return depth_of(request.headers.get("depth"))
    except DavRequestError as error:
        raise MalformedError(str(error)) from error


async def _write(context: GatewayContext, caller: Caller, plans: list[Planned]) -> Change:
    judged = [seen(context, caller, plan) for plan in plans]
    return await context.writer.write_to_site(caller.name, judged, together=len(judged) > 1)


async def _told(context: GatewayContext, change: Change, *, new: bool, link: str | None = None) -> Response:
    """Return the answer to a change: 201 or 204 once it is committed, 202 where that takes too long."""
    api = Response()
    await Waiting(WAIT_MAX, link).answer(context, api, change, new=new)
    status = 204 if api.status_code == 200 else api.status_code
    # Of what is committed a Location would name the API's address: clients keep to those below `/data/`.
    told = (*TOLD, "location") if status == 202 else TOLD
    return Response(
        status_code=status, headers={name: api.headers[name] for name in told if name in api.headers}
    )


def _left(context: GatewayContext, tree: Subtree, told: Response) -> Response:
    """Return the answer to a change that leaves directories behind, since something hidden lies in them."""
    collection = context.identity.collection
    body = multistatus.left_body(address_of(collection, one, directory=True) for one in tree.left)
    headers = {name: told.headers[name] for name in TOLD if name in told.headers}
    return Response(body, MULTI_STATUS, headers, multistatus.MEDIA_TYPE)

"""Routes that change files, and tell what became of it."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from services.gateway.api.history.change_rows import change_row
from services.gateway.api.parameters import Door, FilePath
from services.gateway.api.subtrees import tree_at
from services.gateway.api.write_parameters import (
    Conditions,
    Digests,
    Modified,
    Wait,
    length_of_whole,
    no_conditions,
)
from services.gateway.context import GatewayContext
from services.gateway.writing.place.broken_file import BROKEN
from services.gateway.writing.plan import Planned
from services.gateway.writing.plans import copied, moved_away
from services.gateway.writing.subtree import Subtree
from services.gateway.writing.writer import PutRequest
from shared.access.links import counted_as
from shared.contracts.http.changes import ChangeRow, MoveAsked
from shared.contracts.http.problem import MEDIA_TYPE
from shared.contracts.messages.batch import BY_MAX
from shared.model.entry import Kind
from shared.model.paths import ancestors
from shared.web import any_path
from shared.web.authorise import EVERYTHING, Asking, Caller, Scope, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.problem import SCHEMA_REF, NotFoundError, RefusedError, problems

WRITE = [Depends(needs(Scope.WRITE, by_grants=True))]
NAMED_IN_BODY = [*WRITE, Depends(no_conditions("say if_match of each change in `POST commits`"))]

BROKEN_OR_MALFORMED: dict[int | str, dict[str, Any]] = {
    422: {
        "description": BROKEN.description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": SCHEMA_REF}}},
    }
}
"""The status is that of two kinds."""

CHANGED: dict[int | str, dict[str, Any]] = {
    200: {"description": "It is committed."},
    201: {"description": "It is committed, and nothing stood there before.", "model": ChangeRow},
    202: {"description": "It is in place; `Location` says where to ask for its commit.", "model": ChangeRow},
    **problems(404, 409, 412, 507),
    **BROKEN_OR_MALFORMED,
}

BYTES = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

NOT_OVER = {"if-none-match": "*"}

CONTENT = f"/collections/{{collection}}/content/{{path:{any_path.NAME}}}"

ChangeId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="As a change was answered.")]

router = APIRouter(prefix=PREFIX, tags=["changes"])


@router.put(
    CONTENT,
    responses={**CHANGED, **problems(408, 413)},
    dependencies=WRITE,
    openapi_extra=BYTES,
)
async def put_content(
    *,
    context: Door,
    caller: Asking,
    request: Request,
    response: Response,
    path: FilePath,
    conditions: Conditions,
    digests: Digests,
    mtime_ns: Modified,
    wait: Wait,
) -> ChangeRow:
    """Put a file: all of it is in place, or nothing is changed."""
    judge = partial(_judged, context, caller, path)
    head = None if judge() else context.followed.projection.head(path)
    asked = PutRequest(
        caller=caller.name,
        by=said_by(caller),
        told=is_told(context, caller, path),
        path=path,
        conditions=conditions,
        said=digests,
        length=length_of_whole(request.headers),
        mtime_ns=mtime_ns,
        judge=judge,
    )
    change = await context.writer.put(asked, request.stream())
    return await wait.answer(context, response, change, new=head is None or not head.live)


@router.delete(CONTENT, responses=CHANGED, dependencies=WRITE)
async def delete_content(
    *,
    context: Door,
    caller: Asking,
    response: Response,
    path: FilePath,
    conditions: Conditions,
    wait: Wait,
) -> ChangeRow:
    """Delete a file, or an empty directory. Older versions stay in the history."""
    plan = seen(context, caller, Planned(path=path, kind=Kind.DELETED, conditions=conditions))
    change = await context.writer.remove(caller.name, plan)
    return await wait.answer(context, response, change)


@router.post("/collections/{collection}/copy", responses=CHANGED, dependencies=NAMED_IN_BODY)
async def copy_file(
    *, context: Door, caller: Asking, response: Response, asked: MoveAsked, wait: Wait
) -> ChangeRow:
    """Copy a file or a directory within the collection: no byte travels."""
    _demand(context.identity.collection, caller, asked)
    tree = _directory_at(context, caller, asked, writes=False)
    plans = [_copied(context, caller, asked)] if tree is None else _copied_tree(context, caller, tree, asked)
    change = await context.writer.write_to_site(caller.name, plans, together=tree is not None)
    return await wait.answer(context, response, change)


@router.post("/collections/{collection}/move", responses=CHANGED, dependencies=NAMED_IN_BODY)
async def move_file(
    *, context: Door, caller: Asking, response: Response, asked: MoveAsked, wait: Wait
) -> ChangeRow:
    """Move a file, or a directory with all that lies in it, within the collection, as one commit."""
    collection = context.identity.collection
    _demand(collection, caller, asked)
    caller.demand_grant(Scope.WRITE, collection, asked.source)
    if asked.source == asked.target:
        raise RefusedError(f"{asked.source!r} is there already: a move needs another path")
    tree = _directory_at(context, caller, asked, writes=True)
    if tree is None:
        away = moved_away(context.writer.demands.head(asked.source))
        plans = [_copied(context, caller, asked), seen(context, caller, away)]
    else:
        removed = [seen(context, caller, plan) for plan in tree.removed()]
        plans = [*_copied_tree(context, caller, tree, asked), *removed]
    change = await context.writer.write_to_site(caller.name, plans, together=True)
    row = await wait.answer(context, response, change)
    return row if tree is None or not tree.left else row.model_copy(update={"detail": _left(tree)})


@router.get("/collections/{collection}/changes/{change}", responses=problems(404, 422))
async def read_change(*, context: Door, caller: Asking, change: ChangeId) -> ChangeRow:
    """A change that somebody made over this gateway, and what became of it."""
    found = context.changes.get(change)
    collection = context.identity.collection
    if not caller.rights.may(Scope.WRITE, collection):
        caller.demand(Scope.READ, collection)
    if found is None or not (
        # Who handed a file in hears what became of it, though it may not see it: a frame, or by a link.
        found.caller == caller.name or all(caller.sees(collection, one.path) for one in found.paths)
    ):
        raise NotFoundError(f"no change {change} was made over this gateway, or it was long ago")
    return change_row(found)


def _left(tree: Subtree) -> str:
    """Return what is said of directories that a move has left where they were."""
    return (
        f"{tree.left[0]!r} stays: in {len(tree.left)} of its directories lies what rules of visibility keep "
        "from this caller, which is not moved"
    )


def _demand(collection: str, caller: Caller, asked: MoveAsked) -> None:
    """Make sure that the caller may read the one path, and write to the other."""
    caller.demand_sight(collection, asked.source)
    caller.demand_grant(Scope.WRITE, collection, asked.target)


def _copied(context: GatewayContext, caller: Caller, asked: MoveAsked) -> Planned:
    conditions = {} if asked.overwrite else NOT_OVER
    source = context.writer.demands.head(asked.source)
    return seen(context, caller, copied(source, asked.target, conditions=conditions))


def _directory_at(
    context: GatewayContext, caller: Caller, asked: MoveAsked, *, writes: bool
) -> Subtree | None:
    """Return the directory that is to be moved or copied, with all that lies in it; None of a file.

    Raises:
        ProblemError: it cannot go there, or the caller may not have it.
    """
    head = context.followed.projection.head(asked.source)
    if head is None or head.state.kind is not Kind.DIRECTORY:
        return None
    tree = tree_at(context, caller, asked.source, writes=writes)
    if f"{asked.target}/".startswith(f"{asked.source}/"):
        raise RefusedError(f"{asked.source!r} is a directory: it cannot go into itself")
    return tree


def _copied_tree(context: GatewayContext, caller: Caller, tree: Subtree, asked: MoveAsked) -> list[Planned]:
    """Return the plans of a directory at another path. Raises RefusedError: something stands there."""
    hidden = is_hidden(context, caller, asked.target)
    there = None if hidden else context.followed.projection.head(asked.target)
    if there is not None and there.live:
        raise RefusedError(
            f"something stands at {asked.target!r}, and a directory is never merged: name a path below it, "
            "or remove it first"
        )
    plans = tree.copied(context.writer, asked.target, new=True)
    return [seen(context, caller, plan) for plan in plans]


def is_hidden(context: GatewayContext, caller: Caller, path: str) -> bool:
    """Tell whether rules hide a path, or one above it, from a caller whose grants are about them.

    What is below a hidden path is as hidden: whether a file stands above it would be told else.

    Raises:
        ProblemError: the caller's rights have ended meanwhile.
    """
    collection, rights = context.identity.collection, caller.rights
    rights.demand_good()  # All would seem hidden else, and its caller be sent for another group.

    def hides(one: str) -> bool:
        return rights.holds(Scope.WRITE, collection, one) and not rights.may(Scope.WRITE, collection, one)

    return not rights.may(Scope.WRITE, collection, path) or any(map(hides, ancestors(path)))


def _judged(context: GatewayContext, caller: Caller, path: str) -> bool:
    """Tell whether a path is hidden from who writes to it. Raises ForbiddenError: it may not write there."""
    caller.demand_grant(Scope.WRITE, context.identity.collection, path)
    return is_hidden(context, caller, path)


def seen(context: GatewayContext, caller: Caller, plan: Planned) -> Planned:
    """Return a plan that says who its author is, and whether it may see what it changes."""
    return replace(
        plan,
        hidden=is_hidden(context, caller, plan.path),
        by=said_by(caller),
        told=is_told(context, caller, plan.path),
    )


def is_told(context: GatewayContext, caller: Caller, path: str) -> bool:
    """Tell whether who writes to a path may hear what stands there: not who only hands files in.

    Of a path that rules hide it is told that nothing does, as of any other.
    """
    collection = context.identity.collection
    reads = caller.rights.holds(Scope.READ, collection, path)
    return reads and (caller.sees(collection, path) or is_hidden(context, caller, path))


def said_by(caller: Caller) -> str | None:
    """Return who a caller is, as the log shall say; None of one who need not say it.

    Of who uses a link the address is left out: the log is kept for ever, and many read it.
    """
    return None if caller.rights is EVERYTHING else counted_as(caller.name)[:BY_MAX]

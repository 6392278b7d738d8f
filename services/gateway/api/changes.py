"""Routes that change files, and tell what became of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from services.gateway.api.change_rows import change_row
from services.gateway.api.parameters import Door, FilePath
from services.gateway.api.write_parameters import Conditions, Digests, Modified, Wait, length_of_whole
from services.gateway.writing.place.broken_file import BROKEN
from services.gateway.writing.writer import PutRequest
from shared.contracts.http.changes import ChangeRow, MoveAsked
from shared.contracts.http.problem import MEDIA_TYPE
from shared.web import any_path
from shared.web.authorise import Asking, Caller, Scope, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.problem import SCHEMA_REF, NotFoundError, problems

READ = [Depends(needs(Scope.READ))]
WRITE = [Depends(needs(Scope.WRITE))]

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
    head = context.followed.projection.head(path)
    asked = PutRequest(
        caller=caller.name,
        path=path,
        conditions=conditions,
        said=digests,
        length=length_of_whole(request.headers),
        mtime_ns=mtime_ns,
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
    change = await context.writer.remove(caller.name, path, conditions=conditions)
    return await wait.answer(context, response, change)


@router.post("/collections/{collection}/copy", responses=CHANGED, dependencies=WRITE)
async def copy_file(
    *, context: Door, caller: Asking, response: Response, asked: MoveAsked, wait: Wait
) -> ChangeRow:
    """Copy a file within the collection: no byte travels."""
    _demand(context.identity.collection, caller, asked)
    change = await context.writer.copy(
        caller.name, asked.source, asked.target, conditions={} if asked.overwrite else NOT_OVER
    )
    return await wait.answer(context, response, change)


@router.post("/collections/{collection}/move", responses=CHANGED, dependencies=WRITE)
async def move_file(
    *, context: Door, caller: Asking, response: Response, asked: MoveAsked, wait: Wait
) -> ChangeRow:
    """Move a file within the collection, as one commit."""
    collection = context.identity.collection
    _demand(collection, caller, asked)
    caller.demand(Scope.WRITE, collection, asked.source)
    change = await context.writer.move(
        caller.name, asked.source, asked.target, conditions={} if asked.overwrite else NOT_OVER
    )
    return await wait.answer(context, response, change)


@router.get("/collections/{collection}/changes/{change}", responses=problems(404, 422), dependencies=READ)
async def read_change(*, context: Door, caller: Asking, change: ChangeId) -> ChangeRow:
    """A change that somebody made over this gateway, and what became of it."""
    found = context.changes.get(change)
    collection = context.identity.collection
    if found is None or not (
        # Who handed a frame in may not see it, and hears what became of it.
        found.caller == caller.name or all(caller.sees(collection, one.path) for one in found.paths)
    ):
        raise NotFoundError(f"no change {change} was made over this gateway, or it was long ago")
    return change_row(found)


def _demand(collection: str, caller: Caller, asked: MoveAsked) -> None:
    """Make sure that the caller may read the one path, and write to the other."""
    caller.demand_sight(collection, asked.source)
    caller.demand(Scope.WRITE, collection, asked.target)

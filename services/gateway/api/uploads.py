"""Routes of resumable uploads (draft-ietf-httpbis-resumable-upload)."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from services.gateway.api.changes import BROKEN_OR_MALFORMED, BYTES, WRITE, seen
from services.gateway.api.parameters import Door
from services.gateway.api.write_parameters import (
    Conditions,
    Modified,
    OfPiece,
    Wait,
    Waiting,
    no_conditions,
)
from services.gateway.context import GatewayContext
from services.gateway.writing.body import while_allowed
from services.gateway.writing.change import Change
from services.gateway.writing.place.broken_file import BrokenFileError
from services.gateway.writing.plan import Planned
from services.gateway.writing.plans import uploaded
from services.gateway.writing.uploads.fields import (
    DIGITS_MAX,
    PARTIAL,
    Limit,
    UploadFieldError,
    boolean,
    byte_count,
    is_complete,
)
from services.gateway.writing.uploads.sweep import SECONDS_MAX
from shared.access.rights import token_of
from shared.contracts.http.changes import ChangeRow, UploadList, UploadRow
from shared.contracts.http.problem import MEDIA_TYPE
from shared.model.entry import Kind
from shared.model.paths import RelativePath
from shared.roots.posix.uploads.upload import Upload
from shared.web.authorise import Asking, Caller, Scope
from shared.web.catalog.parameters import PREFIX
from shared.web.problem import (
    SCHEMA_REF,
    BadRequestError,
    ChangedError,
    ForbiddenError,
    MediaError,
    problems,
)

UPLOADS_LISTED = 1000
"""Uploads of one answer, some 300 bytes each: who ends those sees the others then."""

UPLOADS = "/collections/{collection}/uploads"
UPLOAD = UPLOADS + "/{upload}"

DRAFT_ERROR = {"content": {MEDIA_TYPE: {"schema": {"$ref": SCHEMA_REF}}}}

ERRORS: dict[int | str, dict[str, Any]] = {
    **problems(404, 408, 412, 413, 415, 507),
    **BROKEN_OR_MALFORMED,
    400: {"description": "The bytes are not what was said of them, or are complete already.", **DRAFT_ERROR},
    409: {
        "description": "A piece begins elsewhere than the upload ends, or it cannot be put.",
        **DRAFT_ERROR,
    },
}

PIECE = {
    "requestBody": {
        "required": True,
        "content": {PARTIAL: {"schema": {"type": "string", "format": "binary"}}},
    }
}

UploadId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="As its creation has answered.")]

BEGUN = [Depends(no_conditions("say it with the POST that begins the upload"))]

router = APIRouter(prefix=PREFIX, tags=["uploads"], dependencies=WRITE)


COMPLETE = Header(max_length=8, json_schema_extra={"pattern": r"^\?[01]$"})
BYTE_COUNT = Header(max_length=32, json_schema_extra={"pattern": f"^[0-9]{{1,{DIGITS_MAX}}}$"})
"""Documented, and judged by `uploads.fields`: the draft asks for 400 where the framework says 422."""


async def _is_complete(upload_complete: Annotated[str | None, COMPLETE] = None) -> bool:
    try:
        return is_complete(upload_complete)
    except UploadFieldError as error:
        raise BadRequestError(str(error)) from error


async def _length(upload_length: Annotated[str | None, BYTE_COUNT] = None) -> int | None:
    try:
        return byte_count("Upload-Length", upload_length)
    except UploadFieldError as error:
        raise BadRequestError(str(error)) from error


async def _offset(upload_offset: Annotated[str | None, BYTE_COUNT] = None) -> int:
    try:
        offset = byte_count("Upload-Offset", upload_offset)
    except UploadFieldError as error:
        raise BadRequestError(str(error)) from error
    if offset is None:
        raise BadRequestError("a piece says in Upload-Offset where it begins")
    return offset


Complete = Annotated[bool, Depends(_is_complete)]
Length = Annotated[int | None, Depends(_length)]
Offset = Annotated[int, Depends(_offset)]


@router.post(UPLOADS, status_code=201, responses=ERRORS, openapi_extra=BYTES)
async def create_upload(
    *,
    context: Door,
    caller: Asking,
    request: Request,
    response: Response,
    complete: Complete,
    length: Length,
    digests: OfPiece,
    conditions: Conditions,
    mtime_ns: Modified,
    wait: Wait,
    path: Annotated[RelativePath | None, Query(description="Where the file goes when it is whole.")] = None,
) -> UploadRow:
    """Begin an upload, with its first bytes, all of them, or none; `Location` says where to go on."""
    if path is not None:
        caller.demand_grant(Scope.WRITE, context.identity.collection, path)
        await context.writer.demands.publishing()
        if complete:
            # It would be refused when all of its bytes had come; one that only begins tells nothing.
            context.writer.demands.permitted(caller.name, _begun(context, caller, path, conditions))
    upload = await context.uploads.create(
        Upload(
            id="0" * 32,
            owner=caller.name,
            token=token_of(caller.rights),
            path=path,
            conditions=conditions,
            length=length,
            digests=digests.whole,
            mtime_ns=mtime_ns,
            touched=context.clock.now(),
        )
    )
    try:
        pieces = while_allowed(request.stream(), partial(_demand, context, caller, upload))
        taken = await context.uploads.append(
            caller.name, upload.id, pieces, offset=0, complete=complete, said=digests.piece
        )
        return await _answer(context, caller, response, taken, wait, created=True)
    except BaseException:
        # Its caller does not hear of it: nobody could go on with it, or give it up.
        await context.uploads.forget(upload.id)
        raise


@router.get(UPLOADS, responses=problems(404))
async def list_uploads(*, context: Door, caller: Asking) -> UploadList:
    """Uploads that are under way at this site: the caller's, an admin sees everybody's; oldest first."""
    if not caller.lends:
        raise ForbiddenError("a link hands files in: what others hand in by it is not listed")
    found = await context.uploads.all(_owner(context, caller))
    return UploadList(count=len(found), uploads=tuple(map(_row, found[:UPLOADS_LISTED])))


@router.get(UPLOAD, responses=problems(404, 422))
async def read_upload(*, context: Door, caller: Asking, response: Response, upload: UploadId) -> UploadRow:
    """How far an upload is; a request that still brings bytes of it ends."""
    found = await context.uploads.get(caller.name, upload)
    # Complete is what is in its place: who asks may not have heard what became of its last piece.
    _say(context, response, found, complete=found.complete and not found.is_to_be_put)
    return _row(found)


@router.patch(UPLOAD, responses=ERRORS, openapi_extra=PIECE, dependencies=BEGUN)
async def append_to_upload(
    *,
    context: Door,
    caller: Asking,
    request: Request,
    response: Response,
    upload: UploadId,
    offset: Offset,
    complete: Complete,
    length: Length,
    digests: OfPiece,
    wait: Wait,
) -> UploadRow:
    """Bring a piece; where it is the last, and the upload has a path, the file is put."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != PARTIAL:
        raise MediaError(f"a piece is {PARTIAL}, and not {media or 'unnamed'}")
    known = await context.uploads.get(caller.name, upload)
    taken = await context.uploads.append(
        caller.name,
        upload,
        while_allowed(request.stream(), partial(_demand, context, caller, known)),
        offset=offset,
        complete=complete,
        said=digests.piece,
        whole=digests.whole,
        length=length,
    )
    return await _answer(context, caller, response, taken, wait)


@router.delete(UPLOAD, status_code=204, responses=problems(404, 422))
async def give_upload_up(*, context: Door, caller: Asking, upload: UploadId) -> None:
    """Give an upload up: its bytes are removed. An admin ends those of others, too."""
    await context.uploads.remove(_owner(context, caller), upload)


@router.options(UPLOADS, status_code=204, responses=problems(404))
async def read_options(*, context: Door, response: Response) -> None:
    """What uploads may be."""
    response.headers["Accept-Patch"] = PARTIAL
    response.headers["Upload-Limit"] = _limit(context)


async def _answer(
    context: GatewayContext,
    caller: Caller,
    response: Response,
    upload: Upload,
    wait: Waiting,
    *,
    created: bool = False,
) -> UploadRow:
    where = f"{PREFIX}/collections/{context.identity.collection}/uploads/{upload.id}"
    row: ChangeRow | None = None
    if upload.complete and upload.path is not None:
        change = await _put(
            context, caller, uploaded(upload, upload.path, conditions=upload.conditions), upload
        )
        row = await wait.answer(context, response, change)
        response.status_code = 201 if created else 200
    _say(context, response, upload, complete=upload.complete)
    response.headers["Location"] = wait.address(where)
    return _row(upload, row)


async def _put(context: GatewayContext, caller: Caller, plan: Planned, upload: Upload) -> Change:
    async with context.uploads.used(upload.id):
        try:
            change = await context.writer.write_to_site(upload.owner, [seen(context, caller, plan)])
        except (BrokenFileError, ChangedError, ForbiddenError):
            # Nobody can go on with it: it is complete, belongs nowhere else, and would be refused again.
            await context.uploads.forget(upload.id)
            raise
        await context.uploads.forget(upload.id)
        return change


def _owner(context: GatewayContext, caller: Caller) -> str | None:
    """Return whose uploads a caller sees and ends; None: an admin's are everybody's."""
    is_admin = caller.lends and caller.rights.has_all(Scope.ADMIN, context.identity.collection)
    return None if is_admin else caller.name


def _demand(context: GatewayContext, caller: Caller, upload: Upload) -> None:
    """Make sure that a caller may still send bytes of an upload. Raises ForbiddenError."""
    collection = context.identity.collection
    if upload.path is None:
        caller.demand(Scope.WRITE, collection)
    else:
        caller.demand_grant(Scope.WRITE, collection, upload.path)


def _begun(context: GatewayContext, caller: Caller, path: str, conditions: dict[str, str]) -> Planned:
    return seen(context, caller, Planned(path=path, kind=Kind.FILE, conditions=conditions))


def _say(context: GatewayContext, response: Response, upload: Upload, *, complete: bool) -> None:
    response.headers["Upload-Offset"] = str(upload.offset)
    response.headers["Upload-Complete"] = boolean(complete)
    response.headers["Upload-Limit"] = _limit(context)
    response.headers["Cache-Control"] = "no-store"
    if upload.length is not None:
        response.headers["Upload-Length"] = str(upload.length)


def _limit(context: GatewayContext) -> str:
    return Limit(size_max=context.config.upload_bytes, age_max=int(SECONDS_MAX)).field()


def _row(upload: Upload, change: ChangeRow | None = None) -> UploadRow:
    return UploadRow(
        id=upload.id,
        path=upload.path,
        offset=upload.offset,
        length=upload.length,
        complete=upload.complete and (change is not None or not upload.is_to_be_put),
        content=upload.content,
        change=change,
        owner=upload.owner,
        touched=upload.touched,
    )

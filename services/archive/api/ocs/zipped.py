"""OCS' route that tells frames as one zip: stored as they are, streamed, with a manifest at its end."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from services.archive.api.asking import Desk
from services.archive.api.bytes import Bench, UnaskedBytes, disposition
from services.archive.api.ocs.zip_request import DOCUMENTED, ZipRequest, zip_request
from services.archive.contents.port import Reader
from services.archive.query.contents import Content, newest_contents
from services.archive.zip.plan import Plan, ZipError, plan_of
from services.archive.zip.tell import Source, tell
from shared.access.access import Access
from shared.web.dependencies import provided
from shared.web.problem import MalformedError, NotFoundError, UnauthenticatedError, problems

NOBODY = "none of these frames is here"

router = APIRouter(tags=["ocs"])


@router.post(
    "/frames/zip/",
    responses={
        200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}},
        **problems(400, 404, 422),
    },
    response_class=Response,
    openapi_extra=DOCUMENTED,
)
async def zip_frames(
    bench: UnaskedBytes,
    request: Request,
    access: Annotated[Access, Depends(provided(Access))],
) -> StreamingResponse:
    """The newest versions of frames that the caller sees, as one zip; the others are left out.

    MANIFEST.csv, its last member, says for each frame what became of it, with MD5 and BLAKE3-256. The length
    is known before the first byte, unless something is unpacked on the way.
    """
    asked = zip_request(await request.body(), request.headers.get("content-type", ""))
    if asked.auth_token is not None:
        bench = await _as_said(bench, request, access, asked.auth_token)
    desk = bench.desk.by(bench.desk.caller)
    numbers = sorted(set(asked.frame_ids))
    found = await desk.ask(lambda connection: newest_contents(connection, numbers, desk.sight))
    plan = _plan(desk, found, asked)
    headers = {
        "Content-Disposition": disposition(f"{plan.folder}.zip"),
        "Cache-Control": "private, no-cache",
        "Set-Cookie": "fileDownload=true; Path=/; SameSite=Strict",
    }
    if plan.length is not None:
        headers["Content-Length"] = str(plan.length)
    source = Source(bench.parts.contents, bench.parts.workshop, bench.reader)
    return StreamingResponse(_told(plan, source), media_type="application/zip", headers=headers)


def _plan(desk: Desk, found: list[Content], asked: ZipRequest) -> Plan:
    """Return what the zip has in it. Raises NotFoundError, MalformedError."""
    if not found:
        raise NotFoundError(NOBODY)
    config = desk.context.config
    try:
        return plan_of(
            found,
            base=config.zip_base,
            now=desk.context.clock.now(),
            unpack=asked.uncompress,
            catalogues=asked.catalog_only,
            files_max=config.zip_files,
            bytes_max=config.zip_bytes,
            unpacked_max=config.zip_unpacked_files,
        )
    except ZipError as error:
        raise MalformedError(str(error)) from error


async def _told(plan: Plan, source: Source) -> AsyncIterator[bytes]:
    async for piece in tell(plan, source):
        yield piece


async def _as_said(bench: Bench, request: Request, access: Access, token: str) -> Bench:
    """Return the question as by the holder of a token. Raises NotFoundError: nobody has it, as upstream."""
    try:
        caller = await access.known_by(request, token)
    except UnauthenticatedError as error:
        raise NotFoundError("auth_token: nobody has this token") from error
    desk = bench.desk.by(caller)
    return Bench(desk, bench.parts, Reader(caller, bench.reader.keyring))

"""OCS' route that deletes a frame: its files go from the collection as one commit, its history stays."""

import asyncio

from fastapi import APIRouter, Request, Response, status

from services.archive.api.bytes import Bytes
from services.archive.api.ocs.frames import NOBODY, Number
from services.archive.query.contents import frame_files
from services.archive.query.frames import one_frame
from shared.web.problem import NotFoundError, RefusedError, problems

NOTHING = "the frame has no file here: it was deleted, or its file is still to come"

router = APIRouter(tags=["ocs"])


@router.delete(
    "/frames/{number:int}/",
    status_code=status.HTTP_204_NO_CONTENT,
    response_class=Response,
    responses={
        202: {"description": "The files are gone from the site; the log has not decided yet."},
        **problems(404, 409, 412),
    },
)
async def delete_frame(bench: Bytes, number: Number, request: Request) -> Response:
    """Delete what stands of a frame now, by the rights of the caller's token at a gateway.

    Lists pass it over from then on; its row, its versions and the collection's history stay.
    """
    desk = bench.desk
    if await desk.ask(lambda connection: one_frame(connection, number, desk.sight)) is None:
        raise NotFoundError(NOBODY.format(number))
    files = await desk.ask(lambda connection: frame_files(connection, number, desk.sight))
    if not files:
        raise RefusedError(NOTHING)
    why = f"delete frame {files[0].basename}"
    revision = await bench.parts.remover.remove(
        files, credentials=request.headers.get("Authorization"), why=why
    )
    if revision is None:
        return Response(status_code=status.HTTP_202_ACCEPTED)
    databases, within = desk.context.databases, desk.context.config.wait_seconds
    await asyncio.to_thread(databases.wait_for, revision, within=within)
    return Response(status_code=status.HTTP_204_NO_CONTENT)

"""OCS' route by which ingesters post thumbnails.

The picture is a file of the collection, where its ingester stored it. What is kept of the post is a record,
which says what the file shows: an archive that is built again finds both.
"""

import asyncio

from blake3 import blake3
from fastapi import APIRouter, Request, status
from fastapi.responses import JSONResponse

from services.archive.api.asking import Asked, Desk
from services.archive.api.ocs.bodies import BodyError, read_json
from services.archive.api.ocs.posted import PostedError
from services.archive.api.ocs.posted_thumbnail import thumbnail_record_of
from services.archive.api.ocs.shape import thumbnail_json
from services.archive.fold.names import frame_number
from shared.bus.codec import encode
from shared.contracts.messages.frames.thumbnail_record import ThumbnailRecord

router = APIRouter(tags=["ocs"])


@router.post(
    "/thumbnails/",
    status_code=status.HTTP_201_CREATED,
    responses={400: {"description": "Messages by field."}},
)
async def take_thumbnail(desk: Asked, request: Request) -> JSONResponse:
    """Take a thumbnail that an ingester has stored, of a frame that may be still to come.

    Needs a token that writes. A second one of the same basename takes the place of the first.
    """
    desk.demand_writer()
    try:
        record = await _read(desk, request)
    except PostedError as error:
        return JSONResponse(error.errors, status_code=400)
    sequence = await _publish(desk, record)
    context = desk.context
    # Who has posted it finds it in the next list; where the writer is slow, in a later one.
    await asyncio.to_thread(
        context.databases.wait_until,
        lambda position: position.recorded >= sequence,
        within=context.config.wait_seconds,
    )
    fields = {"id": frame_number(record.frame_basename), "basename": record.frame_basename}
    return JSONResponse(
        thumbnail_json(fields, record.size, record.model_dump(), base=desk.base), status_code=201
    )


async def _read(desk: Desk, request: Request) -> ThumbnailRecord:
    try:
        body = read_json(await request.body())
    except BodyError:
        raise PostedError({"non_field_errors": ["JSON parse error."]}) from None
    return thumbnail_record_of(body, collection=desk.context.collection, now=desk.context.clock.now())


async def _publish(desk: Desk, record: ThumbnailRecord) -> int:
    name = blake3(f"thumbnail\0{record.basename}".encode()).hexdigest()
    subject = desk.context.topology.record(record.collection, name)
    return (await desk.context.bus.publish(subject, encode(record))).sequence

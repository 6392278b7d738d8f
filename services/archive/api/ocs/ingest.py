"""OCS' routes for ingesters: posting a frame, and whether a version is here already."""

import asyncio
from dataclasses import replace
from typing import Annotated, Any

from blake3 import blake3
from fastapi import APIRouter, Path, Query, Request, status
from fastapi.responses import JSONResponse
from sqlalchemy import Connection, Select, select

from services.archive.api.asking import Asked, Desk
from services.archive.api.ocs.bodies import BodyError, read_json
from services.archive.api.ocs.posted import Errors, PostedError, record_of
from services.archive.api.ocs.shape import Json, frame_json, version_json
from services.archive.database.tables import frame, version
from services.archive.fold.names import frame_number
from services.archive.query.frames import Whole, one_frame, related_to
from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.port import WrongLastSequenceError
from shared.contracts.messages.frames.frame_record import RECORD_BYTES_MAX, FrameRecord
from shared.web.problem import BusyError, NotFoundError, TooLargeError, problems

VERSIONS_MAX = 1000
"""Rows of one answer: more than contents with one MD5 ever have."""

TAKEN: Errors = {"version_set": [{"md5": ["version with this md5 already exists."]}]}
"""As upstream says it."""

router = APIRouter(tags=["ocs"])


@router.post(
    "/frames/",
    status_code=status.HTTP_201_CREATED,
    responses={400: {"description": "Messages by field."}, **problems(413)},
)
async def create_frame(desk: Asked, request: Request) -> JSONResponse:
    """Take a frame that an ingester has stored; needs a token that writes.

    Its file is expected in the collection: once a site has it, the version is that file's.
    """
    desk.demand_writer()
    try:
        record = await _read(desk, request)
    except PostedError as error:
        return JSONResponse(error.errors, status_code=400)
    if await desk.ask(lambda connection: _is_there(connection, record)):
        return JSONResponse(TAKEN, status_code=400)
    sequence = await _publish(desk, record)
    if sequence is None:
        return JSONResponse(TAKEN, status_code=400)
    return JSONResponse(await _frame(desk, record, sequence), status_code=status.HTTP_201_CREATED)


@router.get("/versions/", responses=problems(400))
async def list_versions(
    desk: Asked, md5: Annotated[str, Query(max_length=64, description="Of the bytes, hexadecimal.")] = ""
) -> dict[str, Any]:
    """Versions by MD5: whether bytes are here already. Needs a token that writes.

    Without an MD5 they are those of frames that exist for the caller.
    """
    desk.demand_writer()
    query = select(version).order_by(version.c.revision.desc(), version.c.id).limit(VERSIONS_MAX)
    query = query.where(version.c.md5 == md5.lower()) if md5 else _seen(query, desk)
    rows = await desk.ask(lambda connection: connection.execute(query).mappings().all())
    results = [version_json(row, base=desk.base) for row in rows]
    return {"count": len(results), "next": None, "previous": None, "results": results}


@router.get("/versions/{number}/", responses=problems(404))
async def read_version(desk: Asked, number: Annotated[int, Path(ge=0, le=2**63 - 1)]) -> dict[str, Any]:
    """One version of a frame that exists for the caller. Needs a token that writes."""
    desk.demand_writer()
    query = _seen(select(version).where(version.c.id == number), desk)
    row = await desk.ask(lambda connection: connection.execute(query).mappings().one_or_none())
    if row is None:
        raise NotFoundError(f"no version {number} is here")
    return version_json(row, base=desk.base)


def _seen(query: Select[Any], desk: Desk) -> Select[Any]:
    """Return a question for versions, of those alone that the caller is told of (I12)."""
    return query.join(frame, frame.c.id == version.c.frame_id).where(desk.sight.sees(), desk.sight.tells())


async def _read(desk: Desk, request: Request) -> FrameRecord:
    try:
        body = read_json(await request.body())
        record = record_of(body, collection=desk.context.collection, now=desk.context.clock.now())
        # What nobody can read again must not get into the stream.
        return decode(FrameRecord, encode(record))
    except BodyError:
        raise PostedError({"non_field_errors": ["JSON parse error."]}) from None
    except BadMessageError:
        raise PostedError({"headers": ["Values are nested too deep."]}) from None


def _is_there(connection: Connection, record: FrameRecord) -> bool:
    query = select(version.c.id).where(
        version.c.md5 == record.md5, version.c.frame_id == frame_number(record.basename)
    )
    return connection.execute(query).first() is not None


async def _publish(desk: Desk, record: FrameRecord) -> int | None:
    """Say the record on the bus; return its sequence, None where the version was posted before.

    Raises:
        TooLargeError: it does not fit into a message.
    """
    data = encode(record)
    if len(data) > RECORD_BYTES_MAX:
        raise TooLargeError(
            f"the frame takes {len(data)} bytes, {RECORD_BYTES_MAX} at most: leave headers out"
        )
    name = blake3(f"{record.basename}\0{record.md5}".encode()).hexdigest()
    subject = desk.context.topology.record(record.collection, name)
    try:
        ack = await desk.context.bus.publish(subject, data, expected_last_subject_sequence=0)
    except WrongLastSequenceError:
        return None
    return ack.sequence


async def _frame(desk: Desk, record: FrameRecord, sequence: int) -> Json:
    within = desk.context.config.wait_seconds
    databases = desk.context.databases
    there = await asyncio.to_thread(
        databases.wait_until, lambda position: position.recorded >= sequence, within=within
    )
    found = await desk.ask(lambda connection: _as_posted(connection, record, desk))
    if not there or found is None:
        raise BusyError(
            "the frame is kept, and is not in the database yet: ask for it later, do not post again"
        )
    return frame_json(found, base=desk.base)


def _as_posted(connection: Connection, record: FrameRecord, desk: Desk) -> Whole | None:
    """Return a frame as who has posted a version of it is told: with that one, and what exists for them else.

    None where it is told of by another's version by now, and does not exist for them.
    """
    number = frame_number(record.basename)
    found = one_frame(connection, number, desk.writers_sight())
    if found is None:
        return None
    seen = one_frame(connection, number, desk.sight)
    if seen is None and found.versions[0]["md5"] != record.md5:
        return None
    told = set() if seen is None else {one["id"] for one in seen.versions}
    versions = tuple(one for one in found.versions if one["md5"] == record.md5 or one["id"] in told)
    related = related_to(connection, [record.basename], desk.sight)
    return replace(found, versions=versions, related=tuple(related.get(record.basename, ())))

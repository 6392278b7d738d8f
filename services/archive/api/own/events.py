"""The route by which callers follow the frames that come: server-sent events (HTML standard, section 9.2).

The id of an event is its place in the stream of events, encoded for the caller, so that a follower who
comes back misses none.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection, select

from services.archive.api.asking import Asked
from services.archive.api.own.position_codec import PATTERN, Kind, PositionCodec, codec_for
from services.archive.context import ArchiveContext
from services.archive.database.tables import frame, version
from services.archive.query.sight import Sight
from shared.access.link_keys import Keyring
from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Message
from shared.catalog.store.commits import REVISION_END
from shared.contracts.messages.frames.frame_event import FrameEvent
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Stream
from shared.web.authorise import Caller
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import BusyError, MalformedError, problems

HEARTBEAT_SECONDS = 15.0
"""Between two signs of life: proxies close what is silent for a minute, some for thirty seconds."""

MEDIA_TYPE = "text/event-stream"

FIRST = "0"
"""Before the first event."""

RETRY = b"retry: 1000\n\n"

HEARTBEAT = b": here\n\n"

HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

TOLD: dict[int | str, dict[str, Any]] = {
    200: {"description": "Events without end: `data` is one version.", "content": {MEDIA_TYPE: {}}},
    **problems(422, 503),
}

router = APIRouter(prefix=f"{PREFIX}/archive", tags=["archive"])


@router.get("/events", responses=TOLD, response_class=StreamingResponse)
async def follow_events(
    desk: Asked,
    keyring: Annotated[Keyring, Depends(provided(Keyring))],
    after: Annotated[str, Query(pattern=PATTERN, description="Tell what came after this id.")] = FIRST,
    since: Annotated[
        int, Query(ge=0, le=REVISION_END, description="Tell of versions above this revision of the log.")
    ] = 0,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", pattern=PATTERN)] = None,
) -> StreamingResponse:
    """The versions of frames that the caller sees, from the first on, and as they come."""
    context, said = desk.context, last_event_id or after
    codec = await codec_for(desk.sight, keyring, [said])
    begin = codec.decode(Kind.EVENT, said, count=1)
    if begin is None:
        raise MalformedError("after: take it from the `id` of an event that this caller was told, or say 0")
    if context.figures.following >= context.config.followers:
        raise BusyError(f"{context.config.followers} follow already: ask again")

    async def stream() -> AsyncIterator[bytes]:
        context.figures.following += 1
        try:
            yield RETRY
            async for told in tell_events(context, desk.caller, codec, after=begin[0], since=since):
                yield told
        finally:
            context.figures.following -= 1

    return StreamingResponse(stream(), media_type=MEDIA_TYPE, headers=HEADERS)


async def tell_events(
    context: ArchiveContext, caller: Caller, codec: PositionCodec, *, after: int, since: int
) -> AsyncIterator[bytes]:
    """Yield events, and signs of life between them, until the process stops."""
    subject = context.topology.frame_event(context.collection, "*")
    stopping = asyncio.ensure_future(context.stopping.wait())
    messages = context.bus.follow(Stream.EVENTS, subject, after=after)
    coming = asyncio.ensure_future(anext(messages))
    try:
        while not stopping.done():
            done, _ = await asyncio.wait(
                {coming, stopping}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            if coming in done:
                told = await _told(context, caller, codec, coming.result(), since)
                coming = asyncio.ensure_future(anext(messages))
                if told is not None:
                    yield told
            elif not done:
                yield HEARTBEAT
    finally:
        stopping.cancel()
        coming.cancel()


async def _told(
    context: ArchiveContext, caller: Caller, codec: PositionCodec, message: Message, since: int
) -> bytes | None:
    """Return an event as it is told; None where it does not exist for the caller now."""
    try:
        event = decode(FrameEvent, message.data)
    except (BadMessageError, NewerSchemaError):
        return None
    sight = context.sight(caller)
    if event.revision <= since:
        return None
    seen, _ = await context.ask(lambda connection: _is_seen(connection, event.version, sight))
    if not seen:
        return None
    place = codec.encode(Kind.EVENT, (message.sequence,))
    return f"id: {place}\nevent: frame\ndata: {event.model_dump_json()}\n\n".encode()


def _is_seen(connection: Connection, number: int, sight: Sight) -> bool:
    query = (
        select(version.c.id)
        .join(frame, frame.c.id == version.c.frame_id)
        .where(version.c.id == number, sight.sees(), sight.tells())
    )
    return connection.execute(query).first() is not None

"""The route by which callers follow what commits change."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import StreamingResponse

from services.gateway.api.parameters import Door
from services.gateway.reading.events import tell_events
from shared.contracts.http.selections import CommitEvent
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.parameters import PREFIX, REVISION_MAX
from shared.web.problem import problems

STREAM = "text/event-stream"

TOLD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events without end: `id` is the revision, `data` a commit's changes as JSON.",
        "content": {STREAM: {"schema": {"type": "string"}, "example": "id: 7\nevent: commit\ndata: {}\n\n"}},
    },
    **problems(404, 422, 503),
}

HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
"""Nobody on the way keeps events back."""

router = APIRouter(prefix=PREFIX, tags=["events"], dependencies=[Depends(needs(Scope.READ))])

Since = Annotated[int | None, Query(ge=0, le=REVISION_MAX, description="Tell what came after this revision.")]
LastEvent = Annotated[
    str | None,
    Header(alias="Last-Event-ID", pattern="^[0-9]{1,19}$", description="The id that was heard last."),
]


@router.get("/collections/{collection}/events", responses=TOLD, response_class=StreamingResponse)
async def follow_events(
    *, context: Door, caller: Asking, after: Since = None, last_event_id: LastEvent = None
) -> StreamingResponse:
    """What commits change, as it comes; from the present on, where no revision is named."""
    begin = after if last_event_id is None else min(int(last_event_id), REVISION_MAX)

    async def stream() -> AsyncIterator[bytes]:
        with context.followers.one(caller):
            async for event in tell_events(
                context.followed,
                caller,
                collection=context.identity.collection,
                after=context.followed.revision if begin is None else begin,
                stopping=context.stopping,
            ):
                yield event

    context.followers.check(caller)
    return StreamingResponse(stream(), media_type=STREAM, headers=HEADERS)


@router.get("/collections/{collection}/events/example", responses=problems(404))
async def example_event(context: Door) -> CommitEvent:
    """One event's data, empty: it is here for its schema, which no document can give of a stream."""
    return CommitEvent(revision=context.followed.revision, changes=())

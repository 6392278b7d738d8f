"""The routes about the whole rack: each collection at each site, now and as it changes."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from services.gateway.api.history.events import HEADERS, STREAM
from services.gateway.api.parameters import OfGateway
from services.gateway.overview.tell import Overviews, sees_every_collection
from services.gateway.overview.watch import RackWatch
from shared.contracts.http.overview import OverviewAnswer, OverviewChange, RackHistory
from shared.web.authorise import Asking, Scope, needs
from shared.web.catalog.parameters import PREFIX
from shared.web.dependencies import provided
from shared.web.problem import problems

EVENT = {
    "type": "object",
    "properties": {"event": {"enum": ["overview", "change"]}, "data": {"type": "string"}},
    "required": ["event", "data"],
}
"""One event, by its fields."""

TOLD: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "An event `overview` with all of it, and an event `change` with whatever changes.",
        "content": {STREAM: {"schema": EVENT}},
    },
    **problems(503),
}

router = APIRouter(prefix=PREFIX, tags=["sites"], dependencies=[Depends(needs(Scope.READ, whole=True))])

OfRack = Annotated[Overviews, Depends(provided(Overviews))]
OfWatch = Annotated[RackWatch, Depends(provided(RackWatch))]


@router.get("/overview", responses=problems(503))
async def read_overview(overviews: OfRack, caller: Asking) -> OverviewAnswer:
    """Each collection at each site, as the sites say it."""
    return await overviews.look(every=sees_every_collection(caller))


@router.get("/overview/history")
async def read_history(watch: OfWatch) -> RackHistory:
    """How fast contents were sent, and how long changes took to be elsewhere, over the last hour."""
    return watch.history.told()


@router.get("/overview/events", responses=TOLD, response_class=StreamingResponse)
async def follow_overview(context: OfGateway, overviews: OfRack, caller: Asking) -> StreamingResponse:
    """The same, and what changes of it, as it comes."""

    async def stream() -> AsyncIterator[bytes]:
        with context.followers.one(caller):
            async for event in overviews.tell(caller):
                yield event

    context.followers.check(caller)
    return StreamingResponse(stream(), media_type=STREAM, headers=HEADERS)


@router.get("/overview/events/example")
async def example_change(context: OfGateway) -> OverviewChange:
    """One event's data, empty: it is here for its schema, which no document can give of a stream."""
    return OverviewChange(revision=context.followed.revision, files=0, bytes=0)

"""The route about the bus: the figures that are metrics, for people."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from services.orchestrator.observe.bus_figures import StreamFigures
from services.orchestrator.observe.rack_survey import Surveyor
from shared.contracts.http.bus import BusAnswer, ConsumerRow, StreamRow
from shared.web.authorise import Scope, needs
from shared.web.dependencies import provided

router = APIRouter(
    prefix="/api/v1", tags=["bus"], dependencies=[Depends(needs(Scope.ADMIN, everywhere=True))]
)


@router.get("/bus")
async def read_bus(surveyor: Annotated[Surveyor, Depends(provided(Surveyor))]) -> BusAnswer:
    """How full the streams are, and how far the consumers are behind."""
    return BusAnswer(
        streams=tuple(sorted(map(_row, surveyor.streams), key=lambda one: one.name)),
        consumers=tuple(
            ConsumerRow(
                stream=one.stream,
                name=one.name,
                pending=one.pending,
                in_flight=one.in_flight,
                redelivered=one.redelivered,
            )
            for one in surveyor.consumers
        ),
    )


def _row(one: StreamFigures) -> StreamRow:
    return StreamRow(
        name=one.name,
        messages=one.messages,
        bytes=one.bytes,
        bytes_max=one.bytes_max,
        first_at=None if one.first_at is None else datetime.fromtimestamp(one.first_at, UTC),
    )

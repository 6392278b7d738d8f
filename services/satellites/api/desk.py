"""The desk that every request passes: admit, pace, and turn errors into answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request, Response

from services.satellites.api.room import Room
from services.satellites.visits.pace import Pace
from services.satellites.visits.visits import Visits
from shared.web.authorise import Authorise
from shared.web.dependencies import provided

Work = Callable[[], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where requests about visits come in."""

    visits: Visits
    door: Authorise
    pace: Pace
    room: Room = field(default_factory=Room)
    """Of bodies, by all doors."""

    async def serve(
        self, request: Request, work: Work, *, refuse: Callable[[Exception], Response]
    ) -> Response:
        """Return the answer to a request, at a time that does not tell what there was to compute."""
        try:
            await self.door.admit(request)
            async with self.pace.padded():
                return await work()
        # The edge of the process: whatever went wrong must become an answer without a list.
        except Exception as error:  # noqa: BLE001
            return refuse(error)


OwnDesk = Annotated[Desk, Depends(provided(Desk))]

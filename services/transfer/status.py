"""The status of a transfer worker over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.transfer.jobs.send import Sender
from services.transfer.jobs.worker import Worker
from shared.model.base import FrozenModel
from shared.web.application import Api
from shared.web.authorise import Scope, needs
from shared.web.dependencies import provided


class TransferStatus(FrozenModel):
    """What a worker works on, and what it has done since it started."""

    site: str
    active: tuple[str, ...]
    """Packs under way."""
    sent_bytes: int
    full_bytes: int
    files_placed: int
    files_refused: int


router = APIRouter(tags=["status"], dependencies=[Depends(needs(Scope.READ, whole=True))])


@router.get("/status")
async def read_status(
    worker: Annotated[Worker, Depends(provided(Worker))], sender: Annotated[Sender, Depends(provided(Sender))]
) -> TransferStatus:
    """What this worker does."""
    figures = worker.figures
    return TransferStatus(
        site=worker.site,
        active=tuple(sorted(figures.active)),
        sent_bytes=sender.sent_bytes,
        full_bytes=figures.full_bytes,
        files_placed=figures.files_placed,
        files_refused=figures.files_refused,
    )


API = Api(title="SpiceRack transfer worker", routers=(router,))

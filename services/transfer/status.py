"""The status of a transfer worker over HTTP."""

from fastapi import APIRouter

from services.transfer.sending import Sender
from services.transfer.worker import Worker
from shared.model.base import FrozenModel


class TransferStatus(FrozenModel):
    """What a worker works on, and what it has done since it started."""

    site: str
    active: tuple[str, ...]
    """Packs under way."""
    sent_bytes: int
    full_bytes: int
    files_placed: int
    files_refused: int


def status_router(worker: Worker, sender: Sender) -> APIRouter:
    """Return the route `/status`."""
    router = APIRouter(tags=["status"])

    @router.get("/status")
    async def read_status() -> TransferStatus:
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

    return router

"""The status of a transfer worker over HTTP."""

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry

from services.transfer.jobs.send import Sender
from services.transfer.jobs.worker import Worker
from shared.model.base import FrozenModel
from shared.observability.health import Health
from shared.observability.http import health_router


class TransferStatus(FrozenModel):
    """What a worker works on, and what it has done since it started."""

    site: str
    active: tuple[str, ...]
    """Packs under way."""
    sent_bytes: int
    full_bytes: int
    files_placed: int
    files_refused: int


def make_application(
    worker: Worker, sender: Sender, *, health: Health, registry: CollectorRegistry
) -> FastAPI:
    """Return the application with all its routes."""
    application = FastAPI(title="SpiceRack transfer worker", version="1", docs_url="/docs", redoc_url=None)
    application.include_router(health_router(health, registry))
    application.include_router(status_router(worker, sender))
    return application


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

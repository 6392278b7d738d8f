"""The status of an orchestrator over HTTP."""

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry

from services.orchestrator.orchestrator import Orchestrator
from shared.model.base import FrozenModel
from shared.observability.health import Health
from shared.observability.http import health_router


class CollectionStatus(FrozenModel):
    """A collection that this orchestrator works for."""

    collection: str
    revision: int
    active: int
    """Targets with a pack under way."""
    lost: tuple[str, ...]
    """Wanted contents that no online site holds."""


class OrchestratorStatus(FrozenModel):
    """What an orchestrator works on."""

    collections: tuple[CollectionStatus, ...]


def make_application(orchestrator: Orchestrator, *, health: Health, registry: CollectorRegistry) -> FastAPI:
    """Return the application with all its routes."""
    application = FastAPI(title="SpiceRack orchestrator", version="1", docs_url="/docs", redoc_url=None)
    application.include_router(health_router(health, registry))
    application.include_router(status_router(orchestrator))
    return application


def status_router(orchestrator: Orchestrator) -> APIRouter:
    """Return the route `/status`."""
    router = APIRouter(tags=["status"])

    @router.get("/status")
    async def read_status() -> OrchestratorStatus:
        """The collections that this orchestrator holds the lease of."""
        held = sorted(orchestrator.collections.items())
        return OrchestratorStatus(
            collections=tuple(
                CollectionStatus(
                    collection=name,
                    revision=collection.projection.position.revision,
                    active=collection.planner.active,
                    lost=collection.planner.lost,
                )
                for name, collection in held
            )
        )

    return router

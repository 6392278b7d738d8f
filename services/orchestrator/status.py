"""The status of an orchestrator over HTTP."""

from fastapi import APIRouter

from services.orchestrator.orchestrator import Orchestrator
from shared.model.base import FrozenModel


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

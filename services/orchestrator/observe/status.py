"""The status of an orchestrator over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.orchestrator.observe import bus_route
from services.orchestrator.orchestrator import Orchestrator
from shared.model.base import FrozenModel
from shared.web.application import Api
from shared.web.authorise import Scope, needs
from shared.web.dependencies import provided


class RefusedPath(FrozenModel):
    """One path that a site asks for, and whose file system refuses it."""

    site: str
    path: str
    reason: str
    """no-space or failed."""
    detail: str


class CollectionStatus(FrozenModel):
    """A collection that this orchestrator works for."""

    collection: str
    revision: int
    active: int
    """Targets with a pack under way."""
    lost: tuple[str, ...]
    """Wanted contents that no online site holds."""
    refused: tuple[RefusedPath, ...] = ()
    """What the file systems of sites refuse to take."""


class OrchestratorStatus(FrozenModel):
    """What an orchestrator works on."""

    collections: tuple[CollectionStatus, ...]


router = APIRouter(tags=["status"], dependencies=[Depends(needs(Scope.READ, whole=True))])


@router.get("/status")
async def read_status(
    orchestrator: Annotated[Orchestrator, Depends(provided(Orchestrator))],
) -> OrchestratorStatus:
    """The collections that this orchestrator holds the lease of."""
    held = sorted(orchestrator.collections.items())
    return OrchestratorStatus(
        collections=tuple(
            CollectionStatus(
                collection=name,
                revision=collection.projection.position.revision,
                active=collection.planner.active,
                lost=collection.planner.lost,
                refused=tuple(
                    RefusedPath(site=one.site, path=one.path, reason=one.reason, detail=one.detail)
                    for one in collection.planner.refused
                ),
            )
            for name, collection in held
        )
    )


API = Api(title="SpiceRack orchestrator", routers=(router, bus_route.router))

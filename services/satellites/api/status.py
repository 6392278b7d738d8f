"""The status of the service: age and size of the catalogue, never what is in it."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.satellites.catalogue.keeper import Keeper
from services.satellites.secrecy.memory import Shielded
from shared.model.base import FrozenModel
from shared.web.provided import provided


class SatellitesStatus(FrozenModel):
    """Body of /status."""

    fresh: bool
    """Whether visits are answered now."""
    reason: str
    """Why they are not, and who must act."""
    age_seconds: float | None
    """Since the source that was loaded longest ago; null before any was."""
    element_sets: int
    """In use, of all sources."""
    memory_locked: bool
    undumpable: bool


router = APIRouter(tags=["status"])


@router.get("/status")
async def read_status(
    keeper: Annotated[Keeper, Depends(provided(Keeper))],
    shielded: Annotated[Shielded, Depends(provided(Shielded))],
) -> SatellitesStatus:
    """Age and size of the catalogue."""
    reason = keeper.unfit()
    return SatellitesStatus(
        fresh=reason is None,
        reason=reason or "",
        age_seconds=keeper.age().total_seconds() if keeper.objects() else None,
        element_sets=keeper.objects(),
        memory_locked=shielded.locked,
        undumpable=shielded.undumpable,
    )

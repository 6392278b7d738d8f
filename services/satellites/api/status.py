"""The status of the service: age and size of the catalogue, never what is in it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends

from services.satellites.catalogue.keeper import Keeper
from services.satellites.julian import day_of_mjd
from services.satellites.propagate.earth.iers_tables import bundled_tables
from services.satellites.propagate.kernel.choose import kernel_name
from services.satellites.secrecy.memory import Shielded
from services.satellites.visits.pair_watch import PairWatch
from shared.model.base import FrozenModel
from shared.web.dependencies import provided


class SatellitesStatus(FrozenModel):
    """Body of /status."""

    fresh: bool
    """Whether visits are answered now."""
    reason: str
    """Why they are not, and who must act."""
    not_loaded: tuple[str, ...]
    """Names of the sources that were never loaded: nothing is answered before."""
    pair: str
    """`alone`, `shared`, or why other replicas do not hear of visits, and who must act."""
    kernel: str
    """`native`, the compiled one, or `numpy`."""
    age_seconds: float | None
    """Since the source that was loaded longest ago; null before any was."""
    element_sets: int
    """In use, of all sources."""
    earth_orientation_until: date
    """The last day of the bundled IERS tables that was measured; later ones are predicted: margins grow."""
    leap_seconds_until: date
    """From this day on nothing is answered until the tables are renewed."""
    memory_locked: bool
    undumpable: bool


router = APIRouter(tags=["status"])


@router.get("/status")
async def read_status(
    keeper: Annotated[Keeper, Depends(provided(Keeper))],
    shielded: Annotated[Shielded, Depends(provided(Shielded))],
    watch: Annotated[PairWatch, Depends(provided(PairWatch))],
) -> SatellitesStatus:
    """Age and size of the catalogue."""
    reason, tables = keeper.unfit(), bundled_tables()
    return SatellitesStatus(
        fresh=reason is None,
        reason=reason or "",
        not_loaded=tuple(keeper.missing()),
        pair=watch.state,
        kernel=kernel_name(),
        age_seconds=keeper.age().total_seconds() if keeper.objects() else None,
        element_sets=keeper.objects(),
        earth_orientation_until=day_of_mjd(tables.measured_until),
        leap_seconds_until=day_of_mjd(tables.leap_expires),
        memory_locked=shielded.locked,
        undumpable=shielded.undumpable,
    )

"""The status of a describer over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.describer import descriptions
from services.describer.context import DescriberContext
from shared.model.base import FrozenModel
from shared.web.application import Api
from shared.web.authorise import Scope, needs
from shared.web.dependencies import provided


class DescriberStatus(FrozenModel):
    """What a describer has done since it started, and what waits."""

    collection: str
    site: str
    describers: dict[str, int]
    """The version of each."""
    revision: int
    """Of the log, that it has folded."""
    undescribed: int
    recognised: int
    unknown: int
    failed: int


router = APIRouter(tags=["status"], dependencies=[Depends(needs(Scope.READ, whole=True))])
"""Its numbers count files that are hidden, too (I12)."""

Context = Annotated[DescriberContext, Depends(provided(DescriberContext))]


@router.get("/status")
async def read_status(context: Context) -> DescriberStatus:
    """What this describer does."""
    figures = context.figures
    return DescriberStatus(
        collection=context.collection,
        site=context.me.site,
        describers=dict(context.mine),
        revision=context.projection.position.revision,
        undescribed=context.backlog.count(),
        recognised=figures.recognised,
        unknown=figures.unknown,
        failed=figures.failed,
    )


API = Api(title="SpiceRack describer", routers=(router, descriptions.router))

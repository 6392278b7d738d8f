"""The status of a runner over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.runner.context import RunnerContext
from shared.model.base import FrozenModel
from shared.web.application import Api
from shared.web.authorise import Scope, needs
from shared.web.dependencies import provided


class RunnerStatus(FrozenModel):
    """What a runner does, and has done since it started."""

    collection: str
    site: str
    instance: str
    running: int
    succeeded: int
    failed: int
    cancelled: int


router = APIRouter(tags=["status"], dependencies=[Depends(needs(Scope.READ, whole=True))])

Context = Annotated[RunnerContext, Depends(provided(RunnerContext))]


@router.get("/status")
async def read_status(context: Context) -> RunnerStatus:
    """What this runner does."""
    figures = context.figures
    return RunnerStatus(
        collection=context.collection,
        site=context.site,
        instance=context.instance,
        running=figures.running,
        succeeded=figures.succeeded,
        failed=figures.failed,
        cancelled=figures.cancelled,
    )


API = Api(title="SpiceRack runner", routers=(router,))

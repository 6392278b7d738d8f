"""The status of the SPICE service over HTTP."""

from fastapi import APIRouter, Depends

from services.spice.api.parameters import OfSpice
from shared.contracts.http.knowledge.kernels import SpiceStatus
from shared.web.authorise import Scope, needs

router = APIRouter(tags=["status"], dependencies=[Depends(needs(Scope.READ, whole=True))])


@router.get("/status")
async def read_status(context: OfSpice) -> SpiceStatus:
    """How far this service is."""
    return SpiceStatus(
        collection=context.collection,
        site=context.site,
        revision=context.followed.revision,
        kernels=context.store.count(),
        undescribed=context.store.undescribed(),
    )

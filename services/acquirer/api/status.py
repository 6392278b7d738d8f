"""The status of an acquirer over HTTP."""

from fastapi import APIRouter

from services.acquirer.api.parameters import READS, OfAcquirer
from shared.contracts.http.acquirer import AcquirerStatus

router = APIRouter(tags=["status"], dependencies=READS)


@router.get("/status")
async def read_status(context: OfAcquirer) -> AcquirerStatus:
    """What this acquirer does."""
    figures = context.figures
    return AcquirerStatus(
        collection=context.collection,
        site=context.site,
        holds=tuple(sorted(context.held)),
        looks=figures.looks,
        failed_looks=figures.failed_looks,
        bytes=figures.bytes,
        failures=dict(figures.failures),
    )

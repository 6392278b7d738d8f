"""The status of the workflow service over HTTP."""

from fastapi import APIRouter

from services.workflow.api.parameters import OfWorkflow
from services.workflow.api.workflows import READS
from shared.contracts.http.workflows import WorkflowStatus

router = APIRouter(tags=["status"], dependencies=READS)


@router.get("/status")
async def read_status(context: OfWorkflow) -> WorkflowStatus:
    """How this process stands."""
    return WorkflowStatus(
        collection=context.collection,
        site=context.site,
        revision=context.followed.revision,
        executions=context.store.counts(),
        partitions=tuple(sorted(context.engine.held)),
        loaded=context.engine.loaded,
        stuck=dict(context.engine.figures.stuck),
    )

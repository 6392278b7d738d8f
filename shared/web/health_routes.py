"""`/healthz`, `/readyz` and `/metrics`, which every service has."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, status
from prometheus_client import CollectorRegistry

from shared.observability.health import Health, Liveness, Readiness
from shared.observability.metrics import exposition
from shared.web.authorise import CALLER, Caller
from shared.web.dependencies import provided

HEALTH_PATHS = frozenset({"/healthz", "/readyz"})
"""What probes ask. It is answered whatever else a service is busy with."""

router = APIRouter(tags=["health"])

OwnHealth = Annotated[Health, Depends(provided(Health))]
OwnRegistry = Annotated[CollectorRegistry, Depends(provided(CollectorRegistry))]


@router.get("/healthz", responses={503: {"model": Liveness, "description": "It is stuck: restart it."}})
async def healthz(response: Response, health: OwnHealth) -> Liveness:
    """Whether the process still moves; if not, it should be restarted."""
    body = health.liveness()
    response.status_code = _status(body.status == "alive")
    return body


@router.get("/readyz", responses={503: {"model": Readiness, "description": "It cannot work now."}})
async def readyz(request: Request, response: Response, health: OwnHealth) -> Readiness:
    """Whether the process can do its work now; condition by condition, for who says a token.

    Probes have none, and need no more than the status.
    """
    body = health.readiness()
    response.status_code = _status(body.status == "ready")
    caller = getattr(request.state, CALLER, None)
    hidden = isinstance(caller, Caller) and not caller.known
    return Readiness(status=body.status, conditions=()) if hidden else body


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(registry: OwnRegistry) -> Response:
    """All metrics in the Prometheus text format."""
    content, media_type = exposition(registry)
    return Response(content, media_type=media_type)


def _status(good: bool) -> int:
    return status.HTTP_200_OK if good else status.HTTP_503_SERVICE_UNAVAILABLE

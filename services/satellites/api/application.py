"""The application with all its routes."""

from fastapi import FastAPI, Request, Response
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException

from services.satellites.api.deployed import deployed_router
from services.satellites.api.desk import Desk
from services.satellites.api.refusals import as_problem
from services.satellites.api.routes import visit_router
from services.satellites.api.status import status_router
from services.satellites.catalogue.keeper import Keeper
from services.satellites.secrecy.memory import Shielded
from shared.observability.health import Health
from shared.observability.http import health_router


def make_application(
    desk: Desk, keeper: Keeper, *, shielded: Shielded, health: Health, registry: CollectorRegistry
) -> FastAPI:
    """Return the application. It has no documentation pages: they would load scripts from elsewhere."""
    application = FastAPI(title="SpiceRack satellites", version="1", docs_url=None, redoc_url=None)
    application.add_exception_handler(Exception, _failed)
    application.add_exception_handler(HTTPException, _http_error)
    application.include_router(health_router(health, registry))
    application.include_router(status_router(keeper, shielded))
    application.include_router(deployed_router(desk))
    application.include_router(visit_router(desk), prefix="/api/v1")
    return application


async def _failed(_: Request, error: Exception) -> Response:
    return as_problem(error)


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return Response(status_code=error.status_code)

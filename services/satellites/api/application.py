"""The application with all its routes.

It is not `shared.web`'s: the deployed client sends neither a header of ours nor a media type, `Server-Timing`
would tell how much there was to compute, and errors of the framework quote what was sent.
"""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from services.satellites.api import deployed, routes, status
from services.satellites.api.refusals import as_problem
from shared.web import health_routes
from shared.web.application import Api
from shared.web.dependencies import provide
from shared.web.guards.in_flight import InFlight
from shared.web.limits import WebLimits
from shared.web.middleware import Counted

LIMITS = WebLimits(connections=1024, requests=768)
"""Two visits of Rubin's 205 detectors at a time, each asking twice, and what connects before it asks."""

API = Api(
    title="SpiceRack satellites", routers=(status.router, deployed.router, routes.router), limits=LIMITS
)


def make_application(parts: tuple[object, ...] = ()) -> FastAPI:
    """Return the application. It has no documentation pages: they would load scripts from elsewhere.

    Args:
        parts: what handlers ask for by type: desk, keeper, shielded, health, registry.
    """
    application = FastAPI(
        title=API.title,
        version=API.version,
        docs_url=None,
        redoc_url=None,
        middleware=[Middleware(Counted, in_flight=InFlight(LIMITS.requests))],
    )
    application.add_exception_handler(Exception, _failed)
    application.add_exception_handler(HTTPException, _http_error)
    provide(application, parts)
    for router in (health_routes.router, *API.routers):
        application.include_router(router)
    return application


async def _failed(_: Request, error: Exception) -> Response:
    return as_problem(error)


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return Response(status_code=error.status_code)

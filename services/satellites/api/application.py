"""The application with all its routes.

It is not `shared.web`'s: the deployed client sends neither a header of ours nor a media type, `Server-Timing`
would tell how much there was to compute, and errors of the framework quote what was sent.
"""

from collections.abc import Mapping

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from services.satellites.api import deployed, routes, status
from services.satellites.api.callers import not_through_a_proxy
from services.satellites.api.refusals import FAILED, as_problem
from shared.web import health_routes
from shared.web.application import Api
from shared.web.dependencies import provide
from shared.web.guards.in_flight import InFlight
from shared.web.limits import WebLimits
from shared.web.middleware import Counted

LIMITS = WebLimits(connections=1024, requests=768)
"""Two visits of Rubin's 205 detectors at a time, each asking twice, and what connects before it asks."""

WORDS: Mapping[int, str] = {
    404: "caller: there is nothing at this address; ask PUT /visit_cache or PUT /diasource_allow_list, "
    "and see what stands before it in SATTLE_URI_BASE",
    405: "caller: ask with PUT",
}
"""What is said where no route answers: the deployed client takes an empty 404 for an unknown visit."""

CALLERS = (deployed.router, routes.router)
"""What callers ask, by either door."""

API = Api(title="SpiceRack satellites", routers=(status.router, *CALLERS), limits=LIMITS)


def make_application(
    parts: tuple[object, ...] = (), *, in_flight: InFlight | None = None, callers_alone: bool = False
) -> FastAPI:
    """Return the application. It has no documentation pages: they would load scripts from elsewhere.

    Args:
        parts: what handlers ask for by type: desk, keeper, shielded, health, registry.
        in_flight: counts the requests of all doors; a count of its own where None.
        callers_alone: whether health, status and metrics are left out. They tell how busy the process is, so
            they are not for who may ask about visits.
    """
    application = FastAPI(
        title=API.title,
        version=API.version,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(OneSlash),
            Middleware(Counted, in_flight=in_flight or InFlight(LIMITS.requests)),
        ],
    )
    application.add_exception_handler(Exception, _failed)
    application.add_exception_handler(HTTPException, _http_error)
    provide(application, parts)
    if not callers_alone:
        for router in (health_routes.router, status.router):
            application.include_router(router, dependencies=[Depends(not_through_a_proxy)])
    for router in CALLERS:
        application.include_router(router)
    return application


class OneSlash:
    """Takes several slashes before a path for one: an address that ends with a slash is joined to another."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope["path"].startswith("//"):
            scope = {**scope, "path": "/" + scope["path"].lstrip("/")}
        await self._app(scope, receive, send)


async def _failed(_: Request, error: Exception) -> Response:
    return as_problem(error)


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = WORDS.get(error.status_code, FAILED)
    return PlainTextResponse(text, status_code=error.status_code, headers=error.headers)

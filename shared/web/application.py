"""The application of a service: its routes, and around them what all services have."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import APIRouter, Depends, FastAPI
from prometheus_client import CollectorRegistry
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from shared.observability.health import Health
from shared.observability.metrics import gauge
from shared.web import health_routes
from shared.web.authorise import AnyCaller, Authorise
from shared.web.dependencies import provide
from shared.web.documentation import document_problems
from shared.web.guards.admission import Admitted
from shared.web.guards.body_share import SharedBodies
from shared.web.guards.guard import Names
from shared.web.guards.in_flight import InFlight
from shared.web.guards.known_parameters import demand_known_parameters
from shared.web.hot.answers import HotAnswers
from shared.web.hot.door import HotDoor
from shared.web.hot.first import HotFirst
from shared.web.limits import WebLimits
from shared.web.middleware import BoundedBody, BoundedTime, Counted, Guarded, HeadAsGet, Timed
from shared.web.problem_handlers import add_problem_handlers
from shared.web.raw_routes import RawRoute, RawRoutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """What one service answers. All of it is known before anything is wired."""

    title: str
    routers: tuple[APIRouter, ...]
    version: str = "1"
    limits: WebLimits = field(default_factory=WebLimits)
    own_head: tuple[str, ...] = ()
    """Beginnings of paths whose routes answer HEAD themselves."""
    strict: bool = False
    """Whether parameters of the query that a route does not know are refused."""
    lenient: tuple[APIRouter, ...] = ()
    """Those routers whose routes take any parameter all the same."""
    raw: tuple[RawRoute, ...] = ()
    """What is answered before the framework's routes."""
    outermost: tuple[Middleware, ...] = ()
    """What of its own is to see every request and every answer, also where the guard refuses."""
    fast: bool = False
    """Whether it tells so much that requests are parsed in C, where that is installed."""


def make_application(
    api: Api,
    *,
    health: Health,
    registry: CollectorRegistry,
    parts: tuple[object, ...] = (),
    names: Names | None = None,
    authorise: Authorise | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> FastAPI:
    """Return the application with all its routes.

    Args:
        api: what it answers.
        health: for `/healthz` and `/readyz`.
        registry: for `/metrics`.
        parts: what handlers ask for by type (`shared.web.dependencies`).
        names: by which it is asked; its own address alone where None.
        authorise: tells who asks; everybody may everything where None.
        monotonic: seconds, for `Server-Timing`.
    """
    whom, who = names or Names(), authorise or AnyCaller()
    door, in_flight = _hot_door(parts, whom, who, monotonic), InFlight(api.limits.requests)
    handled = gauge(registry, "http_requests", "Requests that are handled now, but for those about health.")
    handled.set_function(lambda: in_flight.now)
    application = FastAPI(
        title=api.title,
        version=api.version,
        docs_url="/docs",
        redoc_url=None,
        middleware=[
            *([Middleware(HotFirst, door=door, in_flight=in_flight)] if door is not None else []),
            *_around(api, whom, who, monotonic, in_flight),
        ],
    )
    application.state.hot_door = door
    add_problem_handlers(application)
    provide(application, (health, registry, *parts))
    application.include_router(health_routes.router)
    known = [Depends(demand_known_parameters)] if api.strict else []
    for router in api.routers:
        application.include_router(router, dependencies=[] if router in api.lenient else known)
    document_problems(application)
    return application


def hot_door_of(application: ASGIApp) -> HotDoor | None:
    """Return what tells the application's hot answers, for a server that asks it before the application.

    An application that was not made here has none: satellites' answers come at fixed times alone.
    """
    found = getattr(application.state, "hot_door", None) if isinstance(application, FastAPI) else None
    assert found is None or isinstance(found, HotDoor)
    return found


def _hot_door(
    parts: tuple[object, ...], names: Names, authorise: Authorise, monotonic: Callable[[], float]
) -> HotDoor | None:
    """Return what tells hot answers, where a part of the service keeps some."""
    kept = [part for part in parts if isinstance(part, HotAnswers)]
    return HotDoor(kept[0], names=names, authorise=authorise, monotonic=monotonic) if kept else None


def _around(
    api: Api, names: Names, authorise: Authorise, monotonic: Callable[[], float], in_flight: InFlight
) -> list[Middleware]:
    limits = api.limits
    return [
        Middleware(Timed, monotonic=monotonic),
        *api.outermost,
        Middleware(Guarded, names=names, limits=limits),
        Middleware(Admitted, authorise=authorise),
        Middleware(Counted, in_flight=in_flight),
        Middleware(SharedBodies, limit=limits.requests),
        Middleware(BoundedTime, limits=limits),
        Middleware(BoundedBody, limits=limits),
        Middleware(HeadAsGet, but_for=api.own_head),
        *([Middleware(RawRoutes, routes=api.raw)] if api.raw else []),
    ]

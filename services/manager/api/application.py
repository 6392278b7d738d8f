"""The REST API of one manager."""

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from services.manager.api.collections import collection_router
from services.manager.api.dead_letters import dead_router
from services.manager.api.history import history_router
from services.manager.api.overview import Overview
from services.manager.api.problem import add_problem_handlers
from services.manager.api.sites import site_router
from services.manager.context import ManagerContext
from shared.observability.health import Health
from shared.observability.http import health_router

VERSION = "1"


def make_application(context: ManagerContext, *, health: Health, registry: CollectorRegistry) -> FastAPI:
    """Return the application with all its routes."""
    application = FastAPI(title="SpiceRack manager", version=VERSION, docs_url="/docs", redoc_url=None)
    add_problem_handlers(application)
    overview = Overview(context)
    application.include_router(health_router(health, registry))
    application.include_router(site_router(context, overview), prefix="/api/v1")
    application.include_router(collection_router(context), prefix="/api/v1")
    application.include_router(history_router(context), prefix="/api/v1")
    application.include_router(dead_router(context), prefix="/api/v1")
    return application

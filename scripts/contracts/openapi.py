"""The HTTP interfaces of the services, as OpenAPI. No service is wired: what it answers is known before."""

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry

from services.acquirer.api.application import API as ACQUIRER
from services.archive.api.application import API as ARCHIVE
from services.describer.status import API as DESCRIBER
from services.gateway.api.application import API as GATEWAY
from services.manager.api.application import API as MANAGER
from services.orchestrator.observe.status import API as ORCHESTRATOR
from services.runner.status import API as RUNNER
from services.satellites.api.application import make_application as satellites_application
from services.spice.api.application import API as SPICE
from services.transfer.status import API as TRANSFER
from services.workflow.api.application import API as WORKFLOW
from shared.observability.health import Health
from shared.web.application import Api, make_application

APIS: Mapping[str, Api] = {
    "docs/openapi.json": MANAGER,
    "docs/openapi-describer.json": DESCRIBER,
    "docs/openapi-orchestrator.json": ORCHESTRATOR,
    "docs/openapi-transfer.json": TRANSFER,
    "docs/openapi-gateway.json": GATEWAY,
    "docs/openapi-spice.json": SPICE,
    "docs/openapi-archive.json": ARCHIVE,
    "docs/openapi-workflow.json": WORKFLOW,
    "docs/openapi-runner.json": RUNNER,
    "docs/openapi-acquirer.json": ACQUIRER,
}
"""The document of each service, by its path in the repository. A new service is one line."""

OF_SATELLITES = "docs/openapi-satellites.json"
"""The document of the service whose application is its own (see there why)."""

NAMES = (*APIS, OF_SATELLITES)


def openapi() -> dict[str, dict[str, Any]]:
    """Return the OpenAPI document of each service, by its path in the repository."""
    documents = {name: document(api) for name, api in APIS.items()}
    return documents | {OF_SATELLITES: satellites_application().openapi()}


def document(api: Api) -> dict[str, Any]:
    """Return the OpenAPI document of one service."""
    health = Health(conditions=(), monotonic=lambda: 0.0)
    return make_application(api, health=health, registry=CollectorRegistry()).openapi()

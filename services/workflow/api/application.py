"""The HTTP interface of the workflow service."""

from services.workflow.api import executions, rules, status, workflows
from shared.web.application import Api

API = Api(
    title="SpiceRack workflow service",
    routers=(status.router, workflows.router, rules.router, executions.router),
)

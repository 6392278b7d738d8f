"""The HTTP interface of the workflow service."""

from services.workflow.api import executions, rules, schedules, status, workflows
from shared.web.application import Api

API = Api(
    title="SpiceRack workflow service",
    routers=(status.router, workflows.router, rules.router, schedules.router, executions.router),
)

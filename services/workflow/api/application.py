"""The HTTP interface of the workflow service."""

from services.workflow.api import executions, logs, rules, schedules, skip, statistics, status, workflows
from shared.web.application import Api

API = Api(
    title="SpiceRack workflow service",
    routers=(
        status.router,
        workflows.router,
        rules.router,
        schedules.router,
        statistics.router,
        executions.router,
        skip.router,
        logs.router,
    ),
)

"""The workflow service that commands ask: the one that was named, or one that a manager knows of."""

from typing import Annotated

import typer

from spicerack.client.client import ManagerClient
from spicerack.client.workflow import WorkflowClient
from spicerack.commands.run.url import services_with, url_of

WORKFLOW = "workflow"

Execution = Annotated[str, typer.Argument(metavar="ID", help="Of the execution.")]

WorkflowUrl = Annotated[
    str | None,
    typer.Option(
        "--workflow-url",
        metavar="URL",
        envvar="SPICERACK_WORKFLOW_URL",
        help="The workflow service to ask. Default: one that the manager at --url knows of.",
    ),
]


def workflow_at(url: str, workflow_url: str | None) -> WorkflowClient:
    """Return a client of the service that was named, or of one that a manager knows of.

    Raises:
        CommandError: no workflow service is known.
    """
    if workflow_url is not None:
        return WorkflowClient(workflow_url)
    with ManagerClient(url) as manager:
        found = services_with(manager.services, WORKFLOW)
    return WorkflowClient(url_of(found.services, WORKFLOW, site=None))

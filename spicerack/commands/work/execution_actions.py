"""Changes of executions, one or many: they are tried again, skipped ahead, begun anew or ended."""

from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from shared.contracts.http.workflows import SkipBody
from shared.states.values import parse_json
from spicerack.client.workflow import WorkflowClient
from spicerack.commands.options import DEFAULT_URL, Url, write
from spicerack.commands.work.bulk import Act, change_each
from spicerack.commands.work.execution_lines import row_line
from spicerack.commands.work.workflow_service import Execution, WorkflowUrl, workflow_at
from spicerack.errors import CommandError, UsageProblem


class Doing(StrEnum):
    """What may be done with many executions."""

    RETRY = "retry"
    RERUN = "rerun"
    CANCEL = "cancel"


def retry(execution: Execution, url: Url = DEFAULT_URL, workflow_url: WorkflowUrl = None) -> None:
    """Go on from the failed step in a new execution, with all recorded outputs; print its id."""
    with workflow_at(url, workflow_url) as client:
        write(f"{client.retry(execution).execution}\n")


def skip(  # noqa: PLR0917 - options, each by its name
    execution: Execution,
    state: Annotated[str, typer.Argument(metavar="STATE", help="Whose step is skipped.")],
    output: Annotated[
        str, typer.Option(metavar="JSON", help="What the step is taken to have given.")
    ] = "null",
    task: Annotated[
        str, typer.Option(help="Only this step of the state, as of one iteration of a Map.")
    ] = "",
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """Go on as if a step had given an output; print the id of the execution that goes on.

    One that runs goes on itself. For one that has failed a new one does, with all recorded outputs.
    """
    try:
        value = parse_json(output)
    except ValueError as error:
        raise UsageProblem(f"--output is no JSON: {error}") from error
    with workflow_at(url, workflow_url) as client:
        found = client.skip(execution, SkipBody(state=state, task=task, output=value))
    write(f"{found.execution}\n")
    if not found.skipped:
        raise CommandError(f"the step of {state} had a result already: look with `executions show`")


def rerun(execution: Execution, url: Url = DEFAULT_URL, workflow_url: WorkflowUrl = None) -> None:
    """Start the newest version of its workflow on the same input, from the beginning; print the id."""
    with workflow_at(url, workflow_url) as client:
        write(f"{client.rerun(execution).execution}\n")


def bulk(
    *,
    doing: Annotated[Doing, typer.Argument(metavar="ACTION", help="retry, rerun or cancel.")],
    status: Annotated[str, typer.Option(help="Of those that are meant: failed, running and the like.")],
    workflow: Annotated[str | None, typer.Option(help="Only of this workflow.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only those that this rule started.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The newest so many.")] = 100,
    plan: Annotated[bool, typer.Option("--plan", help="List those that are meant, and do nothing.")] = False,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """Retry, rerun or cancel all executions that fit, one after another; look at the plan first."""
    with workflow_at(url, workflow_url) as client:
        # What somebody has gone on with is no failed work any more.
        continued = False if doing is Doing.RETRY else None
        found = client.executions(
            status=status, workflow=workflow, rule=rule, limit=limit, continued=continued
        )
        acts = [Act(row_line(row), partial(_do, client, doing, row.execution)) for row in found.results]
        change_each(acts, doing=doing, fit=found.meta.count, plan=plan)


def _do(client: WorkflowClient, doing: Doing, execution: str) -> str:
    """Do it with one execution; return what came of it."""
    match doing:
        case Doing.RETRY:
            return client.retry(execution).execution
        case Doing.RERUN:
            return client.rerun(execution).execution
        case Doing.CANCEL:
            client.cancel(execution, "")
            return "is ended"


def cancel(
    execution: Execution,
    cause: Annotated[str, typer.Option(help="Why, for the history.")] = "",
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """End an execution; what runs of it is ended, too."""
    with workflow_at(url, workflow_url) as client:
        client.cancel(execution, cause)

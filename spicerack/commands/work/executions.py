"""`spicerack executions`: what runs, what came of it, and what to do about it."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from shared.contracts.http.workflows import LogAnswer
from spicerack.client.service_client import UnreachableError
from spicerack.client.workflow import WorkflowClient
from spicerack.commands.options import DEFAULT_URL, Json, Url, finite, new_app, real_time, write
from spicerack.commands.times import Time
from spicerack.commands.work.execution_lines import execution_lines, row_line, waiting_lines
from spicerack.commands.work.execution_svg import execution_svg
from spicerack.commands.work.workflow_service import WorkflowUrl, workflow_at
from spicerack.errors import CommandError

Execution = Annotated[str, typer.Argument(metavar="ID", help="Of the execution.")]

REFUSED = "  refused: "

LOOK_EVERY = 1.0
"""Seconds between two looks at logs and at how an execution goes."""

RUNNING, SUCCEEDED = "running", "succeeded"


class Doing(StrEnum):
    """What may be done with many executions."""

    RETRY = "retry"
    RERUN = "rerun"
    CANCEL = "cancel"


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Look after executions of workflows.")
    for name, command in (
        ("list", _list),
        ("show", _show),
        ("wait", _wait),
        ("logs", _logs),
        ("retry", _retry),
        ("rerun", _rerun),
        ("cancel", _cancel),
        ("bulk", _bulk),
    ):
        application.command(name)(command)
    return application


def _list(
    *,
    status: Annotated[
        str | None, typer.Option(help="running, succeeded, failed, timed-out or aborted.")
    ] = None,
    workflow: Annotated[str | None, typer.Option(help="Only of this workflow.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only those that this rule started.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The newest so many.")] = 50,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
    as_json: Json = False,
) -> None:
    """List executions, the newest first."""
    with workflow_at(url, workflow_url) as client:
        found = client.executions(status=status, workflow=workflow, rule=rule, limit=limit)
    if as_json:
        write(found.model_dump_json(indent=1) + "\n")
        return
    write("".join(f"{row_line(row)}\n" for row in found.results))
    if found.meta.count > len(found.results):
        write(f"{found.meta.count - len(found.results)} more: say --limit\n")


def _show(
    execution: Execution,
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it into this file instead, as SVG.")
    ] = None,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
    as_json: Json = False,
) -> None:
    """Draw an execution: its states in time, with tries and errors, then its output."""
    with workflow_at(url, workflow_url) as client:
        found = client.execution(execution)
        if as_json:
            write(found.model_dump_json(indent=1) + "\n")
            return
        history = client.history(execution)
    if svg is not None:
        try:
            svg.write_text(execution_svg(found, history.events), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{svg} cannot be written: {error.strerror}") from error
        return
    lines = (*execution_lines(found, history.events), *waiting_lines(found))
    write("".join(f"{line}\n" for line in lines))
    if found.output is not None:
        write(json.dumps(found.output, ensure_ascii=False) + "\n")


def _wait(
    execution: Execution,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, callback=finite, help="Give up after so long.")
    ] = 300.0,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """Wait until an execution has ended; fail if it did not succeed."""
    time = real_time()
    until = time.now() + timeout
    with workflow_at(url, workflow_url) as client:
        while (found := client.execution(execution)).status == RUNNING:
            if time.now() >= until:
                raise CommandError(f"execution {execution} runs after {timeout:g} s, in state {found.state}")
            time.sleep(LOOK_EVERY)
    write(f"{row_line(found)}\n")
    if found.status != SUCCEEDED:
        raise CommandError(f"execution {execution} {found.status}: see `spicerack executions show`")


def _logs(
    execution: Execution,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until the execution ends.")] = False,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """Print the lines that the steps of an execution wrote."""
    with workflow_at(url, workflow_url) as client:
        print_logs(client, execution, follow=follow, time=real_time())


def print_logs(client: WorkflowClient, execution: str, *, follow: bool, time: Time) -> None:
    """Print lines until there are no more, or until the execution has ended."""
    after, found = 0, LogAnswer()
    while True:
        ended = found.ended
        found = client.logs(execution, after=after)
        for part in found.parts:
            after = part.sequence
            for line in part.lines:
                write(f"{line.at:%H:%M:%S} {part.state} {line.stream}: {line.text}\n")
        if not found.parts and (not follow or ended):
            return
        if not found.parts:
            time.sleep(LOOK_EVERY)


def _retry(execution: Execution, url: Url = DEFAULT_URL, workflow_url: WorkflowUrl = None) -> None:
    """Go on from the failed step in a new execution, with all recorded outputs; print its id."""
    with workflow_at(url, workflow_url) as client:
        write(f"{client.retry(execution).execution}\n")


def _rerun(execution: Execution, url: Url = DEFAULT_URL, workflow_url: WorkflowUrl = None) -> None:
    """Start the newest version of its workflow on the same input, from the beginning; print the id."""
    with workflow_at(url, workflow_url) as client:
        write(f"{client.rerun(execution).execution}\n")


def _bulk(
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
        found = client.executions(status=status, workflow=workflow, rule=rule, limit=limit)
        refused = 0
        for row in found.results:
            told = "" if plan else do_one(client, doing, row.execution)
            refused += told.startswith(REFUSED)
            write(f"{row_line(row)}{told}\n")
    left = found.meta.count - len(found.results)
    write(f"{len(found.results)} {'would be' if plan else 'were'} asked to {doing}; {left} more fit\n")
    if refused:
        raise CommandError(f"{refused} refused: see above")


def do_one(client: WorkflowClient, doing: Doing, execution: str) -> str:
    """Do it with one execution; return what came of it, for the end of its line."""
    try:
        match doing:
            case Doing.RETRY:
                return f"  -> {client.retry(execution).execution}"
            case Doing.RERUN:
                return f"  -> {client.rerun(execution).execution}"
            case Doing.CANCEL:
                client.cancel(execution, "")
                return "  -> is ended"
    except UnreachableError:
        raise
    except CommandError as error:
        return f"{REFUSED}{error}"


def _cancel(
    execution: Execution,
    cause: Annotated[str, typer.Option(help="Why, for the history.")] = "",
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """End an execution; what runs of it is ended, too."""
    with workflow_at(url, workflow_url) as client:
        client.cancel(execution, cause)

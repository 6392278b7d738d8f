"""`spicerack executions`: what runs, what came of it, and what to do about it."""

import json
from pathlib import Path
from typing import Annotated

import typer

from spicerack.commands.options import DEFAULT_URL, Json, Url, finite, new_app, real_time, write, write_lines
from spicerack.commands.work import execution_actions, execution_logs, execution_statistics
from spicerack.commands.work.execution_lines import execution_lines, row_line, waiting_lines
from spicerack.commands.work.execution_svg import execution_svg
from spicerack.commands.work.workflow_service import Execution, WorkflowUrl, workflow_at
from spicerack.errors import CommandError

LOOK_EVERY = 1.0
"""Seconds between two looks at logs and at how an execution goes."""

RUNNING, SUCCEEDED = "running", "succeeded"


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Look after executions of workflows.")
    for name, command in (
        ("list", _list),
        ("show", _show),
        ("wait", _wait),
        ("logs", execution_logs.print_logs),
        ("search", execution_logs.search_logs),
        ("statistics", execution_statistics.print_statistics),
        ("retry", execution_actions.retry),
        ("skip", execution_actions.skip),
        ("rerun", execution_actions.rerun),
        ("cancel", execution_actions.cancel),
        ("bulk", execution_actions.bulk),
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
    write_lines(row_line(row) for row in found.results)
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
    write_lines(lines)
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
        # The whole is asked for where it is not heard of yet, and says so where there is none.
        while (found := client.row(execution) or client.execution(execution)).status == RUNNING:
            if time.now() >= until:
                raise CommandError(f"execution {execution} runs after {timeout:g} s, in state {found.state}")
            time.sleep(LOOK_EVERY)
    write_lines([row_line(found)])
    if found.status != SUCCEEDED:
        raise CommandError(f"execution {execution} {found.status}: see `spicerack executions show`")

"""Lines that the steps of executions wrote: of one as they come, and a search over many."""

from enum import StrEnum
from typing import Annotated

import typer

from shared.contracts.http.workflows import LogAnswer
from shared.contracts.messages.step import LogLine
from shared.model.moment import MomentError, parse_moment
from spicerack.client.workflow import WorkflowClient
from spicerack.commands.options import DEFAULT_URL, Url, real_time, write, write_lines
from spicerack.commands.times import Time
from spicerack.commands.work.workflow_service import Execution, WorkflowUrl, workflow_at

LOOK_EVERY = 1.0
"""Seconds between two looks at logs that are followed."""


class Level(StrEnum):
    """How much a line weighs."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"


def _time(text: str) -> str:
    """Return a time as it is asked for. Raises BadParameter: it is none."""
    try:
        found = parse_moment(text)
    except MomentError as error:
        raise typer.BadParameter(str(error)) from error
    if isinstance(found, int):
        raise typer.BadParameter(f"{text} is no time, as 2026-01-31T12:00:00Z is")
    return found.isoformat()


Text = Annotated[str | None, typer.Option("--text", help="Only lines that hold it.")]
LevelOption = Annotated[Level | None, typer.Option(help="Only lines of this level or above it.")]
Step = Annotated[str | None, typer.Option(metavar="STATE", help="Only of this state's step.")]
From = Annotated[str | None, typer.Option("--from", metavar="TIME", parser=_time, help="Not before.")]
To = Annotated[str | None, typer.Option("--to", metavar="TIME", parser=_time, help="Before.")]


def print_logs(  # noqa: PLR0917 - options, each by its name
    execution: Execution,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until the execution ends.")] = False,
    text: Text = None,
    level: LevelOption = None,
    step: Step = None,
    begin: From = None,
    end: To = None,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """Print the lines that the steps of an execution wrote."""
    wanted = {"text": text, "level": level, "step": step, "at__from": begin, "at__to": end}
    with workflow_at(url, workflow_url) as client:
        print_until_ended(client, execution, wanted, follow=follow, time=real_time())


def print_until_ended(
    client: WorkflowClient, execution: str, wanted: dict[str, str | None], *, follow: bool, time: Time
) -> None:
    """Print lines until there are no more, or until the execution has ended."""
    after, found = 0, LogAnswer()
    while True:
        ended = found.ended
        found = client.logs(execution, after=after, **wanted)
        for part in found.parts:
            after = part.sequence
            write_lines(f"{_line(part.state, line)}" for line in part.lines)
        if not found.parts and (not follow or ended):
            return
        if not found.parts:
            time.sleep(LOOK_EVERY)


def search_logs(
    *,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="That lines hold; '' for any.")],
    level: LevelOption = None,
    step: Step = None,
    begin: From = None,
    end: To = None,
    status: Annotated[str | None, typer.Option(help="Only of executions that are failed, and so on.")] = None,
    workflow: Annotated[str | None, typer.Option(help="Only of this workflow.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only of those that this rule started.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Search in the newest so many executions.")] = 20,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """Print lines that hold a text, of many executions, the newest first."""
    wanted = {"text": text, "level": level, "step": step, "at__from": begin, "at__to": end}
    with workflow_at(url, workflow_url) as client:
        found = client.search_logs(page=1, limit=limit, status=status, workflow=workflow, rule=rule, **wanted)
    for part in found.results:
        write_lines(f"{part.execution} {_line(part.state, line)}" for line in part.lines)
    if found.left_off:
        write(f"there is more, from execution {found.left_off} on: ask for less\n")
    elif found.meta.count > limit:
        write(f"{found.meta.count - limit} older executions were not searched: say --limit\n")


def _line(state: str, line: LogLine) -> str:
    return f"{line.at:%H:%M:%S} {state} {line.stream}: {line.text}"

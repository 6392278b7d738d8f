"""`spicerack workflows`: definitions, the rules and schedules that start them, and starting one by hand."""

import json
from pathlib import Path
from typing import Annotated

import typer

from shared.contracts.http.workflows import RuleBody, RuleRow, StartBody
from shared.contracts.messages.workflow import Each
from shared.states.values import parse_json
from spicerack.commands.options import DEFAULT_URL, Json, Url, new_app, write, write_lines
from spicerack.commands.work import schedules
from spicerack.commands.work.workflow_service import WorkflowUrl, workflow_at
from spicerack.errors import CommandError, UsageProblem

Name = Annotated[str, typer.Argument(metavar="NAME", help="Of the workflow.")]
RuleName = Annotated[str, typer.Argument(metavar="RULE", help="Of the rule.")]
DIGITS = 12
"""Of a digest, as a list shows it."""


def app() -> typer.Typer:
    """Return the command as Typer has it."""
    application = new_app("Look after workflows, and the rules and schedules that start them.")
    for name, command in (
        ("list", _list),
        ("show", _show),
        ("save", _save),
        ("start", _start),
        ("rules", _rules),
        ("rule", _rule),
        ("remove-rule", _remove_rule),
        ("schedules", schedules.list_schedules),
        ("schedule", schedules.save_schedule),
        ("remove-schedule", schedules.remove_schedule),
    ):
        application.command(name)(command)
    return application


def _list(url: Url = DEFAULT_URL, workflow_url: WorkflowUrl = None, as_json: Json = False) -> None:
    """List the workflows, each with its newest version."""
    with workflow_at(url, workflow_url) as client:
        found = client.workflows()
    if as_json:
        write(json.dumps([row.model_dump(mode="json") for row in found], indent=1) + "\n")
    else:
        write(
            "".join(
                f"{row.workflow}  {row.digest[:DIGITS]}  {row.saved_at:%Y-%m-%dT%H:%M:%SZ}\n" for row in found
            )
        )


def _show(
    name: Name,
    digest: Annotated[str | None, typer.Option(help="Another version than the newest.")] = None,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """Print the definition of a workflow, as it was saved."""
    with workflow_at(url, workflow_url) as client:
        write(client.workflow(name, digest).text.rstrip("\n") + "\n")


def _save(
    name: Name,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The definition, in JSON.")],
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """Save a definition in the Amazon States Language; its faults are told by line."""
    try:
        text = file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from error
    with workflow_at(url, workflow_url) as client:
        saved = client.save(name, text)
    write(f"{saved.workflow}  {saved.digest[:DIGITS]}\n")


def _start(
    name: Name,
    given: Annotated[str, typer.Option("--input", metavar="JSON", help="What it works on.")] = "{}",
    execution: Annotated[
        str | None, typer.Option(metavar="ID", help="The same id starts one execution, however often.")
    ] = None,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """Start an execution, and print its id."""
    try:
        value = parse_json(given)
    except ValueError as error:
        raise UsageProblem(f"--input is no JSON: {error}") from error
    with workflow_at(url, workflow_url) as client:
        write(f"{client.start(name, StartBody(input=value, execution=execution)).execution}\n")


def _rules(url: Url = DEFAULT_URL, workflow_url: WorkflowUrl = None, as_json: Json = False) -> None:
    """List the rules, and what waits for what."""
    with workflow_at(url, workflow_url) as client:
        found = client.rules()
    if as_json:
        write(json.dumps([row.model_dump(mode="json") for row in found], indent=1) + "\n")
    else:
        write_lines(_line(row) for row in found)


def _rule(
    *,
    name: RuleName,
    workflow: Annotated[str, typer.Option(help="The workflow that it starts.")],
    pattern: Annotated[
        str, typer.Option(help="Of whole paths: `*` within a name, `**` for any directories.")
    ],
    each: Annotated[
        Each, typer.Option(help="What an execution is started for: file, group (commit) or description.")
    ] = Each.FILE,
    kind: Annotated[
        list[str] | None, typer.Option(help="Of described contents, as spk; again for more.")
    ] = None,
    at_once: Annotated[int, typer.Option(min=1, help="Executions that run at a time.")] = 10,
    queue: Annotated[
        str | None, typer.Option(metavar="NAME", help="Share a bound with all rules that name it.")
    ] = None,
    queue_at_once: Annotated[
        int, typer.Option(min=1, help="Executions of all rules of the queue that run at a time.")
    ] = 10,
    after: Annotated[
        int | None, typer.Option(metavar="REVISION", min=0, help="Count files from there; else from now on.")
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Start nothing for now.")] = False,
    allow_loop: Annotated[
        bool, typer.Option("--allow-loop", help="Though it may match what its own workflow publishes.")
    ] = False,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """Save a rule: an execution for each file that comes and fits, in order; or for each group of them."""
    body = RuleBody(
        workflow=workflow,
        pattern=pattern,
        each=each,
        kinds=tuple(kind or ()),
        running_max=at_once,
        queue=queue,
        queue_max=queue_at_once,
        after=after,
        enabled=not off,
        allow_loop=allow_loop,
    )
    with workflow_at(url, workflow_url) as client:
        write_lines([_line(client.save_rule(name, body))])


def _remove_rule(name: RuleName, url: Url = DEFAULT_URL, workflow_url: WorkflowUrl = None) -> None:
    """Remove a rule; what it started goes on."""
    with workflow_at(url, workflow_url) as client:
        client.remove_rule(name)


def _line(row: RuleRow) -> str:
    parts = [row.rule, row.workflow, row.pattern, f"{row.running_max} at once"]
    if row.queue is not None:
        parts.append(f"{row.queue_max} at once of queue {row.queue}")
    if row.each is not Each.FILE:
        parts.append(f"for each {row.each}")
    if row.kinds:
        parts.append(f"of {', '.join(row.kinds)}")
    if row.kinds_unknown:
        parts.append(f"({', '.join(row.kinds_unknown)}: a kind that no describer of ours tells)")
    if not row.enabled:
        parts.append("off")
    if row.waiting:
        parts.append(f"{row.waiting} wait")
    if row.waits_for:
        parts.append(f"for {row.waits_for}")
    return "  ".join(parts)

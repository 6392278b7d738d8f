"""`spicerack workflows schedule` and its like: when a workflow is started."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import ValidationError

from shared.contracts.http.workflows import ScheduleBody, ScheduleRow
from shared.contracts.messages.workflow import Overlap
from shared.schedules.timing import CATCH_UP_MAX, JITTER_MAX, Timing
from spicerack.commands.options import DEFAULT_URL, Json, Url, write, write_lines
from spicerack.commands.work.workflow_service import WorkflowUrl, workflow_at
from spicerack.errors import UsageProblem

ScheduleName = Annotated[str, typer.Argument(metavar="SCHEDULE", help="Of the schedule.")]

SKIPS_SHOWN = 3
"""Rows of skipped times that a list shows, the newest; `--json` has more."""


def list_schedules(url: Url = DEFAULT_URL, workflow_url: WorkflowUrl = None, as_json: Json = False) -> None:
    """List the schedules: their next times, what they wait for, and what they skipped."""
    with workflow_at(url, workflow_url) as client:
        found = client.schedules()
    if as_json:
        write(json.dumps([row.model_dump(mode="json") for row in found], indent=1) + "\n")
    else:
        write_lines(line for row in found for line in lines_of(row, shown=1))


def save_schedule(
    *,
    name: ScheduleName,
    workflow: Annotated[str, typer.Option(help="The workflow that it starts.")],
    cron: Annotated[
        str | None, typer.Option(metavar="FIELDS", help="Minute, hour, day, month, weekday: '0 3 * * *'.")
    ] = None,
    zone: Annotated[str, typer.Option(help="Whose clock --cron is read by: Europe/Berlin.")] = "UTC",
    every: Annotated[float | None, typer.Option(metavar="SECONDS", help="From one time to the next.")] = None,
    at: Annotated[str | None, typer.Option(metavar="TIME", help="Once: 2027-01-01T03:00:00Z.")] = None,
    overlap: Annotated[
        Overlap, typer.Option(help="Where the execution before still runs: leave it out, wait, or end that.")
    ] = Overlap.SKIP,
    catch_up: Annotated[
        int, typer.Option(min=0, max=CATCH_UP_MAX, help="Missed times that are made up, the newest.")
    ] = 1,
    jitter: Annotated[
        int,
        typer.Option(metavar="SECONDS", min=0, max=JITTER_MAX, help="Put each time off by up to so much."),
    ] = 0,
    payload: Annotated[str, typer.Option(metavar="JSON", help="Given to each execution.")] = "null",
    off: Annotated[bool, typer.Option("--off", help="Start nothing for now.")] = False,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
) -> None:
    """Save a schedule, and print its next times: an execution for each time, exactly one."""
    try:
        timing = Timing.model_validate(
            {
                "cron": cron,
                "zone": zone,
                "every_seconds": every,
                "at": at,
                "jitter_seconds": jitter,
                "catch_up": catch_up,
            }
        )
        body = ScheduleBody(
            workflow=workflow, timing=timing, overlap=overlap, payload=json.loads(payload), enabled=not off
        )
    except ValidationError as error:
        raise UsageProblem("; ".join(one["msg"] for one in error.errors())) from error
    except ValueError as error:
        raise UsageProblem(f"--payload is no JSON: {error}") from error
    with workflow_at(url, workflow_url) as client:
        write_lines(lines_of(client.save_schedule(name, body), shown=5))


def remove_schedule(name: ScheduleName, url: Url = DEFAULT_URL, workflow_url: WorkflowUrl = None) -> None:
    """Remove a schedule; what it started goes on."""
    with workflow_at(url, workflow_url) as client:
        client.remove_schedule(name)


def lines_of(row: ScheduleRow, *, shown: int) -> list[str]:
    """Return a schedule for people: how it stands, its next times, and what it skipped last."""
    parts = [row.schedule, row.workflow, row.timing.words(), f"{row.started} started"]
    if row.skipped:
        parts.append(f"{row.skipped} skipped")
    if not row.enabled:
        parts.append("off")
    if row.waits_for:
        parts.append(f"waits for {row.waits_for}")
    lines = ["  ".join(parts)]
    lines += [f"  next {_time(one)}" for one in row.next[:shown]]
    for one in row.skips[-SKIPS_SHOWN:]:
        times = _time(one.first) + (f" to {_time(one.last)} ({one.count})" if one.count > 1 else "")
        lines.append(f"  skipped {times}: {one.why}")
    return lines


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

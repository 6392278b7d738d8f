"""Statistics of executions: how many there are, how they ended, and for how long they ran."""

from typing import Annotated

import typer

from shared.contracts.http.workflows import ExecutionsBy, StatisticsRow
from spicerack.commands.options import DEFAULT_URL, Json, Url, write, write_lines
from spicerack.commands.work.execution_logs import From, To
from spicerack.commands.work.workflow_service import WorkflowUrl, workflow_at


def print_statistics(
    *,
    by: Annotated[ExecutionsBy, typer.Option(help="What they are counted by.")] = ExecutionsBy.WORKFLOW,
    workflow: Annotated[str | None, typer.Option(help="Only of this workflow.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only those that this rule started.")] = None,
    begin: From = None,
    end: To = None,
    url: Url = DEFAULT_URL,
    workflow_url: WorkflowUrl = None,
    as_json: Json = False,
) -> None:
    """Count executions: how many run, succeeded and failed, and for how long they ran."""
    filters = {"workflow": workflow, "rule": rule, "started_at__from": begin, "started_at__to": end}
    with workflow_at(url, workflow_url) as client:
        found = client.statistics(field=by, **filters)
    if as_json:
        write(found.model_dump_json(indent=1) + "\n")
        return
    write(f"{found.count} executions by {found.field}\n")
    write_lines(_line(row) for row in found.results)


def _line(row: StatisticsRow) -> str:
    parts = [row.key or "(none)", f"{row.count}", f"{row.running} run", f"{row.succeeded} succeeded"]
    parts.append(f"{row.failed} failed")
    if row.mean_seconds is not None:
        parts.append(f"{row.mean_seconds:.1f} s in the mean, {row.longest_seconds or 0:.1f} s at most")
    return "  ".join(parts)

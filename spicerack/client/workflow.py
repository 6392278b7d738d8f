"""A typed client of a workflow service's HTTP API."""

import json
from urllib.parse import quote

from pydantic import TypeAdapter

from shared.contracts.http.workflows import (
    Begun,
    CancelBody,
    ExecutionAnswer,
    ExecutionPage,
    ExecutionRow,
    HistoryAnswer,
    LogAnswer,
    LogPage,
    RuleBody,
    RuleRow,
    ScheduleBody,
    ScheduleRow,
    SkipBody,
    Skipped,
    StartBody,
    StatisticsAnswer,
    WorkflowAnswer,
    WorkflowRow,
)
from spicerack.client.service_client import ServiceClient, given

PREFIX = "/api/v1"

ROWS: TypeAdapter[list[WorkflowRow]] = TypeAdapter(list[WorkflowRow])
RULES: TypeAdapter[list[RuleRow]] = TypeAdapter(list[RuleRow])
SCHEDULES: TypeAdapter[list[ScheduleRow]] = TypeAdapter(list[ScheduleRow])


class WorkflowClient(ServiceClient):
    """Speaks to one workflow service. Use it as a context manager."""

    service = "workflow service"
    option = "--workflow-url"
    remedy = "start one with `spicerack up --with workflow` or say --workflow-url"

    def workflows(self) -> list[WorkflowRow]:
        """Return all workflows."""
        return ROWS.validate_json(self.send("GET", f"{PREFIX}/workflows").content)

    def workflow(self, name: str, digest: str | None = None) -> WorkflowAnswer:
        """Return one version of a workflow."""
        return self.get(f"{PREFIX}/workflows/{quote(name)}", WorkflowAnswer, given(digest=digest))

    def save(self, name: str, text: str) -> WorkflowRow:
        """Save a definition."""
        return self.read(self.send("PUT", f"{PREFIX}/workflows/{quote(name)}", body=text), WorkflowRow)

    def start(self, name: str, body: StartBody) -> Begun:
        """Start an execution."""
        address = f"{PREFIX}/workflows/{quote(name)}/executions"
        return self.read(self.send("POST", address, body=body.model_dump_json()), Begun)

    def rules(self) -> list[RuleRow]:
        """Return all rules."""
        return RULES.validate_json(self.send("GET", f"{PREFIX}/workflow-rules").content)

    def save_rule(self, name: str, body: RuleBody) -> RuleRow:
        """Save a rule."""
        address = f"{PREFIX}/workflow-rules/{quote(name)}"
        return self.read(self.send("PUT", address, body=body.model_dump_json()), RuleRow)

    def remove_rule(self, name: str) -> None:
        """Remove a rule."""
        self.send("DELETE", f"{PREFIX}/workflow-rules/{quote(name)}")

    def schedules(self) -> list[ScheduleRow]:
        """Return all schedules."""
        return SCHEDULES.validate_json(self.send("GET", f"{PREFIX}/workflow-schedules").content)

    def save_schedule(self, name: str, body: ScheduleBody) -> ScheduleRow:
        """Save a schedule."""
        address = f"{PREFIX}/workflow-schedules/{quote(name)}"
        return self.read(self.send("PUT", address, body=body.model_dump_json()), ScheduleRow)

    def remove_schedule(self, name: str) -> None:
        """Remove a schedule."""
        self.send("DELETE", f"{PREFIX}/workflow-schedules/{quote(name)}")

    def executions(
        self,
        *,
        status: str | None,
        workflow: str | None,
        rule: str | None,
        limit: int,
        continued: bool | None = None,
    ) -> ExecutionPage:
        """Return the newest executions that fit; `continued`: whether another one goes on for them."""
        asked = given(
            status=status, workflow=workflow, rule=rule, limit=limit, continued_by__exists=continued
        )
        return self.get(f"{PREFIX}/executions", ExecutionPage, asked)

    def row(self, execution: str) -> ExecutionRow | None:
        """Return how one execution stands, without reading its history; None where none is heard of yet."""
        found = self.get(f"{PREFIX}/executions", ExecutionPage, given(execution=execution, limit=1))
        return next(iter(found.results), None)

    def execution(self, execution: str) -> ExecutionAnswer:
        """Return one execution."""
        return self.get(f"{PREFIX}/executions/{quote(execution)}", ExecutionAnswer)

    def history(self, execution: str) -> HistoryAnswer:
        """Return the history of an execution."""
        return self.get(f"{PREFIX}/executions/{quote(execution)}/history", HistoryAnswer)

    def logs(self, execution: str, *, after: int, **wanted: str | int | None) -> LogAnswer:
        """Return lines of an execution after a place, or those of them that are wanted."""
        asked = given(after=after, **wanted)
        return self.get(f"{PREFIX}/executions/{quote(execution)}/logs", LogAnswer, asked)

    def search_logs(self, *, page: int, **wanted: str | int | None) -> LogPage:
        """Return lines that are wanted, of the executions of a page, the newest first."""
        return self.get(f"{PREFIX}/logs", LogPage, given(page=page, **wanted))

    def statistics(self, *, field: str, **filters: str | None) -> StatisticsAnswer:
        """Return how many executions there are, by a field."""
        return self.get(f"{PREFIX}/statistics/executions", StatisticsAnswer, given(field=field, **filters))

    def skip(self, execution: str, body: SkipBody) -> Skipped:
        """Go on as if a step had given an output."""
        address = f"{PREFIX}/executions/{quote(execution)}/skip"
        return self.read(self.send("POST", address, body=body.model_dump_json()), Skipped)

    def cancel(self, execution: str, cause: str) -> ExecutionRow:
        """End an execution."""
        body = CancelBody(cause=cause).model_dump_json()
        address = f"{PREFIX}/executions/{quote(execution)}/cancel"
        return self.read(self.send("POST", address, body=body), ExecutionRow)

    def rerun(self, execution: str) -> Begun:
        """Start the newest version of its workflow on the same input."""
        address = f"{PREFIX}/executions/{quote(execution)}/rerun"
        return self.read(self.send("POST", address, body=json.dumps({})), Begun)

    def retry(self, execution: str) -> Begun:
        """Go on from the failed step in a new execution."""
        address = f"{PREFIX}/executions/{quote(execution)}/retry"
        return self.read(self.send("POST", address, body=json.dumps({})), Begun)

"""Schedules over HTTP: what is saved, what is shown, and what is refused with words."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from httpx import ASGITransport, AsyncClient

from services.workflow.api.application import API
from services.workflow.app import make_context
from services.workflow.config import WorkflowConfig
from shared.contracts.messages.workflow import WorkflowVersion
from shared.contracts.topology import Topology
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.states.definition.parse import parse_definition
from shared.states.expressions.engine import InProcess
from shared.web.application import make_application
from testing.bus.memory import MemoryBus, MemoryServer

TEXT = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
URL = "/api/v1/workflow-schedules/nightly"
DAILY = {"cron": "0 3 * * *", "zone": "Europe/Berlin"}


class SetClock:
    """A clock that stands still until it is set."""

    time = datetime(2026, 11, 29, 12, tzinfo=UTC)

    def now(self):
        """Return the time."""
        return self.time


@asynccontextmanager
async def process(directory):
    """Yield the context of a process with one workflow, and its client."""
    bus = MemoryBus(MemoryServer(Topology()), "w")
    config = WorkflowConfig(site="a", state=directory)
    context = make_context(config, bus=bus, clock=SetClock(), evaluator=InProcess())
    version = WorkflowVersion(
        collection="spice",
        workflow="w",
        digest=parse_definition(TEXT, context.limits).digest,
        text=TEXT,
        saved_at=context.clock.now(),
    )
    await context.book.save(version)
    application = make_application(
        API, health=Health(monotonic=lambda: 0.0), registry=new_registry(), parts=(context,)
    )
    async with AsyncClient(transport=ASGITransport(application), base_url="http://localhost") as client:
        yield context, client
    context.store.close()


async def test_a_schedule_is_shown_with_its_next_times_and_what_became_of_others(tmp_path):
    """Whoever saves it sees whether its times are those that were meant; any process tells the rest."""
    async with process(tmp_path) as (context, client):
        saved = await client.put(URL, json={"workflow": "w", "timing": DAILY})
        assert saved.status_code == 200
        assert saved.json()["next"] == [
            f"{day}T02:00:00Z"
            for day in ("2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04")
        ]
        dispatch = context.schedules._make(context.book.schedule("nightly"))
        context.clock.time += timedelta(days=3)
        await dispatch.begin()
        while await dispatch.go_on():
            pass
        (row,) = (await client.get("/api/v1/workflow-schedules")).json()
        assert (row["started"], row["skipped"], row["here"]) == (1, 2, False)
        assert [(one["first"], one["last"], one["count"]) for one in row["skips"]] == [
            ("2026-11-30T02:00:00Z", "2026-12-01T02:00:00Z", 2)
        ]
        assert row["place"] == "2026-12-02T02:00:00Z"


async def test_a_schedule_goes_on_where_its_times_stay_and_begins_anew_where_they_do_not(tmp_path):
    """What came while it was off, or had other times, was not missed."""
    async with process(tmp_path) as (context, client):
        begun = [(await client.put(URL, json={"workflow": "w", "timing": DAILY})).json()["since"]]
        for change in (
            {"timing": DAILY, "overlap": "cancel"},
            {"timing": {**DAILY, "jitter_seconds": 60}},
            {"timing": {**DAILY, "zone": "UTC"}},
            {"timing": {**DAILY, "zone": "UTC"}, "enabled": False},
            {"timing": {**DAILY, "zone": "UTC"}},
            {"timing": {**DAILY, "zone": "UTC"}, "since": "2026-11-01T00:00:00Z"},
        ):
            context.clock.time += timedelta(hours=1)
            begun.append((await client.put(URL, json={"workflow": "w", **change})).json()["since"])
        hours = [12, 12, 12, 15, 15, 17]
        assert begun == [*(f"2026-11-29T{hour}:00:00Z" for hour in hours), "2026-11-01T00:00:00Z"]
        assert (await client.delete(URL)).status_code == 204
        assert (await client.get(URL)).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"workflow": "v", "timing": DAILY}, 404, "save it before"),
        ({"workflow": "w", "timing": {"cron": "0 0 30 2 *"}}, 422, "day-of-month"),
        ({"workflow": "w", "timing": {"at": "2020-01-01T00:00:00Z"}}, 422, "nothing is ever due"),
        ({"workflow": "w", "timing": {**DAILY, "catch_up": 3}}, 422, "say overlap queue"),
        ({"workflow": "w", "timing": {**DAILY, "catch_up": 0}, "overlap": "queue"}, 422, "queue of 0"),
        ({"workflow": "w", "timing": DAILY, "payload": "x" * 70_000}, 422, "payload"),
        ({"workflow": "w", "timing": DAILY, "since": "2026-01-01T00:00:00"}, 422, "offset from UTC"),
    ],
)
async def test_what_cannot_be_meant_is_refused(tmp_path, body, status, words):
    """The caller is told what to say instead."""
    async with process(tmp_path) as (_, client):
        answer = await client.put(URL, json=body)
        assert answer.status_code == status
        assert words in answer.text

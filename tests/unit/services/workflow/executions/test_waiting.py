"""A step that no runner takes up is told, and does not wait for ever; what was just begun is found."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from httpx import ASGITransport, AsyncClient

from services.workflow.api.application import API
from services.workflow.app import make_context
from services.workflow.config import WorkflowConfig
from services.workflow.executions import actions
from services.workflow.share.partition import PARTITIONS
from services.workflow.tasks import follow_records
from shared.bus.codec import encode
from shared.contracts.bucket_keys import service_key
from shared.contracts.messages.step import StepStarted
from shared.contracts.messages.workflow import WorkflowVersion
from shared.contracts.topology import Bucket, Topology
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.states.definition.parse import parse_definition
from shared.states.expressions.engine import InProcess
from shared.web.application import make_application
from testing.bus.memory import MemoryBus, MemoryServer

PATIENCE = 60.0
OURS = {"SpiceRack-Request": "1"}
TASK = {"Type": "Task", "Resource": "spicerack:verify@b", "End": True}
DEFINITION = json.dumps({"StartAt": "Far", "States": {"Far": TASK}})


class SetClock:
    """A clock that stands still until it is set."""

    time = datetime(2026, 11, 29, 12, tzinfo=UTC)

    def now(self):
        """Return the time."""
        return self.time


@asynccontextmanager
async def process(directory, clock):
    """Yield the context of a process that holds all partitions and hears nothing yet, and its client."""
    bus = MemoryBus(MemoryServer(Topology()), "w")
    config = WorkflowConfig(site="a", state=directory, workflow_queue_seconds=100)
    context = make_context(config, bus=bus, clock=clock, evaluator=InProcess())
    application = make_application(
        API, health=Health(monotonic=lambda: 0.0), registry=new_registry(), parts=(context,)
    )
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        tasks = [group.create_task(context.book.run()), group.create_task(context.engine.run())]
        for partition in range(PARTITIONS):
            context.engine.hold(partition)
        async with AsyncClient(transport=ASGITransport(application), base_url="http://localhost") as client:
            yield context, client
        for task in tasks:
            task.cancel()
    context.store.close()


async def start(context):
    """Start an execution."""
    digest = parse_definition(DEFINITION, context.limits).digest
    now = context.clock.now()
    version = WorkflowVersion(collection="spice", workflow="w", digest=digest, text=DEFINITION, saved_at=now)
    await context.book.save(version)
    await actions.start(context.journal, version, execution="e", name="", given=None, now=now)


@asynccontextmanager
async def hearing(context):
    """Have the process hear of all records for the block."""
    task = asyncio.create_task(follow_records(context, asyncio.Event()))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(context, done):
    """Wait for records until a condition holds for the summary of the execution."""
    while (known := context.store.get("e")) is None or not done(known):
        context.moved.clear()
        await context.moved.wait()
    return known


async def test_a_step_without_runner_is_told_and_fails_in_the_end(tmp_path):
    """Whoever asks is told where it waits, since when, and who is there; a late runner does nothing."""
    clock = SetClock()
    async with process(tmp_path, clock) as (context, client), hearing(context):
        await start(context)
        await until(context, lambda known: known.position >= 3)
        (told,) = (await client.get("/api/v1/executions/e")).json()["waiting"]
        assert told == {"state": "Far", "site": "b", "since": "2026-11-29T12:00:00Z", "runners": 0}
        await context.bus.put(Bucket.PRESENCE, service_key("runner", "spice", "b", "1"), b"{}")
        assert (await client.get("/api/v1/executions/e")).json()["waiting"][0]["runners"] == 1
        context.engine.fail_overdue()
        clock.time += timedelta(seconds=101)
        ((_, step),) = context.engine.waiting()
        context.engine.fail_overdue()
        ended = await until(context, lambda known: known.ended_at)
        assert (ended.status, ended.error) == ("failed", "Runner.Missing")
        assert "No runner at b took the step up since 2026-11-29T12:00:00Z" in ended.cause
        assert (await client.get("/api/v1/executions/e")).json()["waiting"] == []
        assert await context.steps.withdraw("e", step.task), "it was taken back, and stays so"


async def test_a_step_that_a_runner_has_begun_is_not_taken_back(tmp_path):
    """The runner was quicker than the look at the queue, and its work counts."""
    async with process(tmp_path, SetClock()) as (context, _):
        said = StepStarted(task="1.1", runner="b/1", at=context.clock.now())
        await context.bus.publish(context.topology.step_result("spice", "e", "1.1"), encode(said))
        assert not await context.steps.withdraw("e", "1.1")
        assert await context.steps.withdraw("e", "2.1")
        assert await context.steps.withdraw("e", "2.1"), "twice is as once"


async def test_an_execution_that_another_process_has_just_begun_is_found(tmp_path):
    """Its record is on the bus and was not heard yet: the answer waits for it; nobody began another one."""
    async with process(tmp_path, SetClock()) as (context, client):
        await start(context)
        asking = asyncio.create_task(client.get("/api/v1/executions/e"))
        assert (await client.get("/api/v1/executions/none")).status_code == 404
        async with hearing(context):
            assert (await asking).json()["execution"] == "e"


async def test_an_execution_is_run_again_from_the_beginning(tmp_path):
    """It is a new one of the newest version, on the same input; where the workflow is gone it is refused."""
    async with process(tmp_path, SetClock()) as (context, client), hearing(context):
        await start(context)
        await until(context, lambda known: known.position >= 1)
        begun = await client.post("/api/v1/executions/e/rerun", headers=OURS, json={})
        assert begun.status_code == 201
        again = begun.json()["execution"]
        assert again != "e"
        first, second = [(await client.get(f"/api/v1/executions/{one}")).json() for one in ("e", again)]
        assert (first["input"], first["digest"]) == (second["input"], second["digest"])
        newest = context.book.newest("w")
        await context.book.save(newest.model_copy(update={"retired": True}))
        refused = await client.post("/api/v1/executions/e/rerun", headers=OURS, json={})
        assert (refused.status_code, "no workflow w" in refused.text) == (404, True)

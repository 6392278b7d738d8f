"""One workflow process over the bus in memory, with a client of its API: it carries executions on."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass

from httpx import ASGITransport, AsyncClient

from services.workflow.api.application import API
from services.workflow.app import make_context
from services.workflow.config import WorkflowConfig
from services.workflow.context import WorkflowContext
from services.workflow.share.partition import PARTITIONS
from services.workflow.tasks import follow_records, follow_results
from shared.bus.codec import encode
from shared.contracts.messages.step import StepFailed
from shared.contracts.messages.workflow import WorkflowVersion
from shared.contracts.topology import Topology
from shared.observability.clock import SystemClock
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.states.definition.parse import parse_definition
from shared.states.expressions.engine import InProcess
from shared.web.application import make_application
from testing.bus.memory import MemoryBus, MemoryServer

PATIENCE = 60.0


@dataclass(slots=True)
class OneProcess:
    """The process, and what asks it."""

    context: WorkflowContext
    bus: MemoryBus
    client: AsyncClient

    async def save(self, definition, name="w"):
        """Save a workflow."""
        text = json.dumps(definition)
        digest = parse_definition(text, self.context.limits).digest
        now = self.context.clock.now()
        said = WorkflowVersion(collection="spice", workflow=name, digest=digest, text=text, saved_at=now)
        await self.context.book.save(said)

    async def start(self, execution, name="w", given=None):
        """Start an execution."""
        body = {"execution": execution, "input": given}
        answer = await self.client.post(f"/workflows/{name}/executions", json=body)
        assert answer.is_success, answer.text

    async def reached(self, execution, done):
        """Return the summary of an execution once it is as it is waited for."""
        async with asyncio.timeout(PATIENCE):
            while (found := self.context.store.get(execution)) is None or not done(found):
                self.context.moved.clear()
                await self.context.moved.wait()
        return found

    async def fail(self, execution, task, error="Command.Failed"):
        """Record that a step failed, as a runner does."""
        said = StepFailed(task=task, runner="r", at=self.context.clock.now(), error=error)
        await self.bus.publish(self.context.topology.step_result("spice", execution, task), encode(said))

    async def open_task(self, execution):
        """Return the id of the one step that waits."""
        history = (await self.client.get(f"/executions/{execution}/history")).json()["events"]
        return [one["task"] for one in history if one["kind"] == "task-scheduled"][-1]


@asynccontextmanager
async def one_process(directory, evaluator=None):
    """Yield a process that holds all partitions; nothing of it lives on."""
    bus = MemoryBus(MemoryServer(Topology()), "w")
    config = WorkflowConfig(site="a", state=directory)
    context = make_context(config, bus=bus, clock=SystemClock(), evaluator=evaluator or InProcess())
    for partition in range(PARTITIONS):
        context.engine.hold(partition)
    application = make_application(
        API, health=Health(monotonic=lambda: 0.0), registry=new_registry(), parts=(context,)
    )
    ours = {"SpiceRack-Request": "1"}
    client = AsyncClient(
        transport=ASGITransport(application), base_url="http://localhost/api/v1", headers=ours
    )
    doings = (
        context.book.run(),
        context.engine.run(),
        follow_records(context, asyncio.Event()),
        follow_results(context, asyncio.Event()),
    )
    tasks = [asyncio.create_task(doing) for doing in doings]
    try:
        async with client:
            yield OneProcess(context, bus, client)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        context.store.close()

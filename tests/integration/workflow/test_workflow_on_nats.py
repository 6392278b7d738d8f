"""Workflows on a real server: what the bus in memory promises, it keeps."""

import asyncio
import json
import random
from contextlib import AsyncExitStack, asynccontextmanager

from blake3 import blake3

from services.runner.app import make_context as make_runner
from services.runner.config import RunnerConfig
from services.runner.program.place import Place
from services.runner.settings import RunnerFile
from services.runner.work.handle import StepHandler
from services.workflow.app import make_context
from services.workflow.config import WorkflowConfig
from services.workflow.executions import actions
from services.workflow.executions.summary import SUCCEEDED
from services.workflow.tasks import run_tasks
from shared.bus.codec import decode
from shared.bus.consume.consumer import ConsumerRunner
from shared.contracts.messages.step import ANY_RUNNER, StepMade
from shared.contracts.messages.workflow import WorkflowVersion
from shared.contracts.topology import Stream, Topology
from shared.observability.clock import SystemClock
from shared.states.definition.parse import parse_definition
from shared.states.expressions.engine import InProcess
from testing.bus.nats_server import running_server, server_bus

PATIENCE = 120.0
LARGE = "x" * 100_000
"""With it a record takes more than one message."""

PASS = {"Type": "Task", "Resource": "spicerack:pass"}
DEFINITION = json.dumps(
    {
        "StartAt": "First",
        "States": {
            "First": {**PASS, "Next": "Each"},
            "Each": {
                "Type": "Map",
                "ItemsPath": "$.items",
                "ItemProcessor": {"StartAt": "One", "States": {"One": {**PASS, "End": True}}},
                "ResultPath": "$.items",
                "Next": "Write",
            },
            "Write": {
                "Type": "Task",
                "Resource": "spicerack:publish@a",
                "Parameters": {"path": "out/a.json", "json.$": "$.items"},
                "ResultPath": "$.written",
                "End": True,
            },
        },
    }
)


@asynccontextmanager
async def processes(server, tmp_path):
    """Run two workflow processes and a runner for the block; yield the context of the first."""
    (tmp_path / "root").mkdir()
    clock = SystemClock()
    queues = [Topology().runner("spice", queue) for queue in ("a", ANY_RUNNER)]
    async with AsyncExitStack() as stack:
        contexts = []
        tasks = []
        for name in ("w1", "w2"):
            bus = await stack.enter_async_context(server_bus(server, consumers=queues, name=name))
            state = tmp_path / name
            state.mkdir()
            context = make_context(
                WorkflowConfig(site="a", state=state), bus=bus, clock=clock, evaluator=InProcess()
            )
            contexts.append(context)
            running = run_tasks(
                context, pubsub=bus, instance=name, lease_seconds=3.0, ready=asyncio.Event().set
            )
            tasks.append(asyncio.create_task(running))
        bus = await stack.enter_async_context(server_bus(server, name="runner"))
        config = RunnerConfig(site="a", root=tmp_path / "root", state=tmp_path / "r")
        runner = make_runner(
            config, RunnerFile(), bus=bus, pubsub=bus, clock=clock, place=Place(tmp_path / "r", "r")
        )
        consumers = ConsumerRunner(bus, topology=Topology(), source=random.Random(1))
        handler = StepHandler(runner)
        tasks += [asyncio.create_task(consumers.run(spec, handler, concurrency=4)) for spec in queues]
        try:
            yield contexts
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


async def test_an_execution_with_large_records_ends_on_a_real_server(tmp_path):
    """Two processes share the work; chunks, leases, queues and results are those of the server."""
    async with running_server(tmp_path / "nats") as server, processes(server, tmp_path) as contexts:
        first, second = contexts
        digest = parse_definition(DEFINITION, first.limits).digest
        version = WorkflowVersion(
            collection="spice", workflow="w", digest=digest, text=DEFINITION, saved_at=first.clock.now()
        )
        await first.book.save(version)
        begin = {"version": version, "name": "", "now": first.clock.now()}
        items = [LARGE, *range(5)]
        assert await actions.start(first.journal, **begin, execution="e1", given={"items": items})
        assert not await actions.start(first.journal, **begin, execution="e1", given={"items": items})
        for number in range(2, 12):
            await actions.start(first.journal, **begin, execution=f"e{number}", given={"items": items})
        async with asyncio.timeout(PATIENCE):
            while second.store.counts() != {SUCCEEDED: 11}:
                second.moved.clear()
                await second.moved.wait()
        assert json.loads((tmp_path / "root" / "out" / "a.json").read_text()) == items
        content = blake3((tmp_path / "root" / "out" / "a.json").read_bytes()).hexdigest()
        said = await first.bus.last(Stream.STEPRESULTS, Topology().step_made("spice", content, "out/a.json"))
        assert decode(StepMade, said.data).path == "out/a.json"
        assert not first.engine.figures.stuck | second.engine.figures.stuck

"""A file that an execution made starts the next generation, and after so many none."""

import asyncio
import json

import pytest

from services.workflow.app import make_context
from services.workflow.config import WorkflowConfig
from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.contracts.messages.step import StepMade
from shared.contracts.messages.workflow import WorkflowRule, WorkflowVersion
from shared.contracts.topology import Topology
from shared.model.entry import Kind, State
from shared.observability.clock import SystemClock
from shared.states.definition.parse import parse_definition
from shared.states.expressions.engine import InProcess
from shared.states.history import events as ev
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.catalog.logging_commits import ORCHESTRATOR, Log, put

DEFINITION = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})
CONTENT = "ab" * 32
PATIENCE = 60.0


async def dispatched(directory, *, made):
    """Return the first record of what one file starts, which was announced so, or came from elsewhere."""
    topology = Topology()
    server = MemoryServer(topology)
    bus = MemoryBus(server, "w")
    config = WorkflowConfig(site="a", collection="kernels", state=directory, workflow_generations=2)
    context = make_context(config, bus=bus, clock=SystemClock(), evaluator=InProcess())
    now = context.clock.now()
    await Registry(bus).register_orchestrator(ORCHESTRATOR.public)
    digest = parse_definition(DEFINITION, context.limits).digest
    common = {"collection": "kernels", "workflow": "w", "saved_at": now}
    await context.book.save(WorkflowVersion(digest=digest, text=DEFINITION, **common))
    for path, generation in made.items():
        said = StepMade(collection="kernels", execution="e", generation=generation, path=path, at=now)
        await bus.publish(topology.step_made("kernels", CONTENT, path), encode(said))
    log = Log()
    log.write(put("out/a", State(kind=Kind.FILE, content=CONTENT, size=1)))
    for subject, data in (
        (topology.log("other"), b"x"),
        (topology.log("kernels"), encode(log.messages[-1][1])),
    ):
        server.stream("LOG").append(subject, data, now=server.now, headers={})
    folded = asyncio.Event()
    following = asyncio.create_task(context.followed.run(ready=folded.set))
    try:
        async with asyncio.timeout(PATIENCE):
            await folded.wait()
            dispatch = context.dispatcher._make(WorkflowRule(rule="r", pattern="**", **common))
            await dispatch.begin()
            await dispatch.go_on()
            async for _, record in context.journal.follow(after=0):
                return record, dispatch
    finally:
        following.cancel()
        await asyncio.wait([following])
        context.store.close()


@pytest.mark.parametrize(
    ("made", "generation", "error"),
    [
        ({}, 0, None),
        ({"out/b": 2}, 0, None),
        ({"out/a": 0}, 1, None),
        ({"out/a": 1}, 2, None),
        ({"out/a": 2}, 3, "Rule.Loop"),
    ],
)
async def test_a_loop_ends_after_so_many_generations(tmp_path, made, generation, error):
    """The last one is an execution that has failed, with words; it takes no slot, and the rule goes on."""
    record, dispatch = await dispatched(tmp_path, made=made)
    first, *rest = record.events
    assert (first.generation, first.caused_by) == (generation, "e" if generation else "")
    assert [one.error for one in rest if isinstance(one, ev.ExecutionFailed)] == ([error] if error else [])
    assert len(dispatch._caps[0].slots.holders) == (0 if error else 1)
    assert dispatch.waiting.place.path == "out/a"

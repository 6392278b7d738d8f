"""An engine reads logs of executions where it must, and not again for each record that it hears late."""

import asyncio
import json

from services.workflow.app import make_context
from services.workflow.config import WorkflowConfig
from services.workflow.executions import actions
from services.workflow.executions.summary import SUCCEEDED
from services.workflow.share.partition import PARTITIONS
from shared.contracts.messages.step import StepSucceeded
from shared.contracts.messages.workflow import WorkflowVersion
from shared.contracts.topology import Stream, Topology
from shared.observability.clock import SystemClock
from shared.states.definition.parse import parse_definition
from shared.states.expressions.engine import InProcess
from shared.states.history import events as ev
from testing.bus.memory import MemoryBus, MemoryServer

TASK = {"Type": "Task", "Resource": "spicerack:pass"}
DEFINITION = json.dumps(
    {"StartAt": "One", "States": {"One": {**TASK, "Next": "Two"}, "Two": {**TASK, "End": True}}}
)
PATIENCE = 60.0


class CountingBus(MemoryBus):
    """A bus that counts how often logs of executions are read."""

    reads = 0

    def stored(self, stream, subject, *, after):
        """Count, and read."""
        self.reads += stream == Stream.EXECUTIONS
        return super().stored(stream, subject, after=after)


class Lone:
    """One process that holds all partitions, and hears each record when it is told so."""

    def __init__(self, directory):
        topology = Topology()
        self.bus = CountingBus(MemoryServer(topology), "w")
        self.context = make_context(
            WorkflowConfig(site="a", state=directory),
            bus=self.bus,
            clock=SystemClock(),
            evaluator=InProcess(),
        )
        self.records = self.context.journal.follow(after=0)

    async def start(self):
        """Save the workflow, and start an execution of it."""
        context = self.context
        digest = parse_definition(DEFINITION, context.limits).digest
        version = WorkflowVersion(
            collection="spice", workflow="w", digest=digest, text=DEFINITION, saved_at=context.clock.now()
        )
        await context.book.save(version)
        await actions.start(
            context.journal, version, execution="e", name="", given=None, now=context.clock.now()
        )

    async def next(self):
        """Return the next record of the log, without the engine's knowing of it."""
        return await anext(self.records)

    def hear(self, placed):
        """Have store and engine hear of a record."""
        summary = self.context.store.take(*placed)
        self.context.engine.take(summary, placed[1])
        return summary

    def succeed(self, record):
        """Have the engine hear that the task that a record gives out has succeeded."""
        task = next(event.task for event in record.events if isinstance(event, ev.TaskScheduled))
        said = StepSucceeded(task=task, runner="r", at=self.context.clock.now(), output=None)
        self.context.engine.hear("e", said)


async def test_an_execution_that_is_heard_from_its_beginning_is_never_read(tmp_path):
    """Its first record is taken as it was heard; its own records, heard after its end, change nothing."""
    lone = Lone(tmp_path)
    engine = lone.context.engine
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        tasks = [group.create_task(lone.context.book.run()), group.create_task(engine.run())]
        for partition in range(PARTITIONS):
            engine.hold(partition)
        await lone.start()
        lone.hear(await lone.next())
        late = []
        for _ in range(2):
            late.append(await lone.next())
            lone.succeed(late[-1][1])
        late.append(await lone.next())
        for placed in late:
            summary = lone.hear(placed)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert summary.status == SUCCEEDED
        assert engine.loaded == 0
        for task in tasks:
            task.cancel()
    assert (engine.figures.loaded, lone.bus.reads, engine.figures.outrun) == (1, 0, 0)
    await lone.records.aclose()
    lone.context.store.close()


async def test_an_execution_is_read_where_more_than_its_first_record_is_there(tmp_path):
    """A process that comes to hold a partition reads what stands there, whatever it has heard before."""
    lone = Lone(tmp_path)
    engine = lone.context.engine
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
        tasks = [group.create_task(lone.context.book.run()), group.create_task(engine.run())]
        await lone.start()
        lone.hear(await lone.next())
        for partition in range(PARTITIONS):
            engine.hold(partition)
        await lone.next()
        for task in tasks:
            task.cancel()
    assert (engine.figures.loaded, lone.bus.reads) == (1, 1)
    await lone.records.aclose()
    lone.context.store.close()

"""A world of workflows: processes and runners that are killed, a rough bus, and files that arrive.

No test module. The services are the real ones, on virtual time; tasks are scripts of the world, which notes
each run of them.
"""

import asyncio
import itertools
import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from services.runner.context import RunnerContext
from services.runner.tasks.port import StepError
from services.runner.work.handle import StepHandler
from services.workflow.app import make_context
from services.workflow.config import WorkflowConfig
from services.workflow.executions.summary import RUNNING, Summary, summarise
from services.workflow.tasks import run_tasks
from shared.bus.codec import decode, decode_with, encode
from shared.bus.consume.consumer import ConsumerRunner
from shared.bus.key_registry import Registry
from shared.contracts.messages.step import ANY_RUNNER, STEP_RESULT, StepStarted
from shared.contracts.messages.workflow import ExecutionRecord, WorkflowRule, WorkflowVersion
from shared.contracts.topology import Stream, Topology
from shared.model.entry import Kind, State
from shared.states.definition.parse import parse_definition
from shared.states.expressions.engine import InProcess
from shared.states.limits import Limits
from testing.bus.memory import MemoryBus, MemoryServer
from testing.bus.pubsub import MemoryPubSub
from testing.simulation.bus_faults import BusRoughness, SimulatedFaults
from testing.simulation.choices import Choices
from testing.simulation.clock import EPOCH, SimulatedClock
from testing.simulation.crashes import RandomCrashes
from testing.simulation.loop import SimulatedLoop
from testing.simulation.loop_settings import LoopSettings
from testing.simulation.process import Exit, Process
from tests.unit.shared.catalog.logging_commits import ORCHESTRATOR, Log, put

COLLECTION = "kernels"
RUNNING_MAX = 2
FILES = 5
PATIENCE = 900.0
"""Virtual seconds in which all executions end, once nobody is killed any more."""

TROUBLE = 60.0
"""Virtual seconds in which processes are killed and the bus is rough."""

TASK = {"Type": "Task", "Resource": "spicerack:work", "TimeoutSeconds": 600, "HeartbeatSeconds": 120}
RETRY = [{"ErrorEquals": ["Work.Once"], "IntervalSeconds": 1, "MaxAttempts": 20, "BackoffRate": 1.0}]
CHAIN = {
    "StartAt": "First",
    "States": {
        "First": {**TASK, "Retry": RETRY, "Next": "Pause"},
        "Pause": {"Type": "Wait", "Seconds": 2, "Next": "Both"},
        "Both": {
            "Type": "Parallel",
            "Branches": [
                {"StartAt": f"Branch {n}", "States": {f"Branch {n}": {**TASK, "Retry": RETRY, "End": True}}}
                for n in (1, 2)
            ],
            "ResultPath": "$.both",
            "Next": "Each",
        },
        "Each": {
            "Type": "Map",
            "ItemsPath": "$.items",
            "ItemProcessor": {
                "StartAt": "One",
                "States": {"One": {**TASK, "Retry": RETRY, "End": True}},
            },
            "ResultPath": "$.each",
            "End": True,
        },
    },
}


@dataclass(slots=True)
class Scripted:
    """A task that takes a while, fails now and then, and notes that it was run."""

    world: "World"
    instant: bool = False

    async def run(self, step):
        choices = self.world.choices
        self.world.runs[step.job.execution, step.job.task] += 1
        await asyncio.sleep(choices.between("task.seconds", 0.01, 8.0))
        if choices.chance("task.fails", 0.2):
            raise StepError("Work.Once", "once more")
        given = step.job.arguments
        if isinstance(given, dict) and isinstance(given.get("file"), dict):
            return {"file": given["file"]["path"], "items": [1, 2, 3]}
        return given


@dataclass(slots=True)
class TasksOfWorld:
    """Every resource is the scripted task."""

    scripted: Scripted

    def task(self, resource):
        return self.scripted


@dataclass
class World:
    """One run by one seed."""

    seed: int
    directory: Path
    crash_gap: int = 400
    roughness: BusRoughness = field(default_factory=BusRoughness)
    choices: Choices = field(init=False)
    runs: Counter = field(default_factory=Counter)

    def __post_init__(self):
        self.choices = Choices(self.seed)
        self.loop = SimulatedLoop(self.choices, LoopSettings(steps_max=3_000_000, trace_places=False))
        self.topology = Topology()
        self.faults = SimulatedFaults(self.choices, self.roughness)
        self.server = MemoryServer(self.topology, faults=self.faults)
        for queue in ("a", ANY_RUNNER):
            self.server.ensure_consumer(self.topology.runner(COLLECTION, queue))
        self.pubsub = MemoryPubSub()
        self.crashes = RandomCrashes(self.choices, mean_gap=self.crash_gap)
        self.clock = SimulatedClock(self.loop)
        self.log = Log()
        self.lives = itertools.count()

    def run(self):
        """Run it to its end; return the summaries of all executions."""
        try:
            return self.loop.run_until_complete(self._run())
        finally:
            self.loop.close()

    async def _run(self):
        bus = MemoryBus(self.server, "world")
        await self._settled(self._prepare(bus))
        processes = [
            Process(self.loop, f"w{n}", self._workflow, plan=self.crashes, on_exit=self._again)
            for n in (1, 2)
        ]
        processes += [
            Process(self.loop, f"r{n}", self._runner, plan=self.crashes, on_exit=self._again) for n in (1, 2)
        ]
        for process in processes:
            process.start()
        for number in range(FILES):
            await asyncio.sleep(self.choices.between("arrival", 0, TROUBLE / FILES))
            await self._arrive(f"ck/{number}.bc")
        await asyncio.sleep(TROUBLE / 2)
        self.crashes.stop()
        self.faults.heal()
        until = self.loop.time() + PATIENCE
        while self.loop.time() < until:
            found = self.summaries()
            if len(found) == FILES and not any(one.status == RUNNING for one in found.values()):
                break
            await asyncio.sleep(1.0)
        found = self.summaries()
        self.kept = self.records()
        self.said = self.results()
        self.deaths = sum(len(process.exits) for process in processes)
        for process in processes:
            process.crash()
        return found

    async def _settled(self, work):
        self.faults.heal()
        await work
        self.faults._healthy = False

    async def _prepare(self, bus):
        await Registry(bus).register_orchestrator(ORCHESTRATOR.public)
        text = json.dumps(CHAIN)
        digest = parse_definition(text, Limits()).digest
        version = WorkflowVersion(
            collection=COLLECTION, workflow="chain", digest=digest, text=text, saved_at=EPOCH
        )
        await bus.publish(self.topology.workflow(COLLECTION, "chain"), encode(version))
        rule = WorkflowRule(
            collection=COLLECTION,
            rule="each",
            workflow="chain",
            pattern="ck/*.bc",
            running_max=RUNNING_MAX,
            saved_at=EPOCH,
        )
        await bus.publish(self.topology.workflow_rule(COLLECTION, "each"), encode(rule))

    async def _arrive(self, path):
        state = State(kind=Kind.FILE, content=f"{len(self.log.messages):064x}", size=1)
        self.log.write(put(path, state), put(f"{path}.txt", state))
        _, message = self.log.messages[-1]
        stream = self.server.stream("LOG")
        for subject, data in (
            (self.topology.log("other"), b"x"),
            (self.topology.log(COLLECTION), encode(message)),
        ):
            stream.append(subject, data, now=self.server.now, headers={})
        self.server.changed("LOG")

    def _again(self, process, how: Exit):
        if how.error is not None and how.kind == "failed":
            raise how.error
        self.loop.call_later(self.choices.between("rebirth", 0.1, 15.0), process.start)

    async def _workflow(self):
        life = f"w{next(self.lives)}"
        config = WorkflowConfig(
            site="a", collection=COLLECTION, state=self.directory / life, workflow_lease_seconds=9.0
        )
        config.state.mkdir(parents=True)
        context = make_context(
            config, bus=MemoryBus(self.server, life), clock=self.clock, evaluator=InProcess()
        )
        await run_tasks(context, pubsub=self.pubsub, instance=life, lease_seconds=9.0, ready=lambda: None)

    async def _runner(self):
        life = f"r{next(self.lives)}"
        bus = MemoryBus(self.server, life)
        context = RunnerContext(
            bus=bus,
            pubsub=self.pubsub,
            topology=self.topology,
            collection=COLLECTION,
            site="a",
            instance=life,
            tasks=TasksOfWorld(Scripted(self)),
            clock=self.clock,
        )
        consumers = ConsumerRunner(bus, topology=self.topology, source=random.Random(self.seed))
        spec = self.topology.runner(COLLECTION, ANY_RUNNER)
        await consumers.run(spec, StepHandler(context), concurrency=3)

    def records(self):
        """Return all records in their order."""
        return [
            (message.sequence, decode(ExecutionRecord, message.data))
            for message in self.server.stored(Stream.EXECUTIONS)
        ]

    def summaries(self) -> dict[str, Summary]:
        """Return what the stream says of each execution."""
        found: dict[str, Summary] = {}
        for sequence, record in self.records():
            after = summarise(found.get(record.execution), record, sequence)
            assert after is not None, "a record that fits nothing was appended"
            found[record.execution] = after
        return found

    def most_at_once(self) -> int:
        """Return how many executions ran at once, at most, by the order of their records."""
        found: dict[str, Summary] = {}
        most = 0
        for sequence, record in self.kept:
            after = summarise(found.get(record.execution), record, sequence)
            assert after is not None
            found[record.execution] = after
            most = max(most, sum(one.status == RUNNING for one in found.values()))
        return most

    def results(self):
        """Return what was said of each step, in order."""
        said = defaultdict(list)
        for message in self.server.stored(Stream.STEPRESULTS):
            said[message.subject].append(decode_with(STEP_RESULT, message.data))
        return said

    def recorded_twice(self):
        """Return steps with anything said after their result."""
        return [
            subject
            for subject, said in self.said.items()
            if any(not isinstance(one, StepStarted) for one in said[:-1])
        ]

"""A world of workflows: processes and runners that are killed, cut off or told a wrong time, a rough bus, and
files that arrive.

No test module. The services are the real ones, on virtual time; tasks are scripts of the world, which notes
each run of them.
"""

import asyncio
import contextlib
import itertools
import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from services.runner.context import RunnerContext
from services.runner.tasks.port import StepError
from services.runner.work.handle import StepHandler
from services.workflow.app import make_context
from services.workflow.config import WorkflowConfig
from services.workflow.executions.summary import RUNNING, Summary, summarise
from services.workflow.share.partition import PARTITIONS
from services.workflow.tasks import run_tasks
from shared.bus.buckets import bucket_stream, is_removed, key_subject
from shared.bus.codec import decode, decode_with, encode
from shared.bus.consume.consumer import ConsumerRunner
from shared.bus.key_registry import Registry
from shared.bus.port import BusError
from shared.contracts.bucket_keys import workflow_key
from shared.contracts.messages.step import ANY_RUNNER, STEP_RESULT, StepStarted, StepSucceeded
from shared.contracts.messages.workflow import ExecutionRecord, WorkflowRule, WorkflowVersion
from shared.contracts.topology import Bucket, Stream, Topology
from shared.model.entry import Kind, State
from shared.states.definition.parse import parse_definition
from shared.states.expressions.engine import InProcess
from shared.states.history.events import TaskSucceeded
from shared.states.limits import Limits
from testing.bus.faults import Trouble
from testing.bus.memory import MemoryBus, MemoryServer
from testing.bus.pubsub import MemoryPubSub
from testing.simulation.bus_faults import BusRoughness, SimulatedFaults
from testing.simulation.machine.clock import EPOCH, SimulatedClock
from testing.simulation.machine.crashes import RandomCrashes
from testing.simulation.machine.process import Exit, Process
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop
from testing.simulation.scheduling.loop_settings import LoopSettings
from tests.unit.shared.catalog.logging_commits import ORCHESTRATOR, Log, put

COLLECTION = "kernels"
RUNNING_MAX = 2
FILES = 5
PATIENCE = 900.0
"""Virtual seconds in which all executions end, once nobody is killed any more."""

TROUBLE = 60.0
"""Virtual seconds in which processes are killed and the bus is rough."""

UNREST_EVERY = 12.0
"""Virtual seconds between two disturbances beside kills, at most."""

CUT_OFF_MAX = 25.0
"""Virtual seconds without a server: a lease lasts nine, and another process takes over."""

JUMP_MAX = 40.0
"""Seconds that a clock jumps. Two hosts differ by less than a heartbeat then: what the definition gives its
tasks is not what is tried here."""

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


class Wires(SimulatedFaults):
    """A rough bus that some clients do not reach at all for a while."""

    def __init__(self, choices, roughness, now):
        super().__init__(choices, roughness)
        self._now = now
        self._until = {}

    def cut_off(self, client, seconds):
        self._until[client] = self._now() + seconds

    def heal(self):
        super().heal()
        self._until.clear()

    def fate(self, client, operation, target):
        fate = super().fate(client, operation, target)
        if self._until.get(client, 0.0) > self._now():
            return replace(fate, trouble=Trouble.LOST)
        return fate


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
        self.faults = Wires(self.choices, self.roughness, self.loop.time)
        self.server = MemoryServer(self.topology, faults=self.faults)
        for queue in ("a", ANY_RUNNER):
            self.server.ensure_consumer(self.topology.runner(COLLECTION, queue))
        self.pubsub = MemoryPubSub()
        self.crashes = RandomCrashes(self.choices, mean_gap=self.crash_gap)
        self.clocks = {}
        self.cut_off = self.lost_leases = self.jumps = 0
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
        unrest = asyncio.create_task(self._unrest(bus))
        for number in range(FILES):
            await asyncio.sleep(self.choices.between("arrival", 0, TROUBLE / FILES))
            await self._arrive(f"ck/{number}.bc")
        await asyncio.sleep(TROUBLE / 2)
        unrest.cancel()
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
        self.slots = self._slots()
        self.deaths = sum(len(process.exits) for process in processes)
        for process in processes:
            process.crash()
        return found

    async def _unrest(self, bus):
        """Cut processes off, have leases lost that their holders believe in, and set clocks."""
        disturb = (self._cut_off, partial(self._lose_leases, bus), self._set_clock)
        while True:
            await asyncio.sleep(self.choices.between("unrest", 0.5, UNREST_EVERY))
            with contextlib.suppress(BusError):
                await self.choices.pick("unrest.kind", disturb)()

    async def _cut_off(self):
        self.cut_off += 1
        life = self.choices.pick("unrest.life", list(self.clocks)[-4:])
        self.faults.cut_off(life, self.choices.between("unrest.away", 1.0, CUT_OFF_MAX))

    async def _lose_leases(self, bus):
        self.lost_leases += 1
        for number in range(PARTITIONS):
            await bus.remove(Bucket.WORKFLOW, workflow_key(COLLECTION, "lease", str(number)))

    async def _set_clock(self):
        self.jumps += 1
        life = self.choices.pick("unrest.clock", list(self.clocks)[-4:])
        self.clocks[life].jump(self.choices.between("unrest.jump", -JUMP_MAX, JUMP_MAX))

    def _clock(self, life):
        self.clocks[life] = SimulatedClock(self.loop)
        return self.clocks[life]

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
            config, bus=MemoryBus(self.server, life), clock=self._clock(life), evaluator=InProcess()
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
            clock=self._clock(life),
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

    def _slots(self):
        """Return the execution in each slot."""
        begin = key_subject(Bucket.WORKFLOW, workflow_key(COLLECTION, "slot", "each"))
        kept = {one.subject: one for one in self.server.stored(bucket_stream(Bucket.WORKFLOW))}
        return [
            one.data.decode()
            for subject, one in kept.items()
            if subject.startswith(begin) and not is_removed(one)
        ]

    def outputs(self):
        """Return the output of each execution, by the file that it was started for."""
        events = defaultdict(list)
        for _, record in self.kept:
            events[record.execution] += record.events
        return {one[0].input["file"]["path"]: one[-1].output for one in events.values()}

    def not_as_recorded(self):
        """Return the tasks whose outputs in the histories are not what runners recorded, or there twice."""
        histories = Counter(
            (record.execution, event.task, json.dumps(event.output))
            for _, record in self.kept
            for event in record.events
            if isinstance(event, TaskSucceeded)
        )
        recorded = Counter(
            (subject.split(".")[-2], one.task, json.dumps(one.output))
            for subject, said in self.said.items()
            for one in said
            if isinstance(one, StepSucceeded)
        )
        return (histories - recorded) + (recorded - histories)

    def recorded_twice(self):
        """Return steps with anything said after their result."""
        return [
            subject
            for subject, said in self.said.items()
            if any(not isinstance(one, StepStarted) for one in said[:-1])
        ]

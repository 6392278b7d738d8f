"""A process that dispatches rules, over a log and a stream of descriptions in memory."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from services.workflow.app import make_context
from services.workflow.config import WorkflowConfig
from services.workflow.context import WorkflowContext
from shared.bus.codec import encode
from shared.bus.describer_keys import DescriberKeys
from shared.bus.key_registry import Registry
from shared.contracts.messages.batch import GroupNote
from shared.contracts.messages.description import Asked, Description, Findings, Told
from shared.contracts.messages.presence import DescriberRecord
from shared.contracts.messages.workflow import WorkflowRule, WorkflowVersion
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from shared.model.entry import Kind, State
from shared.states.definition.parse import parse_definition
from shared.states.expressions.engine import InProcess
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.catalog.logging_commits import MADE_AT, ORCHESTRATOR, Log, put

DEFINITION = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})
DESCRIBER = SigningKey(b"d" * 32)
PATIENCE = 60.0
COLLECTION = "kernels"


@dataclass(slots=True)
class SetClock:
    """A clock that stands still until it is set."""

    time: datetime = MADE_AT

    def now(self):
        """Return the time."""
        return self.time


@dataclass(slots=True)
class RulesRack:
    """What a test does to it."""

    context: WorkflowContext
    server: MemoryServer
    bus: MemoryBus
    clock: SetClock
    log: Log = field(default_factory=Log)

    async def write(self, *paths, content="ab" * 32, message=""):
        """Commit files, and wait until they are folded; return the revision."""
        changes = [put(path, State(kind=Kind.FILE, content=content, size=1)) for path in paths]
        group = GroupNote(id="1" * 32, message=message) if message else None
        revision = self.log.write(*changes, group=group).position.revision
        stream, topology = self.server.stream("LOG"), Topology()
        stream.append(topology.log("other"), b"x", now=self.server.now, headers={})
        said = encode(self.log.messages[-1][1])
        stream.append(topology.log(COLLECTION), said, now=self.server.now, headers={})
        async with asyncio.timeout(PATIENCE):
            await self.context.followed.reach(revision, within=PATIENCE)
        return revision

    async def describe(
        self, content="ab" * 32, *, kind="spk", told=Told.RECOGNISED, key=DESCRIBER, version=1
    ):
        """Say what a content is."""
        findings = Findings(kind=kind, facts={"answer": 42}) if told is Told.RECOGNISED else None
        said = Description(
            collection=COLLECTION,
            content=content,
            size=1,
            name="x",
            site="a",
            made_at=self.clock.now(),
            told=told,
            describer="kernels" if findings else None,
            asked=(Asked(name="kernels", version=version),),
            findings=findings,
        )
        subject = Topology().description(COLLECTION, content)
        await self.bus.publish(subject, encode(key.sign(said.model_dump_json())))

    async def dispatch(self, **rule):
        """Return a dispatch of a rule, as a process has it that has just taken it over."""
        values = {"collection": COLLECTION, "rule": "r", "workflow": "w", "pattern": "**"}
        found = self.context.dispatcher._make(WorkflowRule(saved_at=self.clock.now(), **(values | rule)))
        await found.begin()
        return found

    async def started(self):
        """Return the first events of all executions, and the last, as they were started."""
        head = await self.context.journal.head()
        found = []
        if head:
            async for sequence, record in self.context.journal.follow(after=0):
                found.append(record.events)
                if sequence >= head:
                    break
        return found

    async def inputs(self):
        """Return the inputs of all executions in their order."""
        return [events[0].input for events in await self.started()]


@asynccontextmanager
async def rules_rack(directory):
    """Yield it; nothing of it lives on."""
    topology = Topology()
    server = MemoryServer(topology)
    bus = MemoryBus(server, "w")
    clock = SetClock()
    config = WorkflowConfig(site="a", collection=COLLECTION, state=directory)
    context = make_context(config, bus=bus, clock=clock, evaluator=InProcess())
    await Registry(bus).register_orchestrator(ORCHESTRATOR.public)
    record = DescriberRecord(collection=COLLECTION, site="a", key=DESCRIBER.public)
    await DescriberKeys(bus, collection=COLLECTION).register(record)
    digest = parse_definition(DEFINITION, context.limits).digest
    said = {"collection": COLLECTION, "workflow": "w", "digest": digest, "text": DEFINITION}
    await context.book.save(WorkflowVersion(saved_at=clock.now(), **said))
    following = asyncio.create_task(context.followed.run())
    try:
        yield RulesRack(context, server, bus, clock)
    finally:
        following.cancel()
        await asyncio.wait([following])
        context.store.close()

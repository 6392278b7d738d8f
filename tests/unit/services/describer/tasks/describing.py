"""Helpers: describers of several sites on one bus in memory, with real worker processes over real roots."""

import asyncio
import random
from contextlib import asynccontextmanager

from blake3 import blake3

from services.describer.app import make_context, make_tasks
from services.describer.config import DescriberConfig
from services.describer.work.process import WorkerProcess
from shared.bus.codec import decode, encode
from shared.bus.key_registry import Registry
from shared.contracts.messages.description import Description, Told
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream, Topology
from shared.model.entry import Kind, State
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.catalog.logging_commits import ORCHESTRATOR, Log, put

TOPOLOGY = Topology()
MEMORY = 1024**3


class Rack:
    """A log, and roots of sites; nothing moves bytes between them but the test."""

    def __init__(self, directory):
        self.directory = directory
        self.server = MemoryServer(TOPOLOGY)
        self.bus = MemoryBus(self.server, "test")
        self.log = Log()

    def root(self, site):
        """Return the root of a site."""
        root = self.directory / site
        root.mkdir(exist_ok=True)
        return root

    async def begin(self):
        """Make the orchestrator known."""
        await Registry(self.bus).register_orchestrator(ORCHESTRATOR.public)

    async def commit(self, *names_and_contents, at=("a",), author="a"):
        """Lay files at sites, and commit them as of their author."""
        changes = []
        for name, content in names_and_contents:
            for site in at:
                (self.root(site) / name).write_bytes(content)
            changes.append(
                put(name, State(kind=Kind.FILE, content=blake3(content).hexdigest(), size=len(content)))
            )
        self.log.write(*changes, site=author)
        _, message = self.log.messages[-1]
        # The log in memory numbers its commits by twos.
        await self.bus.publish(TOPOLOGY.log("other"), b"not ours")
        await self.bus.publish(TOPOLOGY.log("kernels"), encode(message))

    @asynccontextmanager
    async def describer(self, site, *, instance="", grace=60.0):
        """Run a describer of a site for the block."""
        config = DescriberConfig(
            site=site,
            root=self.root(site),
            state=self.directory / f"state-{site}{instance}",
            collection="kernels",
            describe_grace_seconds=grace,
            describe_seconds=20.0,
        )
        config.state.mkdir(exist_ok=True)
        worker = WorkerProcess(config.root, memory_bytes=MEMORY, contents_max=100)
        await worker.start()
        bus = MemoryBus(self.server, f"describer {site}{instance}")
        context = make_context(
            config,
            bus=bus,
            mine=dict(worker.describers),
            source=random.Random(f"{site}{instance}"),
            check_every=0.2,
        )
        presence, work = make_tasks(config, context, workers=[worker])
        tasks = [asyncio.create_task(presence.run()), asyncio.create_task(work(lambda _: None))]
        try:
            yield context
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await worker.stop()
            context.database.close()

    async def say(self, context, name, content):
        """Publish a description as another describer of the same site would."""
        subject = TOPOLOGY.description("kernels", blake3(content).hexdigest())
        description = Description(
            collection="kernels",
            content=blake3(content).hexdigest(),
            size=len(content),
            name=name,
            site=context.me.site,
            made_at=context.clock.now(),
            told=Told.UNKNOWN,
            asked=context.asked(),
        )
        signed = context.key.sign(description.model_dump_json())
        return await self.bus.publish(subject, encode(signed), expected_last_subject_sequence=0)

    async def descriptions(self, count, *, after=0):
        """Return the next descriptions by name, as they are published; wait until there are so many."""
        found = {}
        subject = TOPOLOGY.description("kernels", "*")
        async with asyncio.timeout(60):
            async for message in self.bus.follow(Stream.DESCRIPTIONS, subject, after=after):
                signed = decode(Signed, message.data)
                description = Description.model_validate_json(signed.body)
                found[description.name] = description
                if len(found) == count:
                    break
        return found

    async def published_in_all(self):
        """Return how many messages the stream ever took."""
        return await self.bus.caught_up(Stream.DESCRIPTIONS, TOPOLOGY.description("kernels", "*"))

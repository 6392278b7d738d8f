"""A SPICE service over a bus in memory, with a log and descriptions that tests write. No test module."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from blake3 import blake3
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from services.describer.kernels.describer import KernelDescriber
from services.spice.api.application import API
from services.spice.app import make_context, make_work, other_sites
from services.spice.config import SpiceConfig
from services.spice.context import SpiceContext
from services.spice.geometry.geometry import Geometry, make_geometry
from services.spice.sets.finder import KernelSetFinder
from shared.bus.codec import encode
from shared.bus.describer_keys import DescriberKeys
from shared.bus.key_registry import Registry
from shared.catalog.fold.memory import MemoryTree
from shared.contracts.messages.batch import Change
from shared.contracts.messages.description import Asked, Description, Told
from shared.contracts.messages.presence import DescriberRecord
from shared.contracts.topology import Stream, Topology
from shared.identity.keys import SigningKey
from shared.model.entry import DELETED, Kind, State
from shared.observability.clock import SystemClock
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web.application import make_application
from shared.web.authorise import Authorise
from testing.bus.memory import MemoryBus, MemoryServer
from testing.bus.pubsub import MemoryPubSub
from tests.unit.shared.catalog.logging_commits import ORCHESTRATOR, batch_of, commit_of, fold_one, signed

COLLECTION = "kernels"
BEGAN = datetime(2026, 3, 4, tzinfo=UTC)
DESCRIBER = SigningKey(b"d" * 32)
PATIENCE = 30.0
OURS = {"SpiceRack-Request": "1"}


class Bytes:
    """The bytes of a content, as describers read them."""

    def __init__(self, data: bytes) -> None:
        self._file = BytesIO(data)
        self.size = len(data)

    def read_at(self, offset: int, count: int) -> bytes:
        """Return some of them."""
        self._file.seek(offset)
        return self._file.read(count)


@lru_cache(maxsize=500)
def described(path: str, data: bytes) -> Description:
    """Return what a describer says of bytes under a name."""
    describer, content = KernelDescriber(), blake3(data).hexdigest()
    known = describer.recognises(Bytes(data), path)
    return Description(
        collection=COLLECTION,
        content=content,
        size=len(data),
        name=path,
        site="a",
        made_at=BEGAN,
        told=Told.RECOGNISED if known else Told.UNKNOWN,
        describer=describer.name if known else None,
        asked=(Asked(name=describer.name, version=describer.version),),
        findings=describer.describe(Bytes(data), path) if known else None,
    )


@dataclass
class Rack:
    """A SPICE service of site `a`, its log, its descriptions and its client."""

    context: SpiceContext
    application: FastAPI
    client: AsyncClient
    bus: MemoryBus
    pubsub: MemoryPubSub
    geometry: Geometry
    tree: MemoryTree = field(default_factory=MemoryTree)
    number: int = 0
    told: set[str] = field(default_factory=set)

    async def commit(self, files: Mapping[str, bytes | None], *, describe: bool = True) -> int:
        """Have files (None: deletions) committed and described; return the revision, once all is known."""
        self.number += 1
        changes = [Change(path=path, state=_state(data)) for path, data in files.items()]
        batch = batch_of(changes, site="a", sequence=self.number)
        batch = batch.model_copy(update={"made_at": BEGAN + timedelta(days=self.number)})
        message = signed(commit_of(self.tree, changes, batch=batch))
        ack = await self.bus.publish(Topology().log(COLLECTION), encode(message))
        self.tree.apply(fold_one(self.tree, message, sequence=ack.sequence))  # type: ignore[arg-type]
        assert await self.context.followed.reach(ack.sequence, within=PATIENCE)
        for path, data in files.items():
            if describe and data is not None:
                await self.describe(path, data)
        return ack.sequence

    async def describe(self, path: str, data: bytes) -> None:
        """Have a content described, and wait until that is known."""
        told = described(path, data)
        if told.content in self.told:
            return
        self.told.add(told.content)
        subject = Topology().description(COLLECTION, told.content)
        ack = await self.bus.publish(subject, encode(DESCRIBER.sign(told.model_dump_json())))
        async with asyncio.timeout(PATIENCE):
            while self.context.store.position < ack.sequence:
                self.context.bell.clear()
                if self.context.store.position < ack.sequence:
                    await self.context.bell.wait()

    async def get(self, path: str, **parameters: object) -> Any:
        """Ask below `/api/v1/spice`; return the answer, which has to be right."""
        answer = await self.client.get(f"/api/v1/spice{path}", params=parameters)  # type: ignore[arg-type]
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def paths(self, **parameters: object) -> list[str]:
        """Return the paths of the kernels that a question finds."""
        return [one["path"] for one in (await self.get("/kernels", **parameters))["kernels"]]


def _state(data: bytes | None) -> State:
    if data is None:
        return DELETED
    return State(kind=Kind.FILE, content=blake3(data).hexdigest(), size=len(data), mtime_ns=1, mode=0o644)


@asynccontextmanager
async def open_rack(
    directory: Path, *, bus: MemoryBus | None = None, authorise: Authorise | None = None, **settings: object
) -> AsyncIterator[Rack]:
    """Yield a service that follows its log and descriptions, once it knows all that there is."""
    state = directory / "state"
    state.mkdir(exist_ok=True)
    config = SpiceConfig.model_validate(
        {"site": "a", "root": directory, "state": state, "collection": COLLECTION, **settings}
    )
    own = bus or MemoryBus(MemoryServer(Topology()), "spice")
    await Registry(own).register_orchestrator(ORCHESTRATOR.public)
    record = DescriberRecord(collection=COLLECTION, site="a", key=DESCRIBER.public)
    await DescriberKeys(own, collection=COLLECTION).register(record)
    context = make_context(config, bus=own, check_every=0.05)
    numbers = itertools.count(1)
    pubsub = MemoryPubSub()
    elsewhere = other_sites(context, pubsub, new_reading=lambda: f"{next(numbers):032x}")
    geometry = make_geometry(
        config,
        bus=own,
        site="a",
        instance="00000001",
        root=directory,
        sets=KernelSetFinder(context),
        clock=SystemClock(),
        monotonic=asyncio.get_running_loop().time,
        new_id=lambda: f"{next(numbers):032x}",
        elsewhere=replace(elsewhere, pause=0.01),
    )
    geometry.start()
    application = make_application(
        API,
        health=Health(monotonic=lambda: 0.0),
        registry=new_registry(),
        parts=(context, geometry),
        authorise=authorise,
    )
    known = asyncio.Event()
    running = [
        asyncio.create_task(make_work(context)(lambda _: known.set())),
        asyncio.create_task(context.rack.run()),
        asyncio.create_task(geometry.run()),
    ]
    try:
        async with asyncio.timeout(PATIENCE):
            await known.wait()
        transport = ASGITransport(application)
        async with AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as client:
            yield Rack(context, application, client, own, pubsub, geometry)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        context.database.close()


async def descriptions_of(bus: MemoryBus) -> int:
    """Return the last sequence of the stream of descriptions."""
    return await bus.caught_up(Stream.DESCRIPTIONS, Topology().description(COLLECTION, "*"))

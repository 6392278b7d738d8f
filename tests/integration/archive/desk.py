"""An archive over a bus in memory and a real PostgreSQL, with streams that tests write. No test module."""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path

from blake3 import blake3
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from services.archive.api.application import API
from services.archive.app import make_context, run_tasks
from services.archive.config import ArchiveConfig
from services.archive.contents.lender import Lenders
from services.archive.contents.port import Reader
from services.archive.context import ArchiveContext
from services.archive.database.databases import open_databases
from services.archive.database.migrate import migrate
from services.archive.derive.parts import ByteParts, open_byte_parts
from services.archive.hooks.deliver import Delivery
from services.archive.query.contents import Content, File
from shared.access.make import Door, make_door
from shared.access.settings import AccessSettings
from shared.bus.codec import encode
from shared.bus.describer_keys import DescriberKeys
from shared.bus.key_registry import Registry
from shared.catalog.fold.memory import MemoryTree
from shared.contracts.http.access import TokenRequest
from shared.contracts.messages.batch import Change
from shared.contracts.messages.description import Asked, Description, Findings, Told
from shared.contracts.messages.frames.frame_facts import FrameFacts
from shared.contracts.messages.presence import DescriberRecord
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from shared.model.entry import DELETED, Kind, State
from shared.model.scope import Scope
from shared.observability.clock import SystemClock
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.service.rack_view import RackView
from shared.web.application import make_application
from shared.web.problem import NotFoundError
from testing.bus.memory import MemoryBus, MemoryServer
from tests.integration.archive.world import BEGAN, content_of
from tests.unit.shared.catalog.logging_commits import (
    ORCHESTRATOR,
    batch_of,
    commit_of,
    fold_one,
    signed,
)

COLLECTION = "kernels"  # as the commits of the helpers have it
DESCRIBER = SigningKey(b"d" * 32)
PATIENCE = 30.0


@dataclass
class Desk:
    """An archive of site `a`, its streams and its client."""

    context: ArchiveContext
    application: FastAPI
    client: AsyncClient
    bus: MemoryBus
    server: MemoryServer
    door: Door
    tree: MemoryTree = field(default_factory=MemoryTree)
    number: int = 0
    described: int = 0
    admin: str = ""
    parts: ByteParts = field(init=False)
    remover: "FilesInMemory" = field(init=False)

    async def commit(self, files: Mapping[str, str | bytes | None]) -> int:
        """Have bytes, made-up ones by a name, committed at paths (None: deletions); return the revision."""
        self.number += 1
        changes = [Change(path=path, state=_state(name)) for path, name in files.items()]
        batch = batch_of(changes, sequence=self.number).model_copy(update={"made_at": BEGAN})
        message = signed(commit_of(self.tree, changes, batch=batch))
        ack = await self.bus.publish(Topology().log(COLLECTION), encode(message))
        self.tree.apply(fold_one(self.tree, message, sequence=ack.sequence))
        return ack.sequence

    async def describe(self, name: str | bytes, facts: FrameFacts | None) -> int:
        """Have bytes, made-up ones by a name, described; return the place in the stream."""
        content, size = _content(name), len(name) if isinstance(name, bytes) else 2880
        description = Description(
            collection=COLLECTION,
            content=content,
            size=size,
            name="any.fits",
            site="a",
            made_at=BEGAN,
            told=Told.UNKNOWN if facts is None else Told.RECOGNISED,
            describer=None if facts is None else "fits",
            asked=(Asked(name="fits", version=1),),
            findings=None if facts is None else Findings(kind="fits", frame=facts),
        )
        data = encode(DESCRIBER.sign(description.model_dump_json()))
        subject = Topology().description(COLLECTION, content)
        self.described = (await self.bus.publish(subject, data)).sequence
        return self.described

    async def settle(self) -> None:
        """Wait until the rows have all that was said."""
        revision, described = self.tree.position.revision, self.described
        there = await asyncio.to_thread(
            self.context.databases.wait_until,
            lambda position: position.revision >= revision and position.described >= described,
            within=PATIENCE,
        )
        assert there

    async def add(self, name: str, facts: FrameFacts, *, folder: str = "") -> None:
        """Have a frame with its file, described."""
        await self.commit({f"{folder}{name}.fits": name})
        await self.describe(name, facts)

    async def hold(self, path: str, data: bytes, facts: FrameFacts) -> None:
        """Have a frame with real bytes, described, which a gateway would tell."""
        assert isinstance(self.parts.contents, BytesInMemory)
        self.parts.contents.held[_content(data)] = data
        await self.commit({path: data})
        await self.describe(data, facts.model_copy(update={"md5": md5(data).hexdigest()}))

    async def token(
        self, scope: Scope = Scope.READ, *, groups: tuple[str, ...] = (), prefixes: tuple[str, ...] = ()
    ) -> str:
        """Make a token."""
        wanted = TokenRequest(
            name="somebody", scope=scope, collection=COLLECTION, groups=groups, prefixes=prefixes
        )
        made = await self.door.tokens.create(wanted, by="test")
        assert await self.door.book.hear(lambda: bool(self.door.book.tokens(made.id)))
        return made.token

    async def get(self, path: str, token: str | None = "", **parameters: object) -> Response:
        """Ask, as an admin unless another token is named; None is no token."""
        said = self.admin if token == "" else token
        headers = {} if said is None else {"Authorization": f"Token {said}"}
        return await self.client.get(path, params=parameters or None, headers=headers)

    async def names(self, token: str | None = "", **parameters: object) -> list[str]:
        """Return the basenames of a list."""
        answer = await self.get("/frames/", token, **parameters)
        assert answer.status_code == 200, answer.text
        return [row["basename"] for row in answer.json()["results"]]


class FilesInMemory:
    """Implements `Remover`: the files of the commits here."""

    def __init__(self) -> None:
        self.desk: Desk | None = None
        self.refused: Exception | None = None
        self.credentials: str | None = None

    async def remove(self, files: Sequence[Content], *, credentials: str | None, why: str) -> int | None:
        del why
        assert self.desk is not None
        self.credentials = credentials
        if self.refused is not None:
            raise self.refused
        return await self.desk.commit({one.path: None for one in files})


class BytesInMemory:
    """Implements `Contents`: what tests have put in."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    async def read(self, content: File, reader: Reader) -> AsyncGenerator[bytes, None]:
        if content.content not in self.held:
            raise NotFoundError("the gateway has no such file")
        yield self.held[content.content]


def _state(name: str | bytes | None) -> State:
    if name is None:
        return DELETED
    size = len(name) if isinstance(name, bytes) else 2880
    return State(kind=Kind.FILE, content=_content(name), size=size, mtime_ns=1, mode=0o644)


def _content(name: str | bytes) -> str:
    return blake3(name).hexdigest() if isinstance(name, bytes) else content_of(name)


@asynccontextmanager
async def open_desk(
    directory: Path,
    database: str,
    *,
    replica: str = "",
    server: MemoryServer | None = None,
    deliveries: Callable[[ArchiveContext], Sequence[Delivery]] = lambda _: (),
    **settings: object,
) -> AsyncIterator[Desk]:
    """Yield an archive that follows its streams, and asks for tokens."""
    state = directory / "state"
    state.mkdir(exist_ok=True)
    config = ArchiveConfig.model_validate({"site": "a", "state": state, "collection": COLLECTION, **settings})
    server = server or MemoryServer(Topology())
    bus = MemoryBus(server, "archive")
    await Registry(bus).register_orchestrator(ORCHESTRATOR.public)
    record = DescriberRecord(collection=COLLECTION, site="a", key=DESCRIBER.public)
    await DescriberKeys(bus, collection=COLLECTION).register(record)
    databases = open_databases(database, replica, connections=6, seconds=20.0)
    await asyncio.to_thread(migrate, databases.writer)
    context = make_context(config, bus=bus, databases=databases, clock=SystemClock())
    registry = new_registry()
    door = make_door(
        AccessSettings(collection=COLLECTION, tokens=True),
        bus=bus,
        registry=registry,
        now=SystemClock().now,
        monotonic=time.monotonic,
        random_bytes=secrets.token_bytes,
    )
    # Nothing says here that it is alive: so nothing is gone by its silence.
    rack = RackView(bus, expires=1e9, monotonic=time.monotonic)
    lenders = Lenders(rack=rack, collection=COLLECTION, site="a")
    ready = asyncio.Event()
    remover = FilesInMemory()
    async with (
        open_byte_parts(config, BytesInMemory(), lenders, remover) as byte_parts,
        asyncio.TaskGroup() as group,
    ):
        application = make_application(
            API,
            health=Health(monotonic=lambda: 0.0),
            registry=registry,
            parts=(context, byte_parts, *door.parts),
            authorise=door.access,
        )
        tasks = [
            group.create_task(run_tasks(context, deliveries(context), caught_up=ready.set)),
            group.create_task(rack.run()),
            group.create_task(door.book.run()),
        ]
        try:
            async with asyncio.timeout(PATIENCE):
                await ready.wait()
            transport = ASGITransport(application)
            async with AsyncClient(transport=transport, base_url="http://localhost") as client:
                desk = Desk(context, application, client, bus, server, door)
                desk.parts = byte_parts
                remover.desk, desk.remover = desk, remover
                desk.admin = await desk.token(Scope.ADMIN)
                yield desk
        finally:
            for task in tasks:
                task.cancel()
    await asyncio.to_thread(databases.close)

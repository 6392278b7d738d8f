"""A service in memory whose door asks for tokens, for tests."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from httpx import ASGITransport, AsyncClient

from shared.access.api import links, rules, tokens
from shared.access.make import Door, make_door
from shared.access.settings import AccessSettings
from shared.contracts.http.access import TokenMade, TokenRequest
from shared.contracts.messages.access import AccessRules
from shared.contracts.topology import Topology
from shared.model.scope import Scope
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.web import any_path
from shared.web.application import Api, make_application
from shared.web.authorise import Asking, needs
from shared.web.problem import NotFoundError, nothing_at, problems
from testing.bus.memory import MemoryBus, MemoryServer

OURS = {"SpiceRack-Request": "1"}
TOPOLOGY = Topology()
START = datetime(2026, 11, 29, 12, tzinfo=UTC)

router = APIRouter(prefix="/api/v1")
tree = APIRouter()
HELD = ("open/a.bsp", "open/b.tf", "shut/c.fits", "top.txt")


@router.get("/collections/{collection}/files", dependencies=[Depends(needs(Scope.READ))])
async def list_files(collection: str, caller: Asking) -> list[str]:
    """List."""
    return [path for path in HELD if caller.sees(collection, path)]


@router.get(
    f"/collections/{{collection}}/content/{{path:{any_path.NAME}}}",
    dependencies=[Depends(needs(Scope.READ))],
    responses=problems(404),
)
async def read_content(collection: str, path: str) -> str:
    """Read."""
    if path not in HELD:
        raise NotFoundError(nothing_at(collection, path))
    return path


@tree.get("/data/{collection}/", dependencies=[Depends(needs(Scope.READ))])
async def list_tree(collection: str, caller: Asking) -> list[str]:
    """List."""
    return await list_files(collection, caller)


@tree.get(
    f"/data/{{collection}}/{{path:{any_path.NAME}}}",
    dependencies=[Depends(needs(Scope.READ))],
    responses=problems(404),
)
async def read_tree(path: str) -> str:
    """Read."""
    return await read_content("c", path)


@router.put(
    f"/collections/{{collection}}/content/{{path:{any_path.NAME}}}",
    dependencies=[Depends(needs(Scope.WRITE))],
)
async def write_content(path: str) -> str:
    """Write."""
    return path


@router.get("/status", dependencies=[Depends(needs(Scope.READ, whole=True))])
async def read_status() -> int:
    """Count."""
    return len(HELD)


@router.post("/scan", dependencies=[Depends(needs(Scope.ADMIN))])
async def scan(times: Annotated[int, Query()] = 1) -> int:
    """Operate."""
    return times


API = Api(title="shelf", routers=(router, tree, tokens.router, rules.router, links.router))


class Time:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        """Return the time of day."""
        return START + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        """Return the seconds that passed."""
        return self.passed


class Shelf:
    """A service of collection `c`, and its client."""

    def __init__(self, client: AsyncClient, door: Door, time: Time) -> None:
        self.client = client
        self.door = door
        self.time = time

    async def token(self, scope: Scope = Scope.READ, collection: str = "c", **more) -> TokenMade:
        """Make a token."""
        request = TokenRequest(name="somebody", scope=scope, collection=collection, **more)
        made = await self.door.tokens.create(request, by="test")
        if collection in ("c", "*"):
            assert await self.door.book.hear(lambda: bool(self.door.book.tokens(made.id)))
        return made

    async def have_rules(self, **rules_) -> None:
        """Have rules of access."""
        wanted = AccessRules.model_validate(rules_)
        book = self.door.book
        stored = await self.door.rules.replace(wanted, revision=book.rules_revision("c"))
        assert stored is not None, "somebody else was first"
        assert await book.hear(lambda: book.rules_revision("c") >= stored)

    async def ask(self, method: str, path: str, token: str | None = None, **more):
        """Ask, with a token."""
        headers = {**more.pop("headers", {})}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return await self.client.request(method, path, headers=headers, **more)

    async def status(self, method: str, path: str, token: str | None = None, **more) -> int:
        """Ask, and return the status."""
        return (await self.ask(method, path, token, **more)).status_code


@asynccontextmanager
async def shelf_of(
    server: MemoryServer | None = None, *, address: str = "192.0.2.7", **settings
) -> AsyncIterator[Shelf]:
    """Run one for the block. It asks for tokens unless the settings say otherwise."""
    time, source, registry = Time(), random.Random(1), new_registry()
    bus = MemoryBus(server or MemoryServer(TOPOLOGY), "shelf")
    door = make_door(
        AccessSettings(**{"collection": "c", "tokens": True, **settings}),
        bus=bus,
        registry=registry,
        now=time.now,
        monotonic=time.monotonic,
        random_bytes=source.randbytes,
    )
    application = make_application(
        API,
        health=Health(conditions=("connected",), monotonic=lambda: 0.0),
        registry=registry,
        parts=door.parts,
        authorise=door.access,
    )
    transport = ASGITransport(application, client=(address, 5000))
    following = asyncio.create_task(door.book.run())
    try:
        async with AsyncClient(transport=transport, base_url="http://localhost", headers=OURS) as client:
            yield Shelf(client, door, time)
    finally:
        following.cancel()

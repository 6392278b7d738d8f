"""Requests that nobody would think of, made from the document of the manager's API."""

import asyncio
import secrets
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.manager.api.application import API, parts_of
from shared.access.limits import CallerLimits
from shared.access.make import make_door
from shared.access.settings import AccessSettings
from shared.contracts.http.access import TokenRequest
from shared.model.scope import EVERY_COLLECTION, Scope
from shared.observability.clock import SystemClock
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.service.rack_view import RackView
from shared.web.application import make_application
from shared.web.connections.server import serve_app
from testing.bus.memory import MemoryBus, MemoryServer
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from tests.integration.odd_requests.odd import BODIES, find_faults
from tests.unit.services.manager.wiring import TOPOLOGY, new_core

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi.json"

ENDLESS = CallerLimits(rate=1e9, burst=1e9, at_a_time=10_000)

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Served:
    """Where the API is, and the token of an admin."""

    url: str
    token: str


async def _serve(
    database: Path, address: "Future[Served]", stopped: "Future[asyncio.Event]", *, tokens: bool
) -> None:
    """Serve the API of a manager in memory."""
    stop = asyncio.Event()
    stopped.set_result(stop)
    bus = MemoryBus(MemoryServer(TOPOLOGY), "manager")
    disk = MemoryDisk(clock=time.time_ns)
    context = new_core(bus=bus, database=database, open_files=lambda: MemoryFiles(disk))
    await context.registry.register_site(context.record())
    rack = RackView(bus, expires=3600.0, monotonic=lambda: 0.0)
    registry = new_registry()
    door = make_door(
        AccessSettings(collection=context.identity.collection, tokens=tokens, limits=ENDLESS),
        bus=bus,
        registry=registry,
        now=SystemClock().now,
        monotonic=time.monotonic,
        random_bytes=secrets.token_bytes,
    )
    application = make_application(
        API,
        health=Health(monotonic=lambda: 0.0),
        registry=registry,
        parts=(*parts_of(context, rack), *door.parts),
        authorise=door.access,
    )
    wanted = TokenRequest(name="odd", scope=Scope.ADMIN, collection=EVERY_COLLECTION)
    made = await door.tokens.create(wanted, by="test")
    following = [asyncio.create_task(rack.run()), asyncio.create_task(door.book.run())]
    await serve_app(
        application,
        host="127.0.0.1",
        port=0,
        stop=stop,
        announce=lambda host, port: address.set_result(Served(f"http://{host}:{port}", made.token)),
    )
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)


@contextmanager
def serving(database: Path, *, tokens: bool) -> Iterator[Served]:
    """Serve the API for the block, by a thread with a loop of its own."""
    address: Future[Served] = Future()
    stopped: Future[asyncio.Event] = Future()
    loop = asyncio.new_event_loop()
    work = _serve(database, address, stopped, tokens=tokens)
    thread = threading.Thread(target=loop.run_until_complete, args=(work,))
    thread.start()
    yield address.result(timeout=60)
    loop.call_soon_threadsafe(stopped.result().set)
    thread.join()
    loop.close()


LATER = "/files$|/diff$|tokens|/access$"
"""Routes that check more than a schema can say: moments, paths, patterns, times to come."""


@pytest.mark.parametrize(
    "options",
    [("--exclude-path-regex", LATER), ("--include-path-regex", LATER, "--exclude-checks", BODIES)],
    ids=["all", "access"],
)
def test_every_answer_is_one_that_the_document_tells(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Schemathesis finds no status, type, body or method that is not documented, and no fault of ours."""
    with serving(tmp_path / "site.db", tokens=False) as served:
        assert asyncio.run(find_faults(DOCUMENT, served.url, *options)) == ""

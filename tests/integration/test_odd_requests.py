"""Requests that nobody would think of, made from the document of the manager's API."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from services.manager.api.application import API, parts_of
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from shared.service.rack_view import RackView
from shared.web.application import make_application
from shared.web.server import serve_app
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.manager.wiring import TOPOLOGY, new_core

CASES = 50
"""Of each operation, beside those that cover each bound of each parameter."""

pytestmark = pytest.mark.slow


async def _serve(database: Path, address: "Future[str]", stopped: "Future[asyncio.Event]") -> None:
    """Serve the API of a manager in memory."""
    stop = asyncio.Event()
    stopped.set_result(stop)
    bus = MemoryBus(MemoryServer(TOPOLOGY), "manager")
    context = new_core(bus=bus, database=database)
    await context.registry.register_site(context.record())
    rack = RackView(bus, expires=3600.0, monotonic=lambda: 0.0)
    application = make_application(
        API, health=Health(monotonic=lambda: 0.0), registry=new_registry(), parts=parts_of(context, rack)
    )
    following = asyncio.create_task(rack.run())
    await serve_app(
        application,
        host="127.0.0.1",
        port=0,
        stop=stop,
        announce=lambda host, port: address.set_result(f"http://{host}:{port}"),
    )
    following.cancel()


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Return where the API is served, by a thread with a loop of its own."""
    address: Future[str] = Future()
    stopped: Future[asyncio.Event] = Future()
    loop = asyncio.new_event_loop()
    serving = threading.Thread(
        target=loop.run_until_complete, args=(_serve(tmp_path / "site.db", address, stopped),)
    )
    serving.start()
    yield address.result(timeout=60)
    loop.call_soon_threadsafe(stopped.result().set)
    serving.join()
    loop.close()


def test_every_answer_is_one_that_the_document_tells(url: str) -> None:
    """Schemathesis finds no status, type, body or method that is not documented, and no fault of ours."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{url}/openapi.json"),
        *("--header", "SpiceRack-Request: 1", "--phases", "examples,coverage,fuzzing"),
        *("--max-examples", str(CASES), "--continue-on-failure", "--no-color"),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr

"""Every service outlives its bus: it answers before the server does, and goes on after each outage."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from spicerack.services import Service, entry
from testing.bus.nats_server import running_server
from testing.postgres.servers import fresh_database, postgres_missing, running_postgres
from tests.integration.satellites.satellites_process import free_port

COLLECTION_SERVICES = (
    Service.ORCHESTRATOR,
    Service.MANAGER,
    Service.TRANSFER,
    Service.GATEWAY,
    Service.DESCRIBER,
    Service.SPICE,
    *(() if postgres_missing() else (Service.ARCHIVE,)),
)
"""All that need the bus: satellites answers what it knows without one (`test_satellites_pair`)."""

BACK_SECONDS = 45
"""A bound for a hung test alone; on an idle host all are back within two."""


@pytest.fixture
def database() -> Iterator[str]:
    """The address of an archive's database; nothing where there is no archive to test."""
    if Service.ARCHIVE not in COLLECTION_SERVICES:
        yield ""
        return
    with running_postgres() as server, fresh_database(server) as url:
        yield url


@asynccontextmanager
async def services_on(
    directory: Path, database: str, **bus: object
) -> AsyncIterator[Mapping[Service, httpx.AsyncClient]]:
    """Run each service in this loop, and yield a client of each."""
    root, stop, clients = directory / "root", asyncio.Event(), {}
    root.mkdir()
    async with asyncio.TaskGroup() as group:
        for service in COLLECTION_SERVICES:
            port, known = free_port(), entry(service)
            settings = {"state": directory / service, "http_port": port, "drain_seconds": 1, **bus}
            own = {} if service is Service.ORCHESTRATOR else {"site": "alpha", "root": root}
            own |= {"database_url": database} if service is Service.ARCHIVE else {}
            group.create_task(known.work(known.config.model_validate(settings | own), stop), name=service)
            clients[service] = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False)
        try:
            yield clients
        finally:
            stop.set()
            for client in clients.values():
                await client.aclose()


async def until_ready_is(client: httpx.AsyncClient, status: int) -> httpx.Response:
    """Ask for readiness until it has this status; what does not answer yet is asked again."""
    async with asyncio.timeout(BACK_SECONDS):
        while True:
            try:
                answer = await client.get("/readyz")
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code == status:
                return answer
            await asyncio.sleep(0.05)


async def unready(clients: Mapping[Service, httpx.AsyncClient]) -> None:
    """Hold every service to it: alive, not ready, and saying that it is the bus."""
    for service, client in clients.items():
        conditions = (await until_ready_is(client, 503)).json()["conditions"]
        assert "connected" in {one["name"] for one in conditions if not one["holds"]}, service
        assert (await client.get("/healthz")).status_code == 200, service


async def ready(clients: Mapping[Service, httpx.AsyncClient]) -> None:
    """Wait until every service is ready."""
    for client in clients.values():
        await until_ready_is(client, 200)


async def test_services_answer_before_their_bus_and_come_back_after_each_outage(
    tmp_path: Path, database: str
) -> None:
    """Started first, then with a server, without it, with it, and with one that forgot everything."""
    async with running_server(tmp_path / "nats") as server:
        to = server.bus_settings()
        await server.stop()
        async with services_on(
            tmp_path, database, nats_url=to.servers[0], nats_user=to.user, nats_password=to.password
        ) as clients:
            await unready(clients)
            for outage in (server.stop, server.kill):
                await server.start()
                await ready(clients)
                await outage()
                await unready(clients)
            await server.start()
            await ready(clients)


async def test_services_wait_for_a_name_that_is_not_published_yet(
    tmp_path: Path, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A cluster's names are asked for before they exist; processes answer meanwhile, and end when told to."""
    async with services_on(tmp_path, database, nats_url="nats://no-such-host.invalid:4222") as clients:
        await unready(clients)
    assert "lost, connecting again" not in caplog.text


def test_no_service_waits_for_the_bus_before_it_answers() -> None:
    """`connect_bus` with its default ends a process after half a minute, and a test cannot wait for that."""
    services = Path(__file__).parents[2] / "services"
    waiting = [
        f"{path.parent.name}/{path.name}"
        for path in services.glob("*/app.py")
        for line in path.read_text().splitlines()
        if "connect_bus(" in line and "wait=0" not in line
    ]

    assert waiting == []

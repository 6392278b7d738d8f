"""An archive is alive and not ready without its database or a stream, and goes on by itself after that."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from services.archive.app import work
from services.archive.config import ArchiveConfig
from services.archive.database.server.embedded import EmbeddedPostgres
from shared.bus.nats.bus import connect_bus
from shared.bus.nats.reconcile_topology import reconcile_topology
from shared.bus.server.server import EmbeddedServer
from shared.contracts.topology import Stream, StreamSpec
from testing.bus.nats_server import SmallTopology, running_server, server_bus
from testing.postgres.servers import postgres_missing, running_postgres
from tests.integration.satellites.satellites_process import free_port

pytestmark = pytest.mark.skipif(bool(postgres_missing()), reason=postgres_missing())

PATIENCE = 45
"""A bound for a hung test alone."""


class Place:
    """An address at which a server is, or is not."""

    def __init__(self, folder: Path, server: EmbeddedPostgres) -> None:
        self._link, self._server = folder / "at", server
        self.url = f"postgresql://{server.user.name}@/postgres?host={self._link}"

    async def appear(self) -> None:
        """Start the server, if it does not run, and be at the address."""
        await self._server.start()
        self._link.symlink_to(self._server.sockets)

    async def vanish(self) -> None:
        """Stop it."""
        self._link.unlink()
        await asyncio.to_thread(self._server.stop)


@pytest.fixture
def place() -> Iterator[Place]:
    """A server that does not run; the path of its socket is short, since 107 characters are the most."""
    with tempfile.TemporaryDirectory() as folder, running_postgres() as server:
        server.stop()
        yield Place(Path(folder), server)


@asynccontextmanager
async def archive(state: Path, server: EmbeddedServer, url: str) -> AsyncIterator[httpx.AsyncClient]:
    """Run an archive in this loop, and yield its client."""
    bus, port, stop = server.bus_settings(), free_port(), asyncio.Event()
    config = ArchiveConfig(
        site="alpha",
        state=state,
        http_port=port,
        nats_url=bus.servers[0],
        nats_user=bus.user,
        nats_password=bus.password,
        database_url=url,
        drain_seconds=1,
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(work(config, stop))
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                yield client
        finally:
            stop.set()


async def failing(client: httpx.AsyncClient, expected: set[str]) -> None:
    """Wait until exactly these conditions of readiness fail."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                answer = await client.get("/readyz")
            except httpx.TransportError:  # not up yet
                answer = None
            if answer is not None:
                failed = {one["name"] for one in answer.json()["conditions"] if not one["holds"]}
                if failed == expected:
                    return
            await asyncio.sleep(0.05)


async def test_an_archive_outlives_its_database(tmp_path: Path, place: Place) -> None:
    """Started before it, then with it, without it, and with it again: callers are told to ask again."""
    async with (
        running_server(tmp_path / "nats") as server,
        server_bus(server),
        archive(tmp_path, server, place.url) as client,
    ):
        await failing(client, {"database", "caught up"})
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/frames/")).status_code == 503
        await place.appear()
        await failing(client, set())
        assert (await client.get("/frames/")).json()["count"] == 0
        await place.vanish()
        await failing(client, {"database"})
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/frames/")).status_code == 503
        await place.appear()
        await failing(client, set())
        assert (await client.get("/frames/")).status_code == 200
        await place.vanish()


async def logged(caplog: pytest.LogCaptureFixture, words: str) -> None:
    """Wait until words are in the log."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if words in caplog.text:
                return
            await asyncio.sleep(0.05)


class OlderTopology(SmallTopology):
    """The topology of orchestrators that know nothing of records."""

    def streams(self) -> tuple[StreamSpec, ...]:
        """All streams but one."""
        return tuple(spec for spec in super().streams() if spec.name != Stream.RECORDS)


async def test_an_archive_waits_for_orchestrators_of_its_version(
    tmp_path: Path, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    """One that is upgraded first is not ready until the stream that it reads is made."""
    await place.appear()
    async with running_server(tmp_path / "nats") as server, connect_bus(server.bus_settings()) as bus:
        await reconcile_topology(bus, OlderTopology())
        async with archive(tmp_path, server, place.url) as client:
            await logged(caplog, "RECORDS: stream not found")
            await failing(client, {"caught up"})
            await reconcile_topology(bus, SmallTopology())
            await failing(client, set())
    await place.vanish()

"""An archive whose rows are gone, built anew from the log and the descriptions by a process of its own.

SPICERACK_BENCH_FRAMES says how many frames (20 000). What is measured begins with the process, and ends when
it says that it is ready: all rows and all indexes are there. Events of versions are said meanwhile.
"""

import asyncio
import os
import resource
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from benchmarks.archive.streams import PER_COMMIT, SITE, write
from benchmarks.figures import peak_memory
from benchmarks.long_log import COLLECTION
from services.archive.database.server.embedded import EmbeddedPostgres
from shared.bus.nats.bus import connect_bus
from shared.bus.nats.reconcile_topology import reconcile_topology
from shared.bus.server.server import EmbeddedServer
from shared.contracts.topology import Topology
from testing.bus.nats_server import running_server
from tests.e2e.harness import REPOSITORY, free_ports

FRAMES = int(os.environ.get("SPICERACK_BENCH_FRAMES", "20000")) // PER_COMMIT * PER_COMMIT

SECONDS_MAX = 3600.0 * FRAMES / 2_000_000

MEMORY_MAX = 300 * 1024 * 1024

START_SECONDS = 600.0
"""For a server that was killed: it reads all descriptions again."""

BUS_MEMORY = 2 * 1024**3
"""That the bus may take, with some 250 bytes of each content's subject. It begins with an empty store, by
which it would choose 256 MiB, and collect garbage for most of the time."""

GIVEN_UP = 20.0
"""Times the bound."""

LOOK = 2.0
"""Seconds between two looks."""


def run(directory: Path) -> bool:
    """Write the streams, build, print, and tell whether the bounds are kept."""
    directory.chmod(0o755)
    return asyncio.run(_run(directory))


async def _run(directory: Path) -> bool:
    settings = {
        **{"start_timeout": START_SECONDS, "stop_timeout": START_SECONDS},
        "memory_limit_bytes": BUS_MEMORY,
    }
    async with running_server(directory / "nats", **settings) as server:
        if not (directory / "written").exists():
            await _write(server)
            (directory / "written").touch()
        for name in ("archive", "data"):
            shutil.rmtree(directory / name, ignore_errors=True)
        database, used = EmbeddedPostgres(directory / "data"), _cpu_of_ended()
        await database.start()
        began = time.monotonic()
        try:
            async with _archive(server, directory, database.url) as (process, port):
                await _ready(process, port, until=began + GIVEN_UP * SECONDS_MAX + 60)
                took, memory = time.monotonic() - began, peak_memory(process.pid)
        finally:
            await asyncio.to_thread(database.stop)
    cpu = _cpu_of_ended() - used
    print(
        f"{FRAMES} frames built anew in {took:.0f} s (bound {SECONDS_MAX:.0f}), with {cpu:.0f} s of CPU of "
        f"archive and database; archive at most {memory / 2**20:.0f} MiB",
        flush=True,
    )
    return took <= SECONDS_MAX and memory <= MEMORY_MAX


async def _write(server: EmbeddedServer) -> None:
    began = time.monotonic()
    settings = server.bus_settings(name="benchmark")
    async with connect_bus(settings) as bus:
        await reconcile_topology(bus, Topology())
        await write(bus, settings, frames=FRAMES)
    print(f"log and descriptions of {FRAMES} frames written in {time.monotonic() - began:.0f} s", flush=True)


@asynccontextmanager
async def _archive(
    server: EmbeddedServer, directory: Path, database: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    port, bus = free_ports(1), server.bus_settings(name="archive")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SPICERACK_")}
    environment |= {
        "SPICERACK_NATS_URL": ",".join(bus.servers),
        "SPICERACK_NATS_USER": bus.user or "",
        "SPICERACK_NATS_PASSWORD": bus.password.get_secret_value() if bus.password else "",
        "SPICERACK_COLLECTION": COLLECTION,
        "SPICERACK_STATE": str(directory / "archive"),
        "SPICERACK_DATABASE_URL": database,
        "SPICERACK_SITE": SITE,
        "SPICERACK_HTTP_PORT": str(port),
    }
    command = (sys.executable, "-m", "spicerack", "serve", "archive")
    with (directory / "archive.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log
        )
        try:
            yield process, port
        finally:
            process.terminate()
            await process.wait()


async def _ready(process: asyncio.subprocess.Process, port: int, *, until: float) -> None:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        while time.monotonic() < until:
            assert process.returncode is None, "the archive ended"
            try:
                if (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(LOOK)
    raise AssertionError("the archive is not ready")


def _cpu_of_ended() -> float:
    """Return the CPU seconds of all processes below this one that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

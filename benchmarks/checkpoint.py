"""A new site and a new projection on a long log: memory and time, with and without a checkpoint."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.figures import peak_memory
from benchmarks.long_log import COLLECTION, LongLog
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.reconcile_topology import reconcile_topology
from shared.bus.server.server import EmbeddedServer
from shared.catalog.follow.checkpoint import manifests
from shared.catalog.store.database import open_database
from shared.catalog.store.projection import Projection
from shared.contracts.topology import Stream, Topology
from testing.bus.nats_server import running_server
from tests.e2e.harness import REPOSITORY, free_ports

FILES = int(os.environ.get("SPICERACK_BENCH_FILES", "1000000"))
QUICK = bool(os.environ.get("SPICERACK_BENCH_QUICK"))
"""Whether the folds from the beginning are left out: they take most of the time."""
COMMITS = int(os.environ.get("SPICERACK_BENCH_COMMITS", "10000"))
MIB = 1024 * 1024
MOST = 400 * MIB
PATIENCE = 3600.0
PAUSE = 0.5
AFTER = 20.0
"""Seconds for which a process goes on once it has folded everything: what it does then counts, too."""


def run(directory: Path) -> bool:
    """Write a log, start each service on it twice, and tell whether the bound on memory is kept."""
    return asyncio.run(_run(directory))


async def _run(directory: Path) -> bool:
    async with (
        running_server(directory / "nats") as server,
        connect_bus(server.bus_settings(name="benchmark")) as bus,
    ):
        await reconcile_topology(bus, Topology())
        await _set_up(bus, directory)
        peaks = [
            await _measure(server, directory, make("from-the-checkpoint"))
            for make in (Subject.manager, Subject.orchestrator)
        ]
        for make in () if QUICK else (Subject.orchestrator, Subject.manager):
            # As before one was made; an orchestrator makes one in the end.
            await bus.purge(Stream.CHECKPOINTS, Topology().checkpoint(COLLECTION, "*", "*"))
            peaks.append(await _measure(server, directory, make("from-the-beginning")))
    return max(peaks) < MOST


async def _set_up(bus: NatsBus, directory: Path) -> None:
    """Write the log and its checkpoint, each where it is not there from an earlier run."""
    path, written = directory / "writer.db", directory / "written"
    began = time.monotonic()
    with closing(open_database(path)) as database:
        database.execute("PRAGMA synchronous = OFF")
        log = LongLog(bus, files=FILES // COMMITS, projection=Projection(database))
        if not written.exists():
            await log.write(COMMITS)
            written.touch()
            took = time.monotonic() - began
            print(f"{FILES} files in {COMMITS} commits written in {took:.0f} s", flush=True)
        if not await manifests(bus, Topology(), COLLECTION):
            began = time.monotonic()
            await log.checkpoint(path)
            print(f"the checkpoint made in {time.monotonic() - began:.0f} s", flush=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A service that is measured."""

    service: str
    name: str
    path: str
    """Where it is asked how far it is."""
    said: str
    """Part of its answer once it has folded everything."""
    site: str = ""

    @classmethod
    def manager(cls, how: str) -> "Subject":
        """A manager of a new site."""
        said = f'spicerack_site_head_revision{{collection="{COLLECTION}",site="{how}"}} {float(COMMITS)}'
        return cls(service="manager", name=f"manager-{how}", path="/metrics", said=said, site=how)

    @classmethod
    def orchestrator(cls, how: str) -> "Subject":
        """An orchestrator that was never there before."""
        said = f'"revision":{COMMITS},'
        return cls(service="orchestrator", name=f"orchestrator-{how}", path="/status", said=said)


async def _measure(server: EmbeddedServer, directory: Path, subject: Subject) -> int:
    """Start a service, wait until it has folded all, and return its peak of memory."""
    port = free_ports(1)
    _forget(directory / subject.name)
    began = time.monotonic()
    async with _process(server, directory, subject, port) as process:
        while subject.said not in await _answer(f"http://127.0.0.1:{port}{subject.path}"):
            assert process.returncode is None, f"{subject.name} ended"
            assert time.monotonic() < began + PATIENCE, f"{subject.name} has not folded all of it"
            await asyncio.sleep(PAUSE)
        folded = time.monotonic() - began
        await asyncio.sleep(AFTER)
        peak = peak_memory(process.pid)
    print(f"{subject.name}: all folded after {folded:.1f} s, at most {peak / MIB:.0f} MiB", flush=True)
    return peak


def _forget(state: Path) -> None:
    """Take away what an earlier run has folded; its key stays, since the log's registry knows it."""
    for database in state.glob("**/*.db*"):
        database.unlink()


@asynccontextmanager
async def _process(
    server: EmbeddedServer, directory: Path, subject: Subject, port: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    bus = server.bus_settings(name=subject.name)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SPICERACK_")}
    environment |= {
        "SPICERACK_NATS_URL": ",".join(bus.servers),
        "SPICERACK_NATS_USER": bus.user or "",
        "SPICERACK_NATS_PASSWORD": bus.password.get_secret_value() if bus.password else "",
        "SPICERACK_COLLECTION": COLLECTION,
        "SPICERACK_STATE": str(directory / subject.name),
        "SPICERACK_HTTP_PORT": str(port),
    }
    if subject.site:
        root = directory / f"root-{subject.site}"
        root.mkdir(exist_ok=True)
        environment |= {"SPICERACK_SITE": subject.site, "SPICERACK_ROOT": str(root)}
    command = (sys.executable, "-m", "spicerack", "serve", subject.service)
    with (directory / f"{subject.name}.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log
        )
        try:
            yield process
        finally:
            process.kill()
            await process.wait()


async def _answer(url: str) -> str:
    try:
        async with httpx.AsyncClient(timeout=60, trust_env=False, verify=False) as client:
            return (await client.get(url)).text
    except httpx.HTTPError:
        return ""

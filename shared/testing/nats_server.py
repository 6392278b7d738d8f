"""A real, throwaway nats-server for tests, with the topology made."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from shared.bus.nats_bus import NatsBus, connect_bus
from shared.bus.reconcile_topology import ensure_consumers, reconcile_topology
from shared.bus.server import EmbeddedServer
from shared.bus.server_config import ServerSettings
from shared.bus.topology import StreamSpec, Topology

STREAM_BYTES = 256 * 1024 * 1024
"""Bound of the streams in tests: the server refuses streams that together exceed the disk that is free."""

__all__ = ["SmallTopology", "running_server", "server_bus"]


class SmallTopology(Topology):
    """The topology with bounds that fit any test machine's disk."""

    def streams(self) -> tuple[StreamSpec, ...]:
        """All streams, none above `STREAM_BYTES`."""
        return tuple(
            replace(spec, max_bytes=min(spec.max_bytes, STREAM_BYTES)) for spec in Topology.streams(self)
        )


@asynccontextmanager
async def running_server(directory: Path, *, max_payload: int = 1024 * 1024) -> AsyncIterator[EmbeddedServer]:
    """Run a server on a store of its own in `directory` for the block."""
    server = EmbeddedServer(ServerSettings(directory=directory, max_payload=max_payload))
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def server_bus(
    server: EmbeddedServer,
    *,
    sites: tuple[str, ...] = (),
    collections: tuple[str, ...] = (),
    prefix: str = "rack",
    name: str = "test",
) -> AsyncIterator[NatsBus]:
    """Connect to a server for the block, with streams, buckets and consumers made."""
    topology = SmallTopology(prefix)
    async with connect_bus(server.bus_settings(name=name, prefix=prefix)) as bus:
        await reconcile_topology(bus, topology)
        consumers = [topology.decider(collection) for collection in collections]
        consumers += [make(site) for site in sites for make in (topology.worker, topology.reader)]
        await ensure_consumers(bus, consumers)
        yield bus

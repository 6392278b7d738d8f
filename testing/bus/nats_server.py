"""A real, throwaway nats-server for tests, with the topology made."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.reconcile_topology import ensure_consumers, reconcile_topology
from shared.bus.server.config import ServerSettings
from shared.bus.server.server import EmbeddedServer
from shared.contracts.topology import ConsumerSpec, StreamSpec, Topology

STREAM_BYTES = 16 * 1024 * 1024
"""Bound of the streams in tests: small, so that tests can fill one, and all fit on any disk."""

__all__ = ["SmallTopology", "running_server", "server_bus"]


class SmallTopology(Topology):
    """The topology with small bounds."""

    def streams(self) -> tuple[StreamSpec, ...]:
        """All streams, none above `STREAM_BYTES`."""
        return tuple(
            replace(spec, max_bytes=min(spec.max_bytes, STREAM_BYTES)) for spec in Topology.streams(self)
        )


@asynccontextmanager
async def running_server(directory: Path, **settings: Any) -> AsyncIterator[EmbeddedServer]:  # noqa: ANN401
    """Run a server on a store of its own in `directory` for the block."""
    server = EmbeddedServer(ServerSettings(directory=directory, **{"max_payload": 1024 * 1024, **settings}))
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def server_bus(
    server: EmbeddedServer,
    *,
    consumers: Sequence[ConsumerSpec] = (),
    prefix: str = "rack",
    name: str = "test",
) -> AsyncIterator[NatsBus]:
    """Connect to a server for the block, with streams, buckets and consumers made."""
    topology = SmallTopology(prefix)
    async with connect_bus(server.bus_settings(name=name, prefix=prefix)) as bus:
        await reconcile_topology(bus, topology)
        await ensure_consumers(bus, consumers)
        yield bus

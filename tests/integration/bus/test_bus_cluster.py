"""Messages that are stored together, on three nodes that keep everything three times."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from shared.bus.large_messages import publish_large, read_large
from shared.bus.nats.bus import NatsBus, connect_bus
from shared.bus.nats.reconcile_topology import reconcile_topology
from shared.bus.port import BusError, PublishAck, WrongLastSequenceError
from shared.bus.settings import BusSettings
from shared.contracts.topology import Stream, Topology
from tests.faults.cluster import NODES, PASSWORD, USER, Cluster

PATIENCE = 60
DELIVERY = bytes(range(256)) * 100
CHUNK = 1000


def settings(cluster: Cluster) -> BusSettings:
    """Return how to reach any node of a cluster."""
    servers = tuple(
        f"nats://{url.rpartition('@')[2].removeprefix('nats://')}" for url in cluster.urls.split(",")
    )
    return BusSettings(servers=servers, user=USER, password=PASSWORD)


async def persistent(action):
    """Return what `action` returns as soon as the cluster lets it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await action()
            except WrongLastSequenceError:
                raise
            except BusError:
                await asyncio.sleep(0.5)


async def append(bus: NatsBus, *, name: str, expected: int) -> PublishAck:
    """Append a delivery to a log, as chunks."""
    return await publish_large(
        bus,
        Topology(),
        Topology().log("c"),
        DELIVERY,
        message_id=name,
        expected_last_subject_sequence=expected,
        message_bytes=CHUNK,
    )


async def read(bus: NatsBus, sequence: int) -> bytes:
    """Return what was appended as this sequence."""
    message = await bus.get(Stream.LOG, sequence)
    assert message is not None
    return await read_large(bus, Stream.LOG, message)


async def test_chunks_are_stored_by_all_nodes_or_by_none(tmp_path: Path) -> None:
    """A lost compare-and-set stores nothing, and another leader has every chunk of what was acknowledged."""
    cluster = Cluster(tmp_path)
    with cluster.running():
        async with connect_bus(settings(cluster)) as bus:
            await persistent(lambda: reconcile_topology(bus, Topology(), replicas=len(NODES)))
            first = await persistent(lambda: append(bus, name="1", expected=0))
            with pytest.raises(WrongLastSequenceError):
                await append(bus, name="2", expected=0)
            cluster.kill(cluster.led(Stream.LOG))
            second = await persistent(lambda: append(bus, name="2", expected=first.sequence))
            assert second.sequence == 2 * first.sequence
            for ack in (first, second):
                assert await persistent(partial(read, bus, ack.sequence)) == DELIVERY

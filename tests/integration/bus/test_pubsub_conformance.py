"""Messages that no stream keeps, over a real nats-server, pass the suite; listening outlives a restart."""

import pytest

from shared.bus.nats.bus import connect_bus
from testing.bus.pubsub_conformance import PATIENCE, PubSubConformance, said


class TestNatsPubSub(PubSubConformance):
    @pytest.fixture
    async def pubsub(self, nats_server):
        async with connect_bus(nats_server.bus_settings(name="test")) as bus:
            yield bus


async def test_listening_outlives_a_restart_of_the_server(nats_server):
    """The reader is told that something may be lost, and hears what is sent after."""
    async with (
        connect_bus(nats_server.bus_settings(name="test")) as bus,
        bus.listen("rack.read.c.a") as mailbox,
    ):
        await bus.send("rack.read.c.a", b"before")
        assert await said(mailbox) == b"before"
        await nats_server.stop()
        await nats_server.start()
        assert await mailbox.next(timeout=PATIENCE) is None
        await bus.send("rack.read.c.a", b"after")
        assert await said(mailbox) == b"after"

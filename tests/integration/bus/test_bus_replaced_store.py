"""Following goes on when the server's store was lost or restored from an older copy."""

import asyncio
from contextlib import aclosing

import pytest

from shared.contracts.topology import Stream
from testing.bus.nats_server import server_bus

ASK = "rack.ask.kernels.a"
PATIENCE = 60


@pytest.mark.parametrize("there", [0, 3])
async def test_store_that_is_behind_its_reader_is_followed_from_now_on(nats_server, there):
    """A reader that knows higher sequences than the stream has hears what is new, and not what is old."""
    async with server_bus(nats_server) as bus:
        for number in range(there):
            await bus.publish(ASK, b"old %d" % number)
        async with aclosing(bus.follow(Stream.ASKS, ASK, after=50)) as messages:
            heard = asyncio.ensure_future(anext(messages))
            await asyncio.wait([heard], timeout=1)  # let it begin: an empty stream is the hard case
            async with asyncio.timeout(PATIENCE):
                while not heard.done():
                    await bus.publish(ASK, b"new")
                    await asyncio.wait([heard], timeout=0.2)
            assert (await heard).data == b"new"

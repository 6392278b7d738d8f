"""A line that is slow: bulk data takes its time, where a request would be given up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.bus.nats.bus import connect_bus
from shared.contracts.topology import Stream, Topology
from testing.bus.nats_server import running_server, server_bus

BYTES_A_SECOND = 200_000
PIECE = 10_000
PART = bytes(range(256)) * 800
"""About as many bytes as the line takes in a second."""

REQUEST_SECONDS = 0.4


@asynccontextmanager
async def slow_line(port: int) -> AsyncIterator[str]:
    """Yield the URL of a server at `port` behind a line that is slow both ways."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(PIECE):
            await asyncio.sleep(len(data) / BYTES_A_SECOND)
            writer.write(data)
            await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer), return_exceptions=True)

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield f"nats://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


async def test_bulk_data_passes_a_slow_line(tmp_path):
    """A part of a pack that takes longer than a request may is published, and read, all the same.

    Nor is the line taken for dead because the answers to pings wait behind it.
    """
    subject = Topology().pack("spice", "a", "1" * 32, 1)
    async with (
        running_server(tmp_path) as server,
        server_bus(server),
        slow_line(server.state.port) as url,
        connect_bus(
            server.bus_settings().model_copy(
                update={
                    "servers": (url,),
                    "request_timeout": REQUEST_SECONDS,
                    "publish_timeout": REQUEST_SECONDS,
                    "ping_seconds": REQUEST_SECONDS / 8,
                }
            )
        ) as bus,
    ):
        await bus.publish(subject, PART, bulk=True)
        found = await bus.direct(Stream.PACKS, subject)
    assert found is not None
    assert found.data == PART

"""A line that is cut without a word: nobody closes the connection, and nothing comes through it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from shared.bus.nats.bus import connect_bus
from shared.bus.port import BusError
from shared.contracts.topology import Bucket
from testing.bus.nats_server import server_bus

PATIENCE = 60.0
"""Seconds for what takes one."""

PART = "rack.sig.spice.a.0.1"
LARGE = bytes(900_000)
MORE_THAN_A_SOCKET_HOLDS = 15


class SilentProxy:
    """Passes on what comes, but for connections that were made before it was told to be silent.

    Args:
        port: of the server.
        reads: whether what comes through a silent connection is taken, and lost. Else it is not taken: it
            stays with the sender, as where nothing arrives at all.
    """

    def __init__(self, port: int, *, reads: bool) -> None:
        self.port = 0
        self._reads = reads
        self._never = asyncio.Event()
        self.silent: set[int] = set()
        self.made = 0
        self._behind = port

    def cut(self) -> None:
        """Let nothing through the connections that stand now, and close none of them."""
        self.silent = set(range(1, self.made + 1))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Look after one connection."""
        self.made += 1
        number = self.made
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._behind)
        answers = asyncio.ensure_future(self._pass(number, server_reader, writer))
        await self._pass(number, reader, server_writer)
        answers.cancel()
        server_writer.close()

    async def _pass(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if number not in self.silent:
                writer.write(data)
            elif not self._reads:
                await self._never.wait()


@asynccontextmanager
async def silent_proxy(port: int, *, reads: bool = True) -> AsyncIterator[SilentProxy]:
    """Listen on a free port for the block."""
    proxy = SilentProxy(port, reads=reads)
    listener = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = listener.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listener.close()


async def test_a_line_that_was_cut_in_silence_is_made_anew(nats_server):
    """Nobody says that the connection is dead; pings without an answer show it, and another is made."""
    settings = nats_server.bus_settings(name="silent")
    port = str(urlsplit(settings.servers[0]).port)
    async with server_bus(nats_server), silent_proxy(int(port)) as proxy:
        address = settings.servers[0].replace(port, str(proxy.port))
        hasty = {"servers": (address,), "ping_seconds": 0.2, "publish_timeout": 1.0}
        async with connect_bus(settings.model_copy(update=hasty)) as bus:
            await bus.put(Bucket.RULES, "before", b"1")
            proxy.cut()
            async with asyncio.timeout(PATIENCE):
                while not await put(bus):
                    continue
            assert (await bus.values(Bucket.RULES)).keys() == {"before", "after"}


async def test_what_waits_to_leave_through_a_dead_line_does_not_keep_it(nats_server):
    """Parts of a pack that were on their way when the line was cut are dropped, and sent over another."""
    settings = nats_server.bus_settings(name="silent")
    port = str(urlsplit(settings.servers[0]).port)
    async with server_bus(nats_server), silent_proxy(int(port), reads=False) as proxy:
        address = settings.servers[0].replace(port, str(proxy.port))
        hasty = {"servers": (address,), "ping_seconds": 0.2, "bulk_timeout": 1.0}
        async with connect_bus(settings.model_copy(update=hasty)) as bus:
            await bus.publish(PART, LARGE, bulk=True)
            proxy.cut()
            sent = [asyncio.create_task(send(bus)) for _ in range(MORE_THAN_A_SOCKET_HOLDS)]
            await asyncio.wait_for(asyncio.gather(*sent), PATIENCE)


async def send(bus) -> None:
    """Send a part until it is stored."""
    while True:
        try:
            await bus.publish(PART, LARGE, bulk=True)
        except BusError:
            continue
        return


async def put(bus) -> bool:
    """Try to store something; tell whether it is stored."""
    try:
        await bus.put(Bucket.RULES, "after", b"2")
    except BusError:
        return False
    return True

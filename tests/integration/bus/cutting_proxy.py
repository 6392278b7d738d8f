"""A way to a server that is cut, once, as soon as certain bytes want to pass: they get lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class CuttingProxy:
    """Passes on what comes, and drops the connection that carries `marked` bytes for the first time."""

    def __init__(self, port: int, marked: bytes) -> None:
        self.port = 0
        self.cuts = 0
        self._behind = port
        self._marked = marked

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Look after one connection."""
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._behind)
        answers = asyncio.ensure_future(self._pass(server_reader, writer))
        await self._pass(reader, server_writer)
        await answers

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if self._marked in data and not self.cuts:
                self.cuts += 1
                break
            writer.write(data)
        writer.close()


@asynccontextmanager
async def cutting_proxy(port: int, marked: bytes) -> AsyncIterator[CuttingProxy]:
    """Listen on a free port for the block."""
    proxy = CuttingProxy(port, marked)
    async with await asyncio.start_server(proxy.serve, "127.0.0.1", 0) as listener:
        proxy.port = listener.sockets[0].getsockname()[1]
        yield proxy

"""An application served on a free port, for tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from shared.web.connections.server import serve_app
from shared.web.hot.door import HotDoor
from shared.web.limits import WebLimits


class Served:
    """An application that is being served: where, and how to stop it."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self._address: asyncio.Future[tuple[str, int]] = asyncio.get_running_loop().create_future()

    def announce(self, host: str, port: int) -> None:
        """Take note of where it listens."""
        self._address.set_result((host, port))

    async def url(self, path: str) -> str:
        """Return the address of a path, once there is one."""
        host, port = await self._address
        return f"http://{host}:{port}{path}"


@asynccontextmanager
async def serving(
    app: ASGIApp,
    limits: WebLimits | None = None,
    *,
    fast: bool = False,
    hot: HotDoor | None = None,
    proxies: str = "",
) -> AsyncIterator[Served]:
    """Serve an application on a free port of the loopback."""
    served = Served()
    async with asyncio.TaskGroup() as group:
        group.create_task(
            serve_app(
                app,
                host="127.0.0.1",
                port=0,
                stop=served.stop,
                announce=served.announce,
                limits=limits,
                fast=fast,
                hot=hot,
                proxies=proxies,
            )
        )
        yield served
        served.stop.set()

"""Contents read from a gateway over HTTP, in the name of who asks the archive."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx

from services.archive.contents.fetch import fetch
from services.archive.contents.lender import Lenders
from services.archive.contents.port import Reader
from services.archive.query.contents import File
from shared.observability.clock import Clock

READ_HOURS = 24
"""That a large file over a slow line takes at most."""

SILENT_SECONDS = 60.0
"""Without a byte from a gateway, which may fetch the file from another site first."""

CONNECTIONS = 32
"""To gateways at a time: zips that are told, and files that are worked on."""


class GatewayContents:
    """Implements `Contents`."""

    def __init__(self, http: httpx.AsyncClient, *, lenders: Lenders, clock: Clock) -> None:
        self._http = http
        self._lenders = lenders
        self._clock = clock

    def read(self, content: File, reader: Reader) -> AsyncGenerator[bytes, None]:
        """See `Contents`."""

        async def find() -> str:
            now = self._clock.now()
            lender = await self._lenders.lender(reader, now=now, ends=now + timedelta(hours=READ_HOURS))
            return lender.by_hash(path=content.path, content=content.content)

        return fetch(self._http, find, sleep=asyncio.sleep)


@asynccontextmanager
async def gateway_http() -> AsyncIterator[httpx.AsyncClient]:
    """Yield connections to gateways."""
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    timeout = httpx.Timeout(SILENT_SECONDS)
    async with httpx.AsyncClient(limits=limits, timeout=timeout, trust_env=False) as http:
        yield http

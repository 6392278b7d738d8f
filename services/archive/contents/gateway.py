"""Contents read from a gateway over HTTP, in the name of who asks the archive."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx

from services.archive.contents.lender import Lenders
from services.archive.contents.port import Reader
from services.archive.query.contents import Content
from shared.observability.clock import Clock
from shared.web.problem import BusyError, NotFoundError

READ_HOURS = 24
"""That a large file over a slow line takes at most."""

SILENT_SECONDS = 60.0
"""Without a byte from a gateway, which may fetch the file from another site first."""

CONNECTIONS = 32
"""To gateways at a time: zips that are told, and files that are worked on."""

PIECE_BYTES = 256 * 1024

ABSENT = frozenset({401, 403, 404})
"""Statuses that say that this reader has no such bytes."""


class GatewayContents:
    """Implements `Contents`."""

    def __init__(self, http: httpx.AsyncClient, *, lenders: Lenders, clock: Clock) -> None:
        self._http = http
        self._lenders = lenders
        self._clock = clock

    async def read(self, content: Content, reader: Reader) -> AsyncGenerator[bytes, None]:
        """See `Contents`."""
        now = self._clock.now()
        lender = await self._lenders.lender(reader, now=now, ends=now + timedelta(hours=READ_HOURS))
        address = lender.by_hash(path=content.path, content=content.content, proposal=content.proposal_id)
        try:
            async with self._http.stream("GET", address) as answer:
                if answer.status_code in ABSENT:
                    raise NotFoundError(f"the gateway has no file of version {content.version}")
                if answer.status_code != httpx.codes.OK:
                    raise BusyError(f"the gateway answers {answer.status_code}: ask again")
                async for piece in answer.aiter_raw(PIECE_BYTES):
                    yield piece
        except httpx.HTTPError as error:
            raise BusyError(
                f"the gateway does not tell a file ({type(error).__name__}): ask again"
            ) from error


@asynccontextmanager
async def gateway_http() -> AsyncIterator[httpx.AsyncClient]:
    """Yield connections to gateways."""
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    timeout = httpx.Timeout(SILENT_SECONDS)
    async with httpx.AsyncClient(limits=limits, timeout=timeout, trust_env=False) as http:
        yield http

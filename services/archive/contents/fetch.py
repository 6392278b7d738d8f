"""Fetching of a content from a gateway: what breaks off goes on where it was, since bytes have one hash."""

from collections.abc import AsyncGenerator, Awaitable, Callable

import httpx

from shared.model.backoff import Backoff
from shared.web.problem import BusyError, NotFoundError

ABSENT = frozenset({401, 403, 404})
"""Statuses that say that this reader has no such bytes."""

TRIES = 5
"""In a row that bring nothing, before the bytes are not to be had now: a zip of hundreds is cut by one."""

PAUSES = Backoff(first=0.5, longest=4.0)
"""Between them: a gateway that was started anew answers within seconds."""

Find = Callable[[], Awaitable[str]]
"""Returns the address of the bytes, at a gateway that answers now."""

Sleep = Callable[[float], Awaitable[None]]


async def fetch(http: httpx.AsyncClient, find: Find, *, sleep: Sleep) -> AsyncGenerator[bytes, None]:
    """Yield all bytes of a content.

    Raises:
        NotFoundError: a gateway has none of them for who asks.
        BusyError: no gateway tells them, or not all.
    """
    at = failures = 0
    while True:
        try:
            async for piece in _from(at, http, await find()):
                at, failures = at + len(piece), 0
                yield piece
        except BusyError:
            failures += 1
            if failures == TRIES:
                raise
            await sleep(PAUSES.delay(failures))
        else:
            return


async def _from(at: int, http: httpx.AsyncClient, address: str) -> AsyncGenerator[bytes, None]:
    headers = {"Range": f"bytes={at}-"} if at else {}
    try:
        async with http.stream("GET", address, headers=headers) as answer:
            if answer.status_code in ABSENT:
                raise NotFoundError("a gateway has no such bytes")
            if answer.status_code != (httpx.codes.PARTIAL_CONTENT if at else httpx.codes.OK):
                raise BusyError(f"the gateway answers {answer.status_code}: ask again")
            # As they come: what waits for a piece to be full is lost where the connection breaks.
            async for piece in answer.aiter_raw():
                yield piece
    except httpx.HTTPError as error:
        raise BusyError(f"the gateway does not tell a file ({type(error).__name__}): ask again") from error

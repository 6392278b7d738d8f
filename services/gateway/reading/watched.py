"""Telling that ends early: when the caller goes away, or may not have the rest any more."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from starlette.types import Receive

from shared.contents.wanted import ContentLostError
from shared.web.sending.file_sender import always

LOOK_SECONDS = 0.5
"""Between two looks at whether a caller may still have what it is told: half of the second within which a
revocation counts, and the other half is its way to this process."""


class NotAllowedError(Exception):
    """Who is being told something may not have the rest."""


async def watched(
    work: Coroutine[Any, Any, None], receive: Receive, *, allowed: Callable[[], bool] = always
) -> None:
    """Tell something until the caller goes away: the server swallows what is sent to nobody.

    Raises:
        NotAllowedError: the caller may not have the rest.
    """
    telling = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(receive))
    rights = _Rights(allowed)
    try:
        await asyncio.wait((telling, leaving, rights.ended), return_when=asyncio.FIRST_COMPLETED)
        if telling.done():
            telling.result()
        elif rights.ended.done():
            raise NotAllowedError("its caller may not read it any more")
    finally:
        rights.close()
        for task in (telling, leaving):
            task.cancel()
            with suppress(asyncio.CancelledError, ContentLostError, OSError):
                await task


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


class _Rights:
    """Looks again and again at what is allowed: by timers, which cost nothing where an answer is short."""

    def __init__(self, allowed: Callable[[], bool]) -> None:
        self._allowed = allowed
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = self._loop.create_future()
        """Done when it is allowed no more."""
        self._timer = self._loop.call_later(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        if self._allowed():
            self._timer = self._loop.call_later(LOOK_SECONDS, self._look)
        else:
            self.ended.set_result(None)

    def close(self) -> None:
        """Look no more."""
        self._timer.cancel()
        self.ended.cancel()

"""Requests that one service handles at the moment: their count, and the end of those left when it stops."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web import problem
from shared.web.problem_handlers import RETRY_AFTER, answer


class InFlight:
    """Counts, for all layers that answer."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._now = 0

    @property
    def now(self) -> int:
        """How many are handled."""
        return self._now

    @property
    def is_full(self) -> bool:
        """Whether one more would be too many."""
        return self._now >= self.limit

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count one more during the block."""
        self._now += 1
        try:
            yield
        finally:
            self._now -= 1


class LastRequests:
    """Has those whom the server ends unanswered told to ask again, instead of the trace of a fault.

    The server of ASGI cancels what it still runs at its end, and takes that for a fault of the application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except asyncio.CancelledError:
            if not begun:
                why = problem.UNAVAILABLE.problem("this process stops before it could answer: ask again")
                await answer(why, RETRY_AFTER)(scope, receive, send)

"""Middleware that remembers refused writes below `/data/`, and marks the DELETE that follows one.

The writer remembers what it refuses itself. But a request can be refused before any handler sees it: too
large, one too many, while the service is busy. rclone sends a DELETE then, too. The DELETE's own handler
refuses it, once it is known that the caller may delete at all: who may not is told that, and counted.
"""

import hashlib
import time
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.tree.addresses import DATA
from services.gateway.writing.refusals import Refusals
from shared.web.problem import RefusedError

SECONDS = 600.0
"""For which a refusal is remembered: rclone tries a whole sync three times, and sends each DELETE at once."""

AFTER_REFUSED = "spicerack.after_refused"
"""In a request's scope: a write of its client to its path was refused a short while ago."""

REFUSED = 400
"""The first status that says so."""


class RefusedWrites:
    """Remembers by what a client shows of itself: its credentials, or its address where it has none."""

    def __init__(self, app: ASGIApp, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._refusals = Refusals(seconds=SECONDS, monotonic=monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{DATA}/"):
            await self._app(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._put(scope, receive, send)
        elif scope["method"] == "DELETE" and self._refusals.stands(_client_of(scope), _path_of(scope)):
            await self._app({**scope, AFTER_REFUSED: True}, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _put(self, scope: Scope, receive: Receive, send: Send) -> None:
        client, path = _client_of(scope), _path_of(scope)
        # Until it is answered, it is refused: a client that is cut off has replaced nothing.
        self._refusals.note(client, path)

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < REFUSED:
                self._refusals.forget(client, path)
            await send(message)

        await self._app(scope, receive, send_noted)


def demand_not_after_refused(scope: Scope) -> None:
    """Make sure that a DELETE follows no refused write of its client to its path. Raises RefusedError."""
    if scope.get(AFTER_REFUSED, False):
        raise RefusedError(
            "a write to this path was refused a short while ago: the older version stays; delete it later"
        )


def _client_of(scope: Scope) -> str:
    address = scope["client"][0] if scope.get("client") else ""
    shown = Headers(scope=scope).get("authorization", "") or str(address)
    return hashlib.sha256(shown.encode()).hexdigest()


def _path_of(scope: Scope) -> str:
    return str(scope["path"]).rstrip("/")

"""The middleware that asks who calls, before anything of a request is routed or read."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.authorise import CALLER, Authorise
from shared.web.problem import INTERNAL, UNAUTHENTICATED, ProblemError
from shared.web.problem_handlers import answer

LIVENESS = "/healthz"
"""The one path that anybody may ask: a supervisor has to, whatever else is wrong, and it says nothing."""


OLD_TOOLS = ("/data/", "/browse/")
"""Below them tools and browsers ask that know user and password alone, and say them only when asked to."""

BASIC = b'Basic realm="spicerack", charset="UTF-8"'
"""RFC 7617. Any user; the password is the token."""


class Admitted:
    """Lets in whom the hook admits, and tells it how each request was answered."""

    def __init__(self, app: ASGIApp, *, authorise: Authorise) -> None:
        self._app = app
        self._authorise = authorise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] == LIVENESS:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            caller = await self._authorise.admit(connection)
        except ProblemError as error:
            await answer(error.problem(), error.headers())(scope, receive, _challenging(scope, send))
            return
        scope.setdefault("state", {})[CALLER] = caller
        status = 0
        send = _challenging(scope, send)

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception:
            status = status or INTERNAL.status  # Answered outside of this, by the framework's handler.
            raise
        finally:
            self._authorise.leave(connection, caller, status)


def _challenging(scope: Scope, send: Send) -> Send:
    """Return a `send` that asks old tools for user and password, beside a token."""
    if not scope["path"].startswith(OLD_TOOLS):
        return send

    async def send_challenge(message: Message) -> None:
        if message.get("status") == UNAUTHENTICATED.status:
            message["headers"] = [(b"www-authenticate", BASIC), *message["headers"]]
        await send(message)

    return send_challenge

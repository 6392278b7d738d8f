"""The share of a service that bodies on their way in have: readers find room, however many never come."""

from collections import Counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web import problem
from shared.web.guards.guard import READS
from shared.web.problem_handlers import RETRY_AFTER, answer


class SharedBodies:
    """Bounds the requests whose bodies have not come whole: in all, and of one address.

    A service that asks for no token knows its callers by their addresses alone. Whoever sends heads and no
    bodies holds a request for each.

    Args:
        app: what comes after it.
        limit: requests that are handled at a time. Half of them may wait for bodies, a quarter for those of
            one address.
    """

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self._app = app
        self._all = max(limit // 2, 1)
        self._each = max(limit // 4, 1)
        self._of: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        address = str((scope.get("client") or ("",))[0])
        if self._of.total() >= self._all or self._of[address] >= self._each:
            why = problem.UNAVAILABLE.problem(
                f"{self._of[address]} bodies from your address, and {self._of.total()} in all, are on their "
                "way: ask again when some have come"
            )
            await answer(why, RETRY_AFTER)(scope, receive, send)
            return
        await self._counted(address, scope, receive, send)

    async def _counted(self, address: str, scope: Scope, receive: Receive, send: Send) -> None:
        waits = True

        def end() -> None:
            nonlocal waits
            if waits:
                waits = False
                self._of[address] -= 1
                if not self._of[address]:
                    del self._of[address]

        async def receive_counted() -> Message:
            message = await receive()
            if not message.get("more_body", False):
                end()
            return message

        self._of[address] += 1
        try:
            await self._app(scope, receive_counted, send)
        finally:
            end()


def _has_body(scope: Scope) -> bool:
    if scope["method"] in READS:
        return False
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"

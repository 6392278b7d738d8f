"""The layer that tells answers kept in memory before anything else is done for a request."""

from functools import partial

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.guards.in_flight import InFlight
from shared.web.hot.door import OK, Entered, HotDoor
from shared.web.sending.file_sender import Line, sender_of


class HotFirst:
    """Tells hot answers and hot files; passes on all else."""

    def __init__(self, app: ASGIApp, *, door: HotDoor, in_flight: InFlight) -> None:
        """Wire it.

        Args:
            app: answers what is not hot.
            door: finds what is.
            in_flight: what else is told at the moment: an answer from memory takes no time, a file does.
        """
        self._app = app
        self._door = door
        self._in_flight = in_flight

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        begun = self._door.now()
        hot = self._door.find(scope) if scope["type"] == "http" else None
        if hot is None:
            entered = self._enter(scope)
            if entered is None:
                await self._app(scope, receive, send)
            else:
                await self._tell_file(entered, begun, scope, receive, send)
            return
        headers = [*hot.secured(scope["scheme"]), *self._door.moment(begun)]
        await send({"type": "http.response.start", "status": OK, "headers": headers})
        await send({"type": "http.response.body", "body": hot.body, "more_body": False})

    def _enter(self, scope: Scope) -> Entered | None:
        if scope["type"] != "http" or self._in_flight.is_full:
            return None
        return self._door.enter(scope)

    async def _tell_file(
        self, entered: Entered, begun: float, scope: Scope, receive: Receive, send: Send
    ) -> None:
        headers = [*entered.file.secured(scope["scheme"]), *self._door.moment(begun)]
        try:
            with self._in_flight.one():
                allowed = partial(self._door.allows, entered)
                await entered.telling(headers, Line(receive, send, sender_of(scope), allowed))
        finally:
            self._door.leave(entered)

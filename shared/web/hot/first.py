"""The layer that tells answers kept in memory before anything else is done for a request."""

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.hot.door import OK, HotDoor


class HotFirst:
    """Tells hot answers; passes on all else."""

    def __init__(self, app: ASGIApp, *, door: HotDoor) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        begun = self._door.now()
        hot = self._door.find(scope) if scope["type"] == "http" else None
        if hot is None:
            await self._app(scope, receive, send)
            return
        headers = [*hot.secured(scope["scheme"]), *self._door.moment(begun)]
        await send({"type": "http.response.start", "status": OK, "headers": headers})
        await send({"type": "http.response.body", "body": hot.body, "more_body": False})

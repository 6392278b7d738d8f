"""The HTTP face of every service: `/healthz`, `/readyz`, `/metrics`; and a server inside a running loop."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import APIRouter, FastAPI, Response, status
from prometheus_client import CollectorRegistry

from shared.model.errors import OperatorError
from shared.observability.health import Health, Liveness, Readiness
from shared.observability.metrics import exposition

CONNECTIONS_MAX = 256
"""Connections and requests at a time; one more is answered with 503, so that callers cannot fill memory."""

GRACE = 2
"""Seconds that requests in flight get when the server stops; then they are cut."""


class ServeError(OperatorError):
    """The server could not start: the operator must act. `str()` says what on."""


def health_router(health: Health, registry: CollectorRegistry) -> APIRouter:
    """Return the routes `/healthz` and `/readyz` (200, or 503 with the reasons) and `/metrics`."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def healthz(response: Response) -> Liveness:
        """Whether the process still moves; if not, it should be restarted."""
        body = health.liveness()
        response.status_code = _status(body.status == "alive")
        return body

    @router.get("/readyz")
    async def readyz(response: Response) -> Readiness:
        """Whether the process can do its work now, condition by condition."""
        body = health.readiness()
        response.status_code = _status(body.status == "ready")
        return body

    @router.get("/metrics")
    async def metrics() -> Response:
        """All metrics in the Prometheus text format."""
        content, media_type = exposition(registry)
        return Response(content, media_type=media_type)

    return router


def _status(good: bool) -> int:
    return status.HTTP_200_OK if good else status.HTTP_503_SERVICE_UNAVAILABLE


async def serve_app(
    app: FastAPI,
    *,
    host: str,
    port: int,
    stop: asyncio.Event,
    announce: Callable[[str, int], None] | None = None,
) -> None:
    """Serve `app` until `stop` is set or the caller is cancelled; then let requests finish within GRACE.

    Signals are left to the process that this runs in.

    Args:
        app: what is served.
        host: the address, or a name of it, to listen on.
        port: the port; 0 lets the system choose one.
        stop: set by the owner to end.
        announce: told the address and the port once connections are accepted.

    Raises:
        ServeError: nothing can listen there, or the application did not start.
    """
    with _listen(host, port) as listener:
        server = _Server(_configuration(app), announce)
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="http")
        stopping = asyncio.create_task(stop.wait(), name="http-stop")
        try:
            await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            server.should_exit = True
            await _to_its_end(serving)
    if not server.was_up:
        raise ServeError("the HTTP application did not start; the log above says why")


async def _to_its_end(serving: asyncio.Task[None]) -> None:
    """Wait for the server, which ends within GRACE, even if the caller is cancelled meanwhile."""
    interrupted: asyncio.CancelledError | None = None
    while not serving.done():
        try:
            await asyncio.wait((serving,))
        except asyncio.CancelledError as error:
            interrupted = error
    if interrupted is not None:
        raise interrupted
    serving.result()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise ServeError(
            f"cannot listen on {host}:{port} ({error}); choose another address or port"
        ) from error


def _configuration(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        limit_concurrency=CONNECTIONS_MAX,
        timeout_graceful_shutdown=GRACE,
    )


class _Server(uvicorn.Server):
    """A server that is a guest in its process: it takes no signals, and says when it is up."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[str, int], None] | None) -> None:
        super().__init__(config)
        self._announce = announce
        self.was_up = False

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say where. An application that fails to start ends the server, not the process."""
        try:
            await super().startup(sockets=sockets)
        except SystemExit:
            self.should_exit = True
        self.was_up = self.started
        if self.started and sockets and self._announce is not None:
            self._announce(*sockets[0].getsockname()[:2])

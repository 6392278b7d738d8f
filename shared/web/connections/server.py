"""A server of HTTP inside a running loop, with bounds on its callers."""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from shared.model.errors import OperatorError
from shared.web.connections.connection import Watched, connections_with
from shared.web.connections.handshakes import Refused, telling
from shared.web.guards.in_flight import LastRequests
from shared.web.hot.door import HotDoor
from shared.web.limits import WebLimits

log = logging.getLogger(__name__)

CUT_SECONDS = 1
"""For handlers to end by themselves after their callers were cut; what goes on after it is cancelled."""


class ServeError(OperatorError):
    """The server could not start: the operator must act. `str()` says what on."""


@dataclass(frozen=True, slots=True)
class Tls:
    """The files of a certificate, as PEM."""

    certificate: Path
    key: Path
    client_authority: Path | None = None
    """Callers must show a certificate of this authority, where it is set."""
    refused: Refused | None = None
    """Told of each handshake that failed: no other line or figure tells of it."""


async def serve_app(
    app: ASGIApp,
    *,
    host: str,
    port: int,
    stop: asyncio.Event,
    announce: Callable[[str, int], None] | None = None,
    limits: WebLimits | None = None,
    tls: Tls | None = None,
    fast: bool = False,
    hot: HotDoor | None = None,
    proxies: str = "",
) -> None:
    """Serve `app` until `stop` is set or the caller is cancelled; then let requests finish within the grace.

    Signals are left to the process that this runs in.

    Args:
        app: what is served.
        host: the address, or a name of it, to listen on.
        port: the port; 0 lets the system choose one.
        stop: set by the owner to end.
        announce: told the address and the port once connections are accepted.
        limits: what callers may take; those of WebLimits where None.
        tls: the certificate that is shown to callers; plain HTTP where None.
        fast: whether to parse requests in C, where that is installed.
        hot: tells what the application would, at once where it can; asked by the fast ones alone.
        proxies: addresses and networks of proxies that are believed about who asks, separated by commas.

    Raises:
        ServeError: nothing can listen there, or the application did not start.
    """
    connections = _Connections(limits or WebLimits(), fast, hot, proxies)
    with _listen(host, port) as listener:
        server = _Server(
            _configuration(app, tls, connections), announce, grace=connections.limits.grace_seconds
        )
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
    """Wait for the server, which ends within its grace, even if the caller is cancelled meanwhile."""
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
        # asyncio lets small pieces go at once (TCP_NODELAY) only where a socket says that it is TCP's, which
        # those of `create_server` do not: each answer in two pieces then took 40 ms.
        with socket.create_server((host, port), family=family) as found:
            return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=found.detach())
    except (OSError, OverflowError) as error:
        raise ServeError(
            f"cannot listen on {host}:{port} ({error}); choose another address or port"
        ) from error


@dataclass(frozen=True, slots=True)
class _Connections:
    """How callers are served."""

    limits: WebLimits
    fast: bool
    hot: HotDoor | None
    proxies: str


def _configuration(app: ASGIApp, tls: Tls | None, connections: _Connections) -> uvicorn.Config:
    try:
        return _uvicorn_configuration(app, tls, connections)
    except (OSError, ssl.SSLError) as error:
        raise ServeError(f"cannot use the certificate of this service ({error}); mend its files") from error


def _uvicorn_configuration(app: ASGIApp, tls: Tls | None, connections: _Connections) -> uvicorn.Config:
    limits = connections.limits
    configuration = uvicorn.Config(
        LastRequests(app),
        http=connections_with(limits, fast=connections.fast, hot=connections.hot),
        h11_max_incomplete_event_size=limits.head_bytes,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        # Without names uvicorn believes this host: then whoever has an account here may claim any address.
        proxy_headers=bool(connections.proxies),
        forwarded_allow_ips=connections.proxies or "none",
        timeout_graceful_shutdown=limits.grace_seconds + CUT_SECONDS,
        **_tls_options(tls),
    )
    configuration.load()
    if tls is not None and tls.refused is not None and configuration.ssl is not None:
        configuration.ssl.sslobject_class = telling(tls.refused)
    return configuration


def _tls_options(tls: Tls | None) -> dict[str, Any]:
    if tls is None:
        return {}
    options = {"ssl_certfile": str(tls.certificate), "ssl_keyfile": str(tls.key)}
    if tls.client_authority is None:
        return options
    return options | {"ssl_ca_certs": str(tls.client_authority), "ssl_cert_reqs": ssl.CERT_REQUIRED}


class _Server(uvicorn.Server):
    """A server that is a guest in its process: it takes no signals, and says when it is up."""

    def __init__(
        self, config: uvicorn.Config, announce: Callable[[str, int], None] | None, *, grace: float
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._grace = grace
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

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let requests end within the grace, then cut the answers that are still being told."""
        cut = asyncio.get_running_loop().call_later(self._grace, self._cut)
        try:
            await super().shutdown(sockets)
        finally:
            cut.cancel()

    def _cut(self) -> None:
        """End connections as if their callers had gone: handlers know how to end then, and log no fault."""
        told = [one for one in self.server_state.connections if isinstance(one, Watched) and one.answering]
        for one in told:
            one.transport.abort()
        if told:
            log.warning("answers cut, which took longer than the end of this process may: %d", len(told))

"""One connection of a caller, with bounds on how long it may be silent and how many there may be.

uvicorn times a connection only between two answers: one that never sends a whole head, or never reads its
answer, stays for ever, and counts against everybody else.
"""

import asyncio
import importlib
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from shared.contracts.http.problem import MEDIA_TYPE
from shared.web.hot.door import HotDoor
from shared.web.limits import WebLimits
from shared.web.problem import MALFORMED_REQUEST
from shared.web.sending.file_sender import READ_BYTES
from shared.web.sending.in_kernel import KernelSender, bytes_under_way

INVALID = "this is no request of HTTP/1.1 (RFC 9112): its client, or what stands between, has to be mended"
"""Said of what no parser takes."""

TOO_LARGE = "the head of the request has more than {limit} bytes: shorten its target or its fields"

LOOKS = 4
"""Looks at a connection within the shorter of its two bounds."""


class Watched(asyncio.Protocol):
    """The watch over one connection of uvicorn's, whichever parser comes after this class."""

    limits: ClassVar[WebLimits] = WebLimits()
    hot: ClassVar[HotDoor | None] = None
    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    connections: set[Any]
    cycle: Any
    flow: Any
    server_state: Any
    _malformed: str | None = None
    """Why what came behind a request is none: said behind the answer to that request."""
    _in_body = False
    """Whether the body of a request is being read, where the parser tells."""
    _why = INVALID
    """Why what is being read is no request, where that is known better than the parser says it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Take a new connection; the one that has been idle for longest makes room for it."""
        super().connection_made(transport)
        self.idle_since = self._written_at = self.loop.time()
        self._unwritten = 0
        self._look_after = min(self.limits.head_seconds, self.limits.stall_seconds) / LOOKS
        self._look_task = self.loop.call_later(self._look_after, self._look)
        if len(self.connections) > self.limits.connections:
            idle = [one for one in self.connections if isinstance(one, Watched) and not one.busy]
            min(idle, key=lambda one: one.idle_since).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go."""
        self._look_task.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Begin to wait for the next head."""
        self.idle_since = self.loop.time()
        super().on_response_complete()  # type: ignore[misc]  # uvicorn's, which comes after this class
        if self._malformed is not None and not self.busy and not self.transport.is_closing():
            self.send_400_response(self._malformed)

    def send_400_response(self, msg: str) -> None:
        """Say that what came is no request, as every problem is said, and end the connection.

        Answers come in the order of the requests: where one before it is still being handled, its answer is
        waited for. What breaks off within a body is the end of that request, too.
        """
        del msg  # The server's, whatever the fault: it does not say who must act.
        if self.busy and not self._in_body:
            self._malformed = self._why
            self.flow.pause_reading()
            return
        problem = MALFORMED_REQUEST.problem(self._malformed or self._why)
        body = problem.model_dump_json(exclude_none=True).encode()
        headers = (
            *self.server_state.default_headers,
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        )
        lines = (name + b": " + value + b"\r\n" for name, value in headers)
        self.transport.write(b"".join((b"HTTP/1.1 400 Bad Request\r\n", *lines, b"\r\n", body)))
        self.transport.close()

    @property
    def busy(self) -> bool:
        """Whether a request is being handled."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def answering(self) -> bool:
        """Whether an answer has begun and not ended."""
        return self.busy and bool(self.cycle.response_started)

    def _look(self) -> None:
        """End the connection where the caller was silent, or read nothing, for too long."""
        now, unwritten = self.loop.time(), self.transport.get_write_buffer_size()
        if unwritten == 0 or unwritten != self._unwritten:
            self._written_at, self._unwritten = now, unwritten
        silent = not self.busy and now - self.idle_since >= self.limits.head_seconds
        stalled = now - self._written_at >= self.limits.stall_seconds and unwritten > 0
        if stalled or (silent and unwritten == 0):
            self.transport.abort()
            return
        self._look_task = self.loop.call_later(self._look_after, self._look)


class Connection(Watched, H11Protocol):
    """uvicorn's connection over h11, watched. The server makes one for each caller."""


def connections_with(
    limits: WebLimits, *, fast: bool = False, hot: HotDoor | None = None
) -> type[asyncio.Protocol]:
    """Return the class of connections that keep these limits: uvicorn makes them by class alone.

    Args:
        limits: that they keep.
        fast: whether to take the parser in C, where it is installed.
        hot: asked for answers before the application, by connections that can.
    """
    buffer = memoryview(bytearray(READ_BYTES))
    kernel = KernelSender(under_way=bytes_under_way(), patience=limits.stall_seconds)
    kind = _fastest() if fast else Connection
    shared = {"limits": limits, "hot": hot, "buffer": buffer, "kernel": kernel}
    return type("LimitedConnection", (kind,), shared)


def _fastest() -> type[Watched]:
    try:
        found = importlib.import_module("shared.web.connections.fast_connection")
    except ModuleNotFoundError:  # httptools is an extra
        return Connection
    fast: type[Watched] = found.FastConnection
    return fast

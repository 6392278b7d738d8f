"""Bytes of a file written to a connection's socket as they are read: through one small buffer, in no queue.

What goes through `send` of ASGI is a new object each time, is kept in a queue, and has left the processor's
cache when it is written. Here a piece is read and written at once, as far as the socket takes it; the rest of
the piece waits in the transport's own queue, which knows how to wait. Of a large file the kernel moves the
greater part by itself.
"""

import asyncio
import os
import socket
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.types import Receive, Send

from shared.web.sending.in_kernel import KernelSender

EXTENSION = "spicerack.file"
"""In the extensions of a request's scope: the sender of its connection, where it has one."""

READ_BYTES = 256 * 1024
"""Of one read: half of a processor's second cache. Larger ones gained nothing."""

TURN_BYTES = 1024 * 1024
"""Written for one caller before others have their turn."""


class FileEndedError(OSError):
    """The file is shorter than it was."""


class Cycle(Protocol):
    """One request and its answer, as uvicorn keeps it."""

    disconnected: bool
    expected_content_length: int


class Flow(Protocol):
    """Tells when the transport's queue is empty enough, as uvicorn does."""

    write_paused: bool

    async def drain(self) -> None:
        """Wait until it is."""


class FileSender:
    """Sends bytes of files as a part of one answer, after its head and before its last piece."""

    def __init__(
        self, transport: asyncio.Transport, flow: Flow, buffer: memoryview, kernel: KernelSender
    ) -> None:
        """Wire it.

        Args:
            transport: plain, without TLS.
            flow: of the transport.
            buffer: used between two waits alone, so that all connections of a loop may have the same.
            kernel: moves most of a large file.
        """
        self._transport = transport
        self._flow = flow
        self._buffer = buffer
        self._kernel = kernel
        self.cycle: Cycle | None = None
        """Set before the application runs."""

    async def send(self, descriptor: int, start: int, count: int) -> bool:
        """Send bytes of a file; tell whether the caller is still there.

        Raises:
            FileEndedError: the file has fewer.
            OSError: it cannot be read.
        """
        cycle, transport = self.cycle, self._transport
        assert cycle is not None
        if transport.is_closing():  # The loop in C takes nothing more for a transport that is closed.
            return False
        connection = transport.get_extra_info("socket")
        transport.set_write_buffer_limits(high=0)  # Each wait is for an empty queue: nothing may overtake.
        try:
            left = count - await self._moved(cycle, connection, descriptor, start, count)
            while left and not await self._gone(cycle):
                target = connection.fileno()
                left -= await self._turn(target, descriptor, start + count - left, min(left, TURN_BYTES))
            cycle.expected_content_length -= count - left
            return left == 0 and not await self._gone(cycle)
        finally:
            if not transport.is_closing():
                transport.set_write_buffer_limits()

    async def _moved(
        self, cycle: Cycle, connection: socket.socket, descriptor: int, start: int, count: int
    ) -> int:
        """Have the kernel move what it may; return how much that was. Who takes nothing is cut off."""
        share = self._kernel.share(connection, count)
        if not share or await self._gone(cycle):
            return 0
        try:
            return await self._kernel.send(
                connection, descriptor, start, share, is_gone=self._transport.is_closing
            )
        except TimeoutError:
            self._transport.abort()
            return 0

    async def _gone(self, cycle: Cycle) -> bool:
        """Wait until nothing is queued; tell whether the caller has gone."""
        if self._flow.write_paused:
            await self._flow.drain()
        if self._transport.is_closing():
            cycle.disconnected = True
        return cycle.disconnected

    async def _turn(self, target: int, descriptor: int, start: int, count: int) -> int:
        """Send until the socket is full, or all of it; return the bytes that were sent or queued."""
        done = 0
        while done < count and not self._flow.write_paused:
            size = min(READ_BYTES, count - done)
            piece = self._buffer[: _read_cached(descriptor, self._buffer[:size], start + done)]
            if not piece:
                data = await asyncio.to_thread(os.pread, descriptor, size, start + done)
                piece = memoryview(data)
            if not piece:
                raise FileEndedError("the file ended early")
            if self._transport.is_closing():
                break
            self._write(target, piece)
            done += len(piece)
        if not self._flow.write_paused:
            await asyncio.sleep(0)
        return done

    def _write(self, target: int, piece: memoryview) -> None:
        """Write what the socket takes, and queue the rest."""
        try:
            written = os.write(target, piece)
        except OSError:  # It is full; or it is broken, which the transport is about to find out.
            written = 0
        if written < len(piece):
            self._transport.write(bytes(piece[written:]))


def _read_cached(descriptor: int, buffer: memoryview, position: int) -> int:
    """Read what the page cache has; return how much that is."""
    try:
        return os.preadv(descriptor, [buffer], position, os.RWF_NOWAIT)
    except OSError:  # Nothing is in the cache (EAGAIN), or the file system cannot tell (EOPNOTSUPP).
        return 0


def sender_of(scope: MutableMapping[str, Any]) -> FileSender | None:
    """Return the sender of a request's connection; None where it has none."""
    found = (scope.get("extensions") or {}).get(EXTENSION)
    return found if isinstance(found, FileSender) else None


def always() -> bool:
    """Tell that it is allowed."""
    return True


@dataclass(frozen=True, slots=True)
class Line:
    """The way to a caller."""

    receive: Receive
    send: Send
    files: FileSender | None = None
    """Sends bytes of files past all queues, where the server can."""
    allowed: Callable[[], bool] = always
    """Tells whether the caller may still have what it is told: rights end in the middle of a long answer."""

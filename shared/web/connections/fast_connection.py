"""The watched connection over llhttp, in C: a head is read in a tenth of the time that h11 takes.

Imported where `httptools` is installed: services that tell many files have it, others need it not.
"""

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.web.connections.connection import TOO_LARGE, Watched
from shared.web.connections.target import with_its_host
from shared.web.hot.answers import HotAnswer
from shared.web.hot.line import HotLine
from shared.web.sending.file_sender import EXTENSION, FileSender
from shared.web.sending.in_kernel import KernelSender

UNREAD_MAX = 64 * 1024
"""Bytes of answers that a caller has not read yet, above which the application, which waits, tells more."""

UNTAKEN_MAX = 512 * 1024
"""Bytes of a body that wait for the application: it is woken, and its bounds are set, once for so many."""

SEPARATORS = 4
"""Bytes of a header beside its name and value."""


class HeadTooLargeError(Exception):
    """A head is larger than the limit. The parser turns it into a 400."""


class Pieces:
    """A body as it came: joined once, when it is taken, and not grown and copied with each piece."""

    __slots__ = ("_pieces", "_size")

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def __iadd__(self, piece: bytes) -> "Pieces":
        self._pieces.append(piece)
        self._size += len(piece)
        return self

    def __len__(self) -> int:
        return self._size

    def __bytes__(self) -> bytes:
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)


class FastConnection(Watched, HttpToolsProtocol):
    """uvicorn's connection over llhttp, watched, and with the bound on heads that the other parser has."""

    buffer: ClassVar[memoryview] = memoryview(b"")
    """Of all connections of one server."""
    kernel: ClassVar[KernelSender]
    _line: HotLine | None = None
    _piece = b""
    """What is being read, where it begins with a head."""
    _is_told = False
    """Whether the request that is being read was answered already."""
    _in_head = False
    _taken = 0
    """Bytes of pieces that hold nothing but the head that is being read."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Take a new connection."""
        super().connection_made(transport)
        if self.hot is not None:
            self._line = HotLine(self.hot, client=self.client, scheme=self.scheme or "http")

    def data_received(self, data: bytes) -> None:
        """Read on; a head that does not end is refused at the limit."""
        if self._malformed is not None:
            return
        is_new = not self._in_head and not self._in_body
        if is_new and self._line is not None and self._is_free():
            found = self._line.ask_again(data)
            if found is not None:
                self._unset_keepalive_if_required()
                self._tell(self._line, found)
                return
        self._piece = data if is_new else b""
        is_head_alone = not self._in_body
        self._ended = False
        super().data_received(data)
        self._piece = b""
        if not self._in_head:
            return
        self._taken = self._taken + len(data) if is_head_alone and not self._ended else 0
        if self._taken > self.limits.head_bytes and not self.transport.is_closing():
            self._why = TOO_LARGE.format(limit=self.limits.head_bytes)
            self.send_400_response(self._why)

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._in_head = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header. What comes behind a body is none: who asks, and for what, stands before it."""
        if not self._in_body:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """End a head. Raises HeadTooLargeError, TargetError."""
        self._in_head, self._in_body, self._ended, self._taken = False, True, True, 0
        size = len(self.url) + sum(len(name) + len(value) + SEPARATORS for name, value in self.headers)
        if size > self.limits.head_bytes:
            self._why = TOO_LARGE.format(limit=self.limits.head_bytes)
            raise HeadTooLargeError
        if not self.url.startswith(b"/"):
            self.headers[:] = with_its_host(self.url, self.headers)  # The scope has this very list.
        self._is_told = self._line is not None and self._tell_hot(self._line)
        if not self._is_told:
            self._begin_task()

    def on_body(self, body: bytes) -> None:
        """Keep a piece of a body until the application asks; above a bound the caller waits."""
        if self._is_told or self.cycle.response_complete:
            return
        if not self.cycle.body:
            self.cycle.body = Pieces()
        self.cycle.body += body
        if len(self.cycle.body) > UNTAKEN_MAX:
            self.flow.pause_reading()
        self.cycle.message_event.set()

    def on_message_complete(self) -> None:
        """End a request."""
        self._in_body = False
        if not self._is_told:
            super().on_message_complete()

    def _begin_task(self) -> None:
        """Have the application answer, with a sender of files where the line is a plain one."""
        if self.scheme == "https":
            super().on_headers_complete()
            return
        sender = FileSender(self.transport, self.flow, self.buffer, self.kernel)
        self.scope["extensions"] = {EXTENSION: sender}  # type: ignore[dict-item]  # not one of ASGI's own
        super().on_headers_complete()
        sender.cycle = self.cycle

    def _is_free(self) -> bool:
        """Tell whether an answer may be written now: none is under way, and what was told has been read."""
        return (
            not self.busy
            and not self.transport.is_closing()
            and self.transport.get_write_buffer_size() <= UNREAD_MAX
        )

    def _tell_hot(self, line: HotLine) -> bool:
        """Tell an answer that is kept in memory: the same as the application does, in a tenth of the time."""
        parser = self.parser
        if parser.get_method() != b"GET" or parser.get_http_version() != "1.1" or not self._is_free():
            return False
        if parser.should_upgrade() or not parser.should_keep_alive():
            return False
        found = line.ask(self.url, self.headers, self._piece)
        if found is not None:
            self._tell(line, found)
        return found is not None

    def _tell(self, line: HotLine, found: HotAnswer) -> None:
        self.transport.write(line.told(found, self.server_state.default_headers))
        self.server_state.total_requests += 1
        self.idle_since = self.loop.time()

"""The watched connection over llhttp, in C: a head is read in a tenth of the time that h11 takes.

Imported where `httptools` is installed: services that tell many files have it, others need it not.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.web.connection import Watched

SEPARATORS = 4
"""Bytes of a header beside its name and value."""


class HeadTooLargeError(Exception):
    """A head is larger than the limit. The parser turns it into a 400."""


class FastConnection(Watched, HttpToolsProtocol):
    """uvicorn's connection over llhttp, watched, and with the bound on heads that the other parser has."""

    _in_head = False
    _in_body = False
    _taken = 0
    """Bytes of pieces that hold nothing but the head that is being read."""

    def data_received(self, data: bytes) -> None:
        """Read on; a head that does not end is refused at the limit."""
        is_head_alone = not self._in_body
        self._ended = False
        super().data_received(data)
        if not self._in_head:
            return
        self._taken = self._taken + len(data) if is_head_alone and not self._ended else 0
        if self._taken > self.limits.head_bytes and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """End a head. Raises HeadTooLargeError."""
        self._in_head, self._in_body, self._ended, self._taken = False, True, True, 0
        size = len(self.url) + sum(len(name) + len(value) + SEPARATORS for name, value in self.headers)
        if size > self.limits.head_bytes:
            raise HeadTooLargeError
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request."""
        self._in_body = False
        super().on_message_complete()

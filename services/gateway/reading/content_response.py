"""An answer that is a content, or ranges of it, as plain ASGI.

Bytes go from a descriptor by pread(2) of 256 KiB; what is not in the page cache is read in a thread, so that
a slow disk holds up one caller only. The last bytes leave when it is certain that all of them are right.
"""

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import cast

from starlette.types import Receive, Send

from services.gateway.contents.port import OpenContent
from services.gateway.reading.content_headers import Header
from services.gateway.reading.ranges import Span
from services.gateway.reading.watched import NotAllowedError, watched
from shared.contents.wanted import ContentLostError
from shared.web.sending.file_sender import FileSender, Line

log = logging.getLogger(__name__)

READ_BYTES = 256 * 1024
"""Of one read: with it a Python server told 1 GiB as fast as nginx did; larger ones gained nothing."""

LAST_BYTES = 16 * 1024
"""Kept back of a file until it is known to be right."""

WATCH_FROM = 1024 * 1024
"""Bytes above which a caller who goes away is noticed while the answer is told: less is told at once."""

LINE = b"\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What of a content is told, and in which form."""

    size: int
    """All of its bytes."""
    spans: Sequence[Span] | None
    """Those that are told; None for all."""
    media_type: bytes
    boundary: bytes
    """Between several ranges: a part of the content's hash, which no content holds."""

    def of(self, spans: Sequence[Span] | None) -> "Shape":
        """Return the shape of other ranges of the same content."""
        return replace(self, spans=spans)

    @property
    def status(self) -> int:
        """Of the answer."""
        return 200 if self.spans is None else 206

    @property
    def told(self) -> Sequence[Span]:
        """What is told, in its order."""
        return (Span(0, self.size),) if self.spans is None else self.spans

    @property
    def is_multipart(self) -> bool:
        """Whether each range has a head of its own."""
        return self.spans is not None and len(self.spans) > 1

    def headers(self) -> list[Header]:
        """Return type, length and range."""
        if self.is_multipart:
            media_type = b"multipart/byteranges; boundary=" + self.boundary
            length = sum(len(self.head(span)) + span.length for span in self.told) + len(self.foot())
        else:
            media_type, length = self.media_type, self.told[0].length
        found = [
            (b"accept-ranges", b"bytes"),
            (b"content-type", media_type),
            (b"content-length", str(length).encode()),
        ]
        if self.spans is not None and not self.is_multipart:
            found.append((b"content-range", self._range(self.spans[0])))
        return found

    def head(self, span: Span) -> bytes:
        """Return what stands before one of several ranges."""
        lines = (b"--" + self.boundary, b"content-type: " + self.media_type)
        return LINE.join((b"", *lines, b"content-range: " + self._range(span), b"", b""))

    def foot(self) -> bytes:
        """Return what stands after the last of several ranges."""
        return LINE + b"--" + self.boundary + b"--" + LINE

    def _range(self, span: Span) -> bytes:
        return f"bytes {span.start}-{span.end - 1}/{self.size}".encode()


async def tell_bytes(content: OpenContent, shape: Shape, headers: list[Header], line: Line) -> None:
    """Tell an open content; the caller closes it. What cannot be told whole is cut, and logged."""
    start = {"type": "http.response.start", "status": shape.status, "headers": [*headers, *shape.headers()]}
    try:
        await line.send(start)
        if sum(span.length for span in shape.told) <= WATCH_FROM:
            await _tell(content, shape, line)
        else:
            await watched(_tell(content, shape, line), line.receive, allowed=line.allowed)
    except (ContentLostError, NotAllowedError, OSError) as error:
        # Nothing more is sent: the server cuts the connection, and the caller knows that bytes lack.
        log.error("an answer was cut: %s", error)


async def tell_stream(
    pieces: AsyncGenerator[bytes, None],
    status: int,
    headers: Sequence[Header],
    receive: Receive,
    send: Send,
) -> None:
    """Tell bytes as they come, whose length the headers say. What cannot be told whole is cut, and logged."""

    async def tell() -> None:
        async with aclosing(pieces):
            async for piece in pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    try:
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await watched(tell(), receive)
    except (ContentLostError, NotAllowedError, OSError) as error:
        log.error("an answer was cut: %s", error)


async def _tell(content: OpenContent, shape: Shape, line: Line) -> None:
    """Send all pieces, the last one when they are known to be right."""
    if line.files is not None and content.descriptor is not None and not shape.is_multipart:
        await _tell_file(content, content.descriptor, shape.told[0], line.files, line.send)
        return
    kept: bytes | None = None
    async for piece in pieces_of(content, shape):
        if kept is not None:
            await line.send({"type": "http.response.body", "body": kept, "more_body": True})
        kept = piece
    await content.settle()
    await line.send({"type": "http.response.body", "body": kept or b"", "more_body": False})


async def _tell_file(
    content: OpenContent, descriptor: int, span: Span, files: FileSender, send: Send
) -> None:
    """Send a span of a file, the last piece when all of it is known to be right."""
    last = min(LAST_BYTES, span.length)
    if not await files.send(descriptor, span.start, span.length - last):
        return
    piece = b"".join([part async for part in _bytes(content, Span(span.end - last, last))])
    await content.settle()
    await send({"type": "http.response.body", "body": piece, "more_body": False})


async def pieces_of(content: OpenContent, shape: Shape) -> AsyncIterator[bytes]:
    """Yield what is told of an open content. Raises ContentLostError."""
    for span in shape.told:
        if shape.is_multipart:
            yield shape.head(span)
        async for piece in _bytes(content, span):
            yield piece
    if shape.is_multipart:
        yield shape.foot()


async def _bytes(content: OpenContent, span: Span) -> AsyncIterator[bytes]:
    descriptor = content.descriptor
    if descriptor is None:
        async for piece in content.read(span.start, span.length):
            yield piece
        return
    position = span.start
    while position < span.end:
        data = await _read(descriptor, min(READ_BYTES, span.end - position), position)
        if not data:
            raise ContentLostError("the file ended early")
        position += len(data)
        yield data


async def _read(descriptor: int, size: int, position: int) -> bytes:
    """Read at once what the page cache has, and in a thread what it has not."""
    buffer = bytearray(size)
    try:
        count = os.preadv(descriptor, [buffer], position, os.RWF_NOWAIT)
    except OSError:  # Nothing is in the cache (EAGAIN), or the file system cannot tell (EOPNOTSUPP).
        count = 0
    if count == 0:
        return await asyncio.to_thread(os.pread, descriptor, size, position)
    # What is whole goes as it is: nobody else has it, and a copy would be a tenth of the time.
    return cast(bytes, buffer) if count == size else bytes(memoryview(buffer)[:count])

"""Telling a file that is open, to callers after the first: all that is asked is whether it is the same."""

from dataclasses import dataclass
from functools import partial

from services.gateway.contents.port import Contents, OpenContent
from services.gateway.reading.content_headers import Header
from services.gateway.reading.content_response import Shape, tell_bytes
from services.gateway.reading.ranges import UnsatisfiableError, spans_of
from shared.web.hot.files import Telling
from shared.web.sending.file_sender import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyFile:
    """A content by which one path was answered. Implements `TellingOf`."""

    contents: Contents
    content: str
    """BLAKE3-256, hexadecimal."""
    shape: Shape
    """Of all of it."""

    def __call__(self, said: str | None) -> Telling | None:
        """Return what tells a range; None where it cannot be told, or the file is no longer open."""
        try:
            spans = spans_of(said, self.shape.size)
        except UnsatisfiableError:
            return None
        opened = self.contents.still_open(self.content)
        return None if opened is None else partial(_tell, opened, self.shape.of(spans))


async def _tell(opened: OpenContent, shape: Shape, headers: list[Header], line: Line) -> None:
    try:
        await tell_bytes(opened, shape, headers, line)
    finally:
        opened.close()

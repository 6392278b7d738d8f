"""The port through which all knowledge of formats reads bytes: a file, an S3 range or a test's bytes."""

from dataclasses import dataclass
from typing import Protocol


class ReadAt(Protocol):
    """Bytes of one content that never changes while it is read."""

    @property
    def size(self) -> int:
        """Bytes in all."""
        ...

    def read_at(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from `offset`: fewer only where the content ends, none beyond its end.

        Reading is repeatable and in any order. An implementation may raise its own errors of input and
        output (OSError); they pass through unchanged.
        """
        ...


@dataclass(frozen=True, slots=True)
class BytesReader:
    """A content that is in memory."""

    content: bytes

    @property
    def size(self) -> int:
        """Bytes in all."""
        return len(self.content)

    def read_at(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from `offset`."""
        return self.content[offset : offset + count]

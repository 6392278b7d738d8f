"""The port through which all knowledge of kernels reads bytes: a file, an S3 range or a test's bytes."""

from dataclasses import dataclass
from typing import Protocol


class MalformedKernelError(ValueError):
    """The bytes break the format that they claim; the message says where. The kernel's author must act."""


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


def read_exactly(source: ReadAt, offset: int, count: int, what: str) -> bytes:
    """Return `count` bytes from `offset`.

    Raises:
        MalformedKernelError: they lie outside the content.
    """
    if offset < 0 or count < 0 or offset + count > source.size:
        raise MalformedKernelError(f"{what} lies at byte {offset}, outside the {source.size} bytes there are")
    data = source.read_at(offset, count)
    if len(data) != count:
        raise MalformedKernelError(f"{what} at byte {offset} gave {len(data)} of {count} bytes")
    return data

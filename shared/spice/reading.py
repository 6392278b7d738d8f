"""The reading of kernels: the port that all of it stands on, and what breaks a format."""

from shared.model.reading import BytesReader, ReadAt

__all__ = ["BytesReader", "MalformedKernelError", "ReadAt", "read_exactly"]


class MalformedKernelError(ValueError):
    """The bytes break the format that they claim; the message says where. The kernel's author must act."""


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

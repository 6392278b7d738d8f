"""Open files as bounded streams of blocks."""

from collections.abc import Iterator

from shared.delta.errors import SourceChangedError
from shared.roots.posix.files.port import ReadableFile

STREAM_BLOCK_BYTES = 256 * 1024
"""One step of every stream here: large against the cost of a call, small against memory."""


def read_blocks(file: ReadableFile, *, size: int, block_bytes: int = STREAM_BLOCK_BYTES) -> Iterator[bytes]:
    """Yield the first `size` bytes of `file` in blocks.

    Raises:
        SourceChangedError: the file has fewer bytes.
        StorageError: the file cannot be read.
    """
    offset = 0
    while offset < size:
        block = file.read_at(offset, min(block_bytes, size - offset))
        if not block:
            raise SourceChangedError(
                f"file ends after {offset} of {size} bytes: it changed while it was read; look again"
            )
        yield block
        offset += len(block)

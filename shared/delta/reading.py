"""Open files as bounded streams of blocks."""

from collections.abc import Iterator

from shared.delta.errors import SourceChangedError
from shared.roots.posix.files.port import ReadableFile

STREAM_BLOCK_BYTES = 256 * 1024
"""One step of every stream here: large against the cost of a call, small against memory."""


def read_blocks(
    file: ReadableFile, *, size: int, start: int = 0, block_bytes: int = STREAM_BLOCK_BYTES
) -> Iterator[bytes]:
    """Yield `size` bytes of `file` from `start` on, in blocks.

    Raises:
        SourceChangedError: the file has fewer bytes.
        StorageError: the file cannot be read.
    """
    offset, end = start, start + size
    while offset < end:
        block = file.read_at(offset, min(block_bytes, end - offset))
        if not block:
            raise SourceChangedError(
                f"file ends after {offset} of {end} bytes: it changed while it was read; look again"
            )
        yield block
        offset += len(block)

"""BLAKE3-256 of bytes and of open files: the name of every content.

BLAKE3: https://github.com/BLAKE3-team/BLAKE3-specs. The binding releases the interpreter lock.
"""

from blake3 import blake3

from shared.model.content import ContentId
from shared.roots.posix.files.port import ReadableFile

HASH_BLOCK_BYTES = 1024 * 1024
"""One read: large enough that Python's overhead vanishes, small enough for many files at a time."""


def hash_bytes(data: bytes) -> ContentId:
    """Return the BLAKE3-256 of `data` in lower-case hexadecimal."""
    return blake3(data).hexdigest()


def hash_readable(
    file: ReadableFile, *, size: int | None = None, block_bytes: int = HASH_BLOCK_BYTES, threads: int = 1
) -> ContentId:
    """Return the BLAKE3-256 of an open file, read from its start to its end in blocks.

    Args:
        file: what to hash; it is read up to the first short read.
        size: bytes that it is likely to have: memory for a block costs more than a small file takes to hash.
        block_bytes: bytes held in memory at a time.
        threads: threads that hash one block; more than one pays only with blocks of several MiB.

    Raises:
        StorageError: the file cannot be read.
    """
    hasher = blake3(max_threads=threads)
    if size is not None:
        block_bytes = min(size + 1, block_bytes)  # one byte more shows the end
    _feed(hasher, file, offset=0, end=None, block_bytes=block_bytes)
    return hasher.hexdigest()


def hash_with_beginning(
    file: ReadableFile, beginning_bytes: int, *, block_bytes: int = HASH_BLOCK_BYTES
) -> tuple[ContentId, ContentId]:
    """Return the BLAKE3-256 of an open file, and that of its first `beginning_bytes`, in one reading.

    Raises:
        StorageError: the file cannot be read.
    """
    hasher = blake3()
    offset = _feed(hasher, file, offset=0, end=beginning_bytes, block_bytes=block_bytes)
    beginning = hasher.copy().hexdigest()
    _feed(hasher, file, offset=offset, end=None, block_bytes=block_bytes)
    return hasher.hexdigest(), beginning


def _feed(hasher: blake3, file: ReadableFile, *, offset: int, end: int | None, block_bytes: int) -> int:
    """Hash a file from `offset` to `end`, or to its own end; return where that was."""
    while wanted := block_bytes if end is None else min(block_bytes, end - offset):
        block = file.read_at(offset, wanted)
        hasher.update(block)
        offset += len(block)
        if len(block) < wanted:  # the end, by the port: a small file is read in one call
            break
    return offset

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


def hash_readable(file: ReadableFile, *, block_bytes: int = HASH_BLOCK_BYTES, threads: int = 1) -> ContentId:
    """Return the BLAKE3-256 of an open file, read from its start to its end in blocks.

    Args:
        file: what to hash; it is read up to the first short read.
        block_bytes: bytes held in memory at a time.
        threads: threads that hash one block; more than one pays only with blocks of several MiB.

    Raises:
        StorageError: the file cannot be read.
    """
    hasher = blake3(max_threads=threads)
    offset = 0
    while block := file.read_at(offset, block_bytes):
        hasher.update(block)
        offset += len(block)
    return hasher.hexdigest()

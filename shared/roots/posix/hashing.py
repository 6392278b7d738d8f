"""BLAKE3 of files, with evidence that they stood still meanwhile."""

from dataclasses import dataclass

from blake3 import blake3

from shared.roots.posix.files.port import Files, ReadableFile, Status, StorageError

READ_CHUNK = 4 * 1024 * 1024
"""Bytes in memory at once."""

THREADS_FROM = 8 * 1024 * 1024
"""Bytes from which on a file is hashed by several threads; below, starting them costs more than it gives."""


class ChangingError(StorageError):
    """Somebody wrote to the file while it was read: look again later."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A file's content and the status that it had from the first to the last byte."""

    content: str
    status: Status


def hash_open(file: ReadableFile) -> str:
    """Return the BLAKE3-256 of an open file, hexadecimal."""
    return _hash(file, file.status().fingerprint.size)


def _hash(file: ReadableFile, size: int) -> str:
    """Hash a file to its end; `size` says how much is likely to be there."""
    hasher = blake3(max_threads=blake3.AUTO if size >= THREADS_FROM else 1)
    # One byte more shows the end; memory for a whole chunk costs more than a small file takes to hash.
    wanted, offset = min(size + 1, READ_CHUNK), 0
    while data := file.read_at(offset, wanted):
        hasher.update(data)
        offset += len(data)
        if len(data) < wanted:
            break
    return hasher.hexdigest()


def observe_open(file: ReadableFile, path: str) -> Observed:
    """Return content and status of an open file; `path` is only for the error.

    Raises:
        ChangingError: its status before and after was not the same.
    """
    before = file.status()
    content = _hash(file, before.fingerprint.size)
    if file.status() != before:
        raise ChangingError(f"{path!r} is being written to")
    return Observed(content, before)


def observe(files: Files, path: str) -> Observed:
    """Return content and status of the file at `path`. Raises ChangingError and what `Files.open` raises."""
    with files.open(path) as file:
        return observe_open(file, path)

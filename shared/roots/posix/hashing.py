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
    many = file.status().fingerprint.size >= THREADS_FROM
    hasher = blake3(max_threads=blake3.AUTO if many else 1)
    offset = 0
    while data := file.read_at(offset, READ_CHUNK):
        hasher.update(data)
        offset += len(data)
    return hasher.hexdigest()


def observe_open(file: ReadableFile, path: str) -> Observed:
    """Return content and status of an open file; `path` is only for the error.

    Raises:
        ChangingError: its status before and after was not the same.
    """
    before = file.status()
    content = hash_open(file)
    if file.status() != before:
        raise ChangingError(f"{path!r} is being written to")
    return Observed(content, before)


def observe(files: Files, path: str) -> Observed:
    """Return content and status of the file at `path`. Raises ChangingError and what `Files.open` raises."""
    with files.open(path) as file:
        return observe_open(file, path)

"""The bytes that an upload sends: a file of this host, or bytes in memory."""

import asyncio
import hashlib
import os
import stat
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from blake3 import blake3

from spicerack.client.gateway.errors import LocalError

PIECE_BYTES = 1024 * 1024
"""Read at a time, in a thread."""

Source = Path | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a source is, before it is sent."""

    size: int
    content: str
    """BLAKE3-256, hexadecimal."""
    repr_digest: str
    """As RFC 9530 writes the SHA-256: the gateway holds the bytes against it before anything is visible."""
    mtime_ns: int | None
    """Of a file."""


async def look_at(source: Source) -> Looked:
    """Read a source once, for its digests.

    Raises:
        LocalError: it cannot be read, or is no file.
    """
    return await asyncio.to_thread(_look, source)


def _look(source: Source) -> Looked:
    content, sha256, size = blake3(), hashlib.sha256(), 0
    mtime_ns = None
    if isinstance(source, bytes):
        content.update(source)
        sha256.update(source)
        size = len(source)
    else:
        with _opened(source) as file:
            mtime_ns = os.fstat(file.fileno()).st_mtime_ns
            while piece := file.read(PIECE_BYTES):
                content.update(piece)
                sha256.update(piece)
                size += len(piece)
    digest = f"sha-256=:{b64encode(sha256.digest()).decode()}:"
    return Looked(size=size, content=content.hexdigest(), repr_digest=digest, mtime_ns=mtime_ns)


async def pieces(source: Source, *, start: int, size: int) -> AsyncIterator[bytes]:
    """Yield the bytes of a source from `start` on, and no more than it had when it was looked at.

    Raises:
        LocalError: it cannot be read, or has become shorter.
    """
    if isinstance(source, bytes):
        yield source[start:size]
        return
    file = await asyncio.to_thread(_opened, source)
    try:
        await asyncio.to_thread(file.seek, start)
        while start < size:
            piece = await asyncio.to_thread(file.read, min(PIECE_BYTES, size - start))
            if not piece:
                raise LocalError(f"{source} has become shorter while it was sent: send it again")
            start += len(piece)
            yield piece
    finally:
        file.close()


def _opened(path: Path) -> BinaryIO:
    try:
        # Without it, to open a pipe waits for whoever writes into it.
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise LocalError(f"{path} is no file")
    except OSError as error:
        raise LocalError(f"cannot read {path}: {error.strerror or error}") from error
    return file

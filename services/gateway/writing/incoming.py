"""The way of a body to the disk: written and hashed in a thread, while the next bytes arrive."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from blake3 import blake3

BLOCK_BYTES = 512 * 1024
"""Bytes handed to a thread at once: with fewer, the handing over costs as much as the writing. As many as the
server gathers of a body, whose pieces are then written as they are, without a copy."""

HASHES = {"sha-256": "sha256", "sha-512": "sha512", "sha1": "sha1", "md5": "md5"}
"""Names of algorithms in requests, and in hashlib."""


class TooLongError(Exception):
    """The body has more bytes than it may."""


class _Hash(Protocol):
    def update(self, data: bytes, /) -> object: ...

    def hexdigest(self) -> str: ...


@dataclass(slots=True)
class Hashes:
    """The hashes of bytes as they pass."""

    algorithms: Iterable[str] = ()
    """Beside BLAKE3, those that the caller has said a digest by."""
    _running: dict[str, _Hash] = field(init=False)

    def __post_init__(self) -> None:
        self._running = {"blake3": blake3()}
        for algorithm in self.algorithms:
            self._running[algorithm] = hashlib.new(HASHES[algorithm], usedforsecurity=False)

    def update(self, data: bytes) -> None:
        """Take bytes in."""
        for one in self._running.values():
            one.update(data)

    def digests(self) -> dict[str, str]:
        """Return all of them, hexadecimal."""
        return {algorithm: one.hexdigest() for algorithm, one in self._running.items()}


class Writes(Protocol):
    """A file that bytes are appended to."""

    def write(self, data: bytes) -> None:
        """Append bytes, all of them."""


async def take_in(file: Writes, body: AsyncIterator[bytes], *, hashes: Hashes, bytes_max: int) -> int:
    """Write a body to a file and hash it; return its bytes. What had come stays written where this raises.

    Args:
        file: takes the bytes at its end.
        body: the bytes, in pieces of any size.
        hashes: take them, too.
        bytes_max: how many there may be.

    Raises:
        TooLongError: there are more.
        StorageError: the disk refused them.
    """
    pieces: list[bytes] = []
    taken = waiting = 0
    writing: asyncio.Task[None] | None = None

    def write(block: list[bytes]) -> None:
        data = b"".join(block)  # A buffer that grows with each piece took longer than all else of it.
        file.write(data)
        hashes.update(data)

    async def hand_over() -> None:
        nonlocal pieces, waiting, writing
        if writing is not None:
            await writing
        block, pieces, waiting = pieces, [], 0
        writing = asyncio.create_task(asyncio.to_thread(write, block)) if block else None

    try:
        async for piece in body:
            taken += len(piece)
            if taken > bytes_max:
                raise TooLongError(f"the body has over {bytes_max} bytes")
            pieces.append(piece)
            waiting += len(piece)
            if waiting >= BLOCK_BYTES:
                await hand_over()
        return taken
    finally:
        await hand_over()
        if writing is not None:
            await writing

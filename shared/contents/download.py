"""Writing one content to a file, from sites that hold it, until its bytes are those of its hash."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

from blake3 import blake3

from shared.contents.relay import Relay
from shared.contents.wanted import ContentLostError, Wanted

ATTEMPTS = 4
"""Times that a content may come with another hash before it is given up: each asks other holders first."""


class Attempt:
    """A file that one attempt is written to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self.written = 0
        self._hasher = blake3()

    def append(self, part: bytes) -> None:
        """Write and hash a part. Blocks."""
        view = memoryview(part)
        while view:
            count = os.pwrite(self.descriptor, view, self.written + len(part) - len(view))
            view = view[count:]
        self._hasher.update(part)

    def has(self, content: str) -> bool:
        """Tell whether what was written is a content."""
        return bool(self._hasher.hexdigest() == content)

    def close(self) -> None:
        """Let the file go, and remove it where it was not kept."""
        os.close(self.descriptor)
        self.path.unlink(missing_ok=True)


async def nobody() -> None:
    """Tell nobody of news."""


class Download:
    """Attempts at one content, one after the other."""

    def __init__(
        self,
        wanted: Wanted,
        *,
        partial: Callable[[], Path],
        relay: Callable[[], Awaitable[Relay]],
        blame: Callable[[list[str]], None],
        news: Callable[[], Awaitable[None]] = nobody,
    ) -> None:
        """Begin nothing yet.

        Args:
            wanted: the content.
            partial: names a new file for an attempt.
            relay: finds holders, and returns what reads there.
            blame: told whose bytes were wrong.
            news: called after each part.
        """
        self.attempt: Attempt | None = None
        """The one under way, or the last one."""
        self._wanted = wanted
        self._partial = partial
        self._relay = relay
        self._blame = blame
        self._news = news

    async def run(self) -> Path:
        """Return the file of the attempt that was right; `drop` lets it go.

        Raises:
            NotHeldError: nobody gives a byte, or, as UnavailableError, nobody does now.
            ContentLostError: the rest is not to be had, or it came wrong again and again.
            BusError: the bus, over which sites are asked, failed.
            OSError: the disk refuses.
        """
        for _ in range(ATTEMPTS):
            attempt = await self._attempted()
            if attempt is not None:
                return attempt.path
        raise ContentLostError(f"content {self._wanted.content} came {ATTEMPTS} times with other bytes")

    def drop(self) -> None:
        """Close the file of the last attempt, and remove it where nobody renamed it."""
        attempt, self.attempt = self.attempt, None
        if attempt is not None:
            attempt.close()

    async def _attempted(self) -> Attempt | None:
        """Return an attempt that is right; None where its bytes are wrong."""
        self.drop()
        attempt = self.attempt = Attempt(self._partial())
        relay = await self._relay()
        async with aclosing(relay.parts()) as parts:
            async for part in parts:
                await asyncio.to_thread(attempt.append, part)
                attempt.written += len(part)
                await self._news()
        if attempt.has(self._wanted.content):
            return attempt
        self._blame(relay.givers)
        return None

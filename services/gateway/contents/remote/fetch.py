"""Fetching one content into the cache once, for all who read it meanwhile."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

from blake3 import blake3

from services.gateway.contents.port import ContentLostError, NotHeldError, UnavailableError, Wanted
from services.gateway.contents.remote.cache import CachedFile, ContentCache
from services.gateway.contents.remote.relay import Relay
from shared.bus.port import BusError

log = logging.getLogger(__name__)

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


class Fetch:
    """One content on its way. Readers follow what is written, and the last of it once all is verified."""

    def __init__(
        self,
        wanted: Wanted,
        cache: ContentCache,
        *,
        relay: Callable[[], Awaitable[Relay]],
        blame: Callable[[list[str]], None],
    ) -> None:
        """Wire it; room for the content was promised by the cache.

        Args:
            wanted: the content.
            cache: takes it.
            relay: finds holders, and returns what reads there.
            blame: told whose bytes were wrong.
        """
        self.wanted = wanted
        self.readers = 0
        self.attempt: Attempt | None = None
        """The one under way, or the last one."""
        self.kept: CachedFile | None = None
        """The verified file in the cache."""
        self.failed: Exception | None = None
        self._cache = cache
        self._relay = relay
        self._blame = blame
        self._news = asyncio.Condition()

    @property
    def over(self) -> bool:
        """Whether it ended, well or not."""
        return self.kept is not None or self.failed is not None

    @property
    def written(self) -> int:
        """Bytes that can be read."""
        return self.attempt.written if self.attempt is not None else 0

    async def run(self) -> None:
        """Fetch. What it fails with is noted in `failed`."""
        try:
            for _ in range(ATTEMPTS):
                if await self._tried():
                    return
            raise ContentLostError(f"content {self.wanted.content} came {ATTEMPTS} times with other bytes")
        except (BusError, ContentLostError, NotHeldError) as error:
            self.failed = error
        except OSError as error:
            log.error("the cache cannot be written: %s: make room, or mend the disk of its directory", error)
            self.failed = ContentLostError(f"the cache cannot be written: {error}")

    async def finish(self) -> None:
        """Tell the readers how it ended, and give back what was not used. Call it once, after `run`."""
        if self.kept is None:
            self.failed = self.failed or ContentLostError("the gateway stops, or nobody waited for it")
            self._cache.give_up(self.wanted.size)
            self._drop()
        await self._tell()

    async def reaches(self, position: int) -> None:
        """Wait until more than `position` bytes can be read, or it is over, or another attempt began."""
        attempt = self.attempt
        async with self._news:
            await self._news.wait_for(
                lambda: self.over or self.attempt is not attempt or self.written > position
            )

    async def begins(self, *, kept_back: int) -> None:
        """Wait until more than `kept_back` bytes are there, or it is over.

        Raises:
            NotHeldError: nobody holds the content.
            UnavailableError: it failed before that.
            BusError: the bus failed it.
        """
        async with self._news:
            await self._news.wait_for(lambda: self.over or self.written > kept_back)
        if isinstance(self.failed, ContentLostError):
            raise UnavailableError(str(self.failed))
        if self.failed is not None:
            raise self.failed

    async def ends(self) -> None:
        """Wait until it is over.

        Raises:
            ContentLostError: it failed.
        """
        async with self._news:
            await self._news.wait_for(lambda: self.over)
        if self.failed is not None:
            raise ContentLostError(str(self.failed))

    def release(self) -> None:
        """Let all files go; nobody reads any more."""
        if self.kept is not None:
            self.kept.close()
        self._drop()

    async def _tried(self) -> bool:
        """Fetch once; tell whether the content is right."""
        self._drop()
        attempt = self.attempt = Attempt(self._cache.partial(self.wanted.content))
        relay = await self._relay()
        async with aclosing(relay.parts()) as parts:
            async for part in parts:
                await asyncio.to_thread(attempt.append, part)
                attempt.written += len(part)
                await self._tell()
        if not attempt.has(self.wanted.content):
            self._blame(relay.givers)
            return False
        self.kept = self._cache.keep(self.wanted.content, self.wanted.size, attempt.path)
        return True

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    def _drop(self) -> None:
        attempt, self.attempt = self.attempt, None
        if attempt is not None:
            attempt.close()

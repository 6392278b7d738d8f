"""A content that the cache has."""

import asyncio
import os
from collections.abc import AsyncIterator

from services.gateway.contents.digester import Digester
from services.gateway.contents.digests import Digests
from services.gateway.contents.remote.cache import CachedFile
from shared.contents.wanted import ContentLostError

READ_BYTES = 256 * 1024
"""Of one read."""


class CachedContent:
    """Implements `OpenContent` over a file of the cache, which was verified."""

    def __init__(self, content: str, cached: CachedFile, digester: Digester) -> None:
        self._content = content
        self._cached = cached
        self._digester = digester

    @property
    def descriptor(self) -> int | None:
        """See `OpenContent`."""
        return self._cached.file.descriptor

    async def digests(self, *, wait: bool) -> Digests | None:
        """See `OpenContent`."""
        if wait:
            return await self._digester.digests_of(self._content, self._cached.file)
        return self._digester.known_or_later(self._content, self._cached.file)

    async def settle(self) -> None:
        """See `OpenContent`: it was verified when it came in, or first used after a start."""

    async def read(self, start: int, length: int) -> AsyncIterator[bytes]:
        """See `OpenContent`."""
        end = start + length
        while start < end:
            size = min(READ_BYTES, end - start)
            data = await asyncio.to_thread(os.pread, self._cached.file.descriptor, size, start)
            if not data:
                raise ContentLostError("the file in the cache ended early")
            start += len(data)
            yield data

    def close(self) -> None:
        """See `OpenContent`."""
        self._cached.close()

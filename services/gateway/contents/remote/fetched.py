"""A reader's view of a content that is being fetched, or was just now."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable

from services.gateway.contents.digester import Digester
from services.gateway.contents.digests import Digests
from services.gateway.contents.facts import FactStore
from services.gateway.contents.remote.fetch import Fetch
from shared.contents.download import Attempt
from shared.contents.wanted import ContentLostError
from shared.contracts.messages.transfers.read import READ_PART_BYTES

READ_BYTES = 256 * 1024
"""Of one read."""

KEPT_BACK = READ_PART_BYTES
"""Bytes at the end of what a reader asked for that wait until the whole content is verified: nobody takes
wrong bytes for a whole answer. A content no larger than this is given only once it is verified."""


class FetchedContent:
    """Implements `OpenContent` over a fetch. What was given of an attempt that turned out wrong is cut."""

    def __init__(
        self, fetch: Fetch, *, facts: FactStore, digester: Digester, release: Callable[[], None]
    ) -> None:
        self._fetch = fetch
        self._facts = facts
        self._digester = digester
        self._release: Callable[[], None] | None = release
        self._given: Attempt | None = None
        """Of which bytes were given."""

    @property
    def descriptor(self) -> int | None:
        """See `OpenContent`."""
        kept = self._fetch.kept
        return kept.file.descriptor if kept is not None and not self._is_wrong else None

    async def digests(self, *, wait: bool) -> Digests | None:
        """See `OpenContent`."""
        if wait:
            await self._fetch.ends()
        kept, content = self._fetch.kept, self._fetch.wanted.content
        if kept is None:
            return self._facts.digests(content)
        if wait:
            return await self._digester.digests_of(content, kept.file)
        return self._digester.known_or_later(content, kept.file)

    async def settle(self) -> None:
        """See `OpenContent`."""
        await self._fetch.ends()
        self._demand_right()

    async def read(self, start: int, length: int) -> AsyncIterator[bytes]:
        """See `OpenContent`."""
        position, end = start, start + length
        while position < end:
            upto = await self._readable(position, end)
            data = await self._piece(position, min(READ_BYTES, upto - position))
            if data:
                position += len(data)
                yield data

    def close(self) -> None:
        """See `OpenContent`."""
        release, self._release = self._release, None
        if release is not None:
            release()

    @property
    def _is_wrong(self) -> bool:
        return self._given is not None and self._given is not self._fetch.attempt

    def _demand_right(self) -> None:
        if self._fetch.failed is not None:
            raise ContentLostError(str(self._fetch.failed))
        if self._is_wrong:
            raise ContentLostError("what was given of the content was wrong; another site is asked now")

    async def _readable(self, position: int, end: int) -> int:
        """Wait until something can be given from `position` on; return up to where."""
        while True:
            self._demand_right()
            upto = end if self._fetch.kept is not None else min(end - KEPT_BACK, self._fetch.written)
            if upto > position:
                return upto
            # What is kept back waits for the end alone.
            waits_for = position if position < end - KEPT_BACK else self._fetch.wanted.size
            await self._fetch.reaches(waits_for)

    async def _piece(self, position: int, size: int) -> bytes:
        """Return bytes of the attempt under way; none where another one began meanwhile."""
        attempt = self._fetch.attempt
        if attempt is None:
            return b""
        descriptor = os.dup(attempt.descriptor)
        try:
            data = await asyncio.to_thread(os.pread, descriptor, size, position)
        finally:
            os.close(descriptor)
        if self._fetch.attempt is not attempt:
            return b""
        if not data:
            raise ContentLostError("the file in the cache ended early")
        self._given = attempt
        return data

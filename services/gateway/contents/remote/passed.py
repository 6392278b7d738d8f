"""A content that goes past the cache, since it does not fit: it is verified as a whole for each reading.

Ranges of it are sound all the same, and dear: the whole content travels for each, and what was not asked for
is hashed and dropped. A cache that holds the largest contents avoids it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

from blake3 import blake3

from services.gateway.contents.digests import Digesting, Digests
from services.gateway.contents.facts import FactStore
from shared.bus.port import BusError
from shared.contents.relay import Relay
from shared.contents.wanted import ContentLostError, NotHeldError, UnavailableError, Wanted


class Pump:
    """Reads a content once, a part at a time: the next one when the last was taken."""

    def __init__(self, wanted: Wanted, relay: Relay, *, blame: Callable[[list[str]], None]) -> None:
        self._wanted = wanted
        self._relay = relay
        self._blame = blame
        self._parts: asyncio.Queue[bytes | Exception | None] = asyncio.Queue(1)
        self._ahead: list[bytes] = []

    async def run(self) -> None:
        """Read to the end, or until cancelled."""
        hasher = blake3()
        end: Exception | None = None
        try:
            async with aclosing(self._relay.parts()) as parts:
                async for part in parts:
                    hasher.update(part)
                    await self._parts.put(part)
            if hasher.hexdigest() != self._wanted.content:
                self._blame(self._relay.givers)
                end = ContentLostError(f"content {self._wanted.content} came with other bytes")
        except (ContentLostError, NotHeldError) as error:
            end = error
        await self._parts.put(end)

    async def begins(self) -> None:
        """Wait for the first part.

        Raises:
            NotHeldError: there is none.
        """
        try:
            part = await self.next()
        except ContentLostError as error:
            raise UnavailableError(str(error)) from error
        self._ahead = [part] if part is not None else []

    async def next(self) -> bytes | None:
        """Return the next part; None once all have come and are right.

        Raises:
            ContentLostError: the rest is not to be had, or all came and is wrong.
            NotHeldError: nobody gives a byte.
        """
        if self._ahead:
            return self._ahead.pop()
        part = await self._parts.get()
        if isinstance(part, Exception):
            raise part
        return part


Begin = Callable[[], Awaitable[tuple[Pump, asyncio.Task[None]]]]
"""Begins a reading of the content; gives the pump and the task that runs it."""


class PassedContent:
    """Implements `OpenContent` without a file."""

    def __init__(self, wanted: Wanted, begin: Begin, facts: FactStore) -> None:
        self._wanted = wanted
        self._begin = begin
        self._facts = facts
        self._begun: tuple[Pump, asyncio.Task[None]] | None = None
        self._running: list[asyncio.Task[None]] = []

    @property
    def descriptor(self) -> int | None:
        """See `OpenContent`: there is no file."""
        return None

    async def begin(self) -> None:
        """Begin to read.

        Raises:
            NotHeldError: nobody gives a byte.
        """
        self._begun = await self._start()
        await self._begun[0].begins()

    async def digests(self, *, wait: bool) -> Digests | None:
        """See `OpenContent`: to compute them, the content travels once more."""
        known = self._facts.digests(self._wanted.content)
        if known is not None or not wait:
            return known
        digesting = Digesting()
        async for piece in self.read(0, self._wanted.size):
            await asyncio.to_thread(digesting.update, piece)
        found = digesting.digests()
        self._facts.keep_digests(self._wanted.content, found)
        return found

    async def settle(self) -> None:
        """See `OpenContent`: `read` gives its last bytes only then."""

    async def read(self, start: int, length: int) -> AsyncIterator[bytes]:
        """See `OpenContent`."""
        position, kept_back = 0, b""
        try:
            begun, self._begun = self._begun, None
            pump, _ = begun or await self._start()
            while (part := await pump.next()) is not None:
                piece = part[max(start - position, 0) : max(start + length - position, 0)]
                position += len(part)
                if piece and kept_back:
                    yield kept_back
                kept_back = piece or kept_back
        except (BusError, NotHeldError) as error:
            raise ContentLostError(str(error)) from error
        if kept_back:
            yield kept_back

    def close(self) -> None:
        """See `OpenContent`."""
        for task in self._running:
            task.cancel()

    async def _start(self) -> tuple[Pump, asyncio.Task[None]]:
        pump, task = await self._begin()
        self._running.append(task)
        return pump, task

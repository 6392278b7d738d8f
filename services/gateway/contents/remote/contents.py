"""Contents that this site lacks: from the cache, from a fetch under way, or from a new one."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from services.gateway.contents.digester import Digester
from services.gateway.contents.facts import FactStore
from services.gateway.contents.port import OpenContent
from services.gateway.contents.remote.cache import ContentCache
from services.gateway.contents.remote.cached import CachedContent
from services.gateway.contents.remote.fetch import Fetch
from services.gateway.contents.remote.fetched import KEPT_BACK, FetchedContent
from services.gateway.contents.remote.passed import PassedContent, Pump
from shared.contents.elsewhere import Elsewhere
from shared.contents.figures import RemoteFigures
from shared.contents.wanted import NotHeldError, Wanted

LINGER_SECONDS = 30.0
"""How long a fetch goes on without readers: a client that gave up waiting comes again, and finds more of
it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteParts:
    """What contents of other sites are had with."""

    elsewhere: Elsewhere
    cache: ContentCache
    facts: FactStore
    digester: Digester

    @property
    def figures(self) -> RemoteFigures:
        """Return the figures of what is read at other sites."""
        return self.elsewhere.figures


class RemoteContents:
    """Implements `Contents` over other sites."""

    def __init__(
        self,
        parts: RemoteParts,
        *,
        group: asyncio.TaskGroup,
        at_once: int,
        linger: float = LINGER_SECONDS,
    ) -> None:
        """Wire it.

        Args:
            parts: what it works with.
            group: owns what is under way.
            at_once: contents that are fetched at the same time, and as many that go past the cache.
            linger: seconds that a fetch goes on without readers.
        """
        self._parts = parts
        self._group = group
        self._fetching = asyncio.Semaphore(at_once)
        self._passing = asyncio.Semaphore(at_once)
        self._linger = linger
        self._fetches: dict[str, tuple[Fetch, asyncio.Task[None]]] = {}
        self._pumps: set[asyncio.Task[None]] = set()

    async def open(self, wanted: Wanted) -> OpenContent:
        """See `Contents`."""
        parts = self._parts
        cached = None if wanted.content in self._fetches else await parts.cache.open(wanted.content)
        if cached is not None:
            parts.figures.hits += 1
            return CachedContent(wanted.content, cached, parts.digester)
        if wanted.here_only:
            raise NotHeldError(f"content {wanted.content} is not at this site")
        if wanted.content in self._fetches:
            parts.figures.shared += 1
        elif parts.cache.promise(wanted.size):
            self._begin(wanted)
        else:
            parts.figures.passed += 1
            return await self._passed(wanted)
        return await self._joined(wanted)

    def still_open(self, content: str) -> None:
        """See `Contents`: the cache is asked in a thread."""
        del content

    def stop(self) -> None:
        """End what is under way: the process ends."""
        for task in (*(task for _, task in self._fetches.values()), *self._pumps):
            task.cancel()

    async def _joined(self, wanted: Wanted) -> OpenContent:
        fetch, _ = self._fetches[wanted.content]
        fetch.readers += 1
        opened = FetchedContent(
            fetch, facts=self._parts.facts, digester=self._parts.digester, release=self._releasing(fetch)
        )
        try:
            await fetch.begins(kept_back=KEPT_BACK)
        except BaseException:
            opened.close()
            raise
        return opened

    def _begin(self, wanted: Wanted) -> None:
        fetch = Fetch(wanted, self._parts.cache, self._parts.elsewhere)
        self._fetches[wanted.content] = (fetch, self._group.create_task(self._carry_out(fetch)))

    async def _carry_out(self, fetch: Fetch) -> None:
        try:
            async with self._fetching:
                await fetch.run()
        finally:
            await fetch.finish()
            self._fetches.pop(fetch.wanted.content, None)
            if fetch.kept is not None:
                self._parts.figures.fetched += 1
            if not fetch.readers:
                fetch.release()

    def _releasing(self, fetch: Fetch) -> Callable[[], None]:
        def release() -> None:
            fetch.readers -= 1
            if fetch.readers:
                return
            if fetch.over:
                fetch.release()
            else:
                asyncio.get_running_loop().call_later(self._linger, self._abandon, fetch)

        return release

    def _abandon(self, fetch: Fetch) -> None:
        """End a fetch that nobody came back for."""
        under_way = self._fetches.get(fetch.wanted.content)
        if under_way is not None and under_way[0] is fetch and not fetch.readers:
            under_way[1].cancel()

    async def _passed(self, wanted: Wanted) -> OpenContent:
        elsewhere = self._parts.elsewhere

        async def begin() -> tuple[Pump, asyncio.Task[None]]:
            pump = Pump(wanted, await elsewhere.relay(wanted), blame=elsewhere.blame)
            task = self._group.create_task(self._pump(pump))
            self._pumps.add(task)
            task.add_done_callback(self._pumps.discard)
            return pump, task

        opened = PassedContent(wanted, begin, self._parts.facts)
        try:
            await opened.begin()
        except BaseException:
            opened.close()
            raise
        return opened

    async def _pump(self, pump: Pump) -> None:
        async with self._passing:
            await pump.run()

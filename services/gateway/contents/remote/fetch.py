"""Fetching one content into the cache once, for all who read it meanwhile."""

import asyncio
import logging

from services.gateway.contents.remote.cache import CachedFile, ContentCache
from shared.bus.port import BusError
from shared.contents.download import Attempt
from shared.contents.elsewhere import Elsewhere
from shared.contents.wanted import ContentLostError, NotHeldError, UnavailableError, Wanted

log = logging.getLogger(__name__)


class Fetch:
    """One content on its way. Readers follow what is written, and the last of it once all is verified."""

    def __init__(self, wanted: Wanted, cache: ContentCache, elsewhere: Elsewhere) -> None:
        """Wire it; room for the content was promised by the cache.

        Args:
            wanted: the content.
            cache: takes it.
            elsewhere: where it is read.
        """
        self.wanted = wanted
        self.readers = 0
        self.kept: CachedFile | None = None
        """The verified file in the cache."""
        self.failed: Exception | None = None
        self._cache = cache
        self._download = elsewhere.download(wanted, lambda: cache.partial(wanted.content), news=self._tell)
        self._news = asyncio.Condition()

    @property
    def attempt(self) -> Attempt | None:
        """The attempt under way, or the last one."""
        return self._download.attempt

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
            path = await self._download.run()
            self.kept = self._cache.keep(self.wanted.content, self.wanted.size, path)
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
            self._download.drop()
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
        self._download.drop()

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

"""The watcher over inotify: every directory of the root is watched; the loop gathers what they tell."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from services.manager.watch.inotify_events import Gathered
from services.manager.watch.port import Dirty, WatchSettings
from services.manager.watch.watches import RootLostError, Watches, WatchLimitError
from shared.model.backoff import Backoff


class InotifyWatcher:
    """Watches a local directory."""

    def __init__(self, root: Path, settings: WatchSettings) -> None:
        self._root = root
        self._settings = settings
        self._degraded = ""

    @property
    def degraded(self) -> str:
        """Why changes are noticed late, and who can help it; empty when they are not."""
        return self._degraded

    async def events(self) -> AsyncGenerator[Dirty, None]:
        """Yield where to look, first of all the whole root."""
        pauses = _Pauses(self._settings)
        reason = "start"
        while True:
            try:
                session = await _Session.begin(self._root, self._settings)
            except (WatchLimitError, RootLostError, OSError) as error:
                self._degraded = f"the directory is not watched: {error}"
                async for look in self._poll(error):
                    yield look
                continue
            try:
                self._degraded = session.degraded
                yield Dirty(overflow=True, reason=reason)
                while (dirty := await session.next()) is not None:
                    self._degraded = session.degraded
                    yield dirty
                reason = session.lost
            finally:
                session.close()
            await asyncio.sleep(pauses.next(asyncio.get_running_loop().time()))

    async def _poll(self, error: Exception) -> AsyncGenerator[Dirty, None]:
        """Ask for looks at the whole root until it is time to try watching again.

        A lost root is tried again at once; a limit is not, since each try takes watches from others.
        """
        loop = asyncio.get_running_loop()
        wait = self._settings.rescan_seconds if isinstance(error, WatchLimitError) else 0.0
        end = loop.time() + wait
        while True:
            yield Dirty(overflow=True, reason=self._degraded)
            await asyncio.sleep(self._settings.poll_seconds)
            if loop.time() >= end:
                return


class _Session:
    """Watching from one start until something is lost."""

    def __init__(self, watches: Watches, settings: WatchSettings) -> None:
        self._loop = asyncio.get_running_loop()
        self._watches = watches
        self._settings = settings
        self._gathered = Gathered(directories_max=settings.directories_max)
        self._told = asyncio.Event()
        self._rescan_at = self._loop.time() + settings.rescan_seconds
        self._told_at = float("-inf")
        """When something was told last."""
        self._open = True
        self.lost = ""
        """Why this session is over; empty while it is not."""

    @classmethod
    async def begin(cls, root: Path, settings: WatchSettings) -> "_Session":
        """Watch the whole root.

        Raises:
            WatchLimitError, RootLostError, OSError: it cannot be watched.
        """
        watches = await asyncio.to_thread(Watches, root, watches_max=settings.watches_max)
        session = cls(watches, settings)
        try:
            session._loop.add_reader(watches.descriptor, session._read)
            await session._add([""])
        except BaseException:
            session.close()
            raise
        return session

    @property
    def degraded(self) -> str:
        """What this session cannot see."""
        count = len(self._watches.unreadable)
        return f"{count} directories cannot be read, so they are not watched" if count else ""

    async def next(self) -> Dirty | None:
        """Wait for something to tell. None: the session is over, `lost` says why."""
        while not self.lost:
            due = min(self._settings.poll_seconds, self._rescan_at - self._loop.time())
            await self._wait(due)
            try:
                dirty = await self._tell()
            except (WatchLimitError, RootLostError, OSError) as error:
                self.lost = str(error)
                return None
            if dirty is not None:
                return dirty
        return None

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._told.wait()
        except TimeoutError:
            return
        gathered_for = self._settings.batch_seconds
        if self._loop.time() - self._told_at >= gathered_for:
            gathered_for = min(gathered_for, self._settings.calm_seconds)
        await asyncio.sleep(gathered_for)

    async def _tell(self) -> Dirty | None:
        """Bring the watches up to date with what was gathered, then tell it."""
        gathered, self._gathered = self._gathered, Gathered(directories_max=self._settings.directories_max)
        self._told.clear()
        self._told_at = self._loop.time()
        await asyncio.to_thread(self._watches.check_root)
        if gathered.lost:
            self.lost = gathered.lost
            return None
        if gathered.disappeared:
            await asyncio.to_thread(self._watches.forget, gathered.disappeared)
        dirty = gathered.dirty | await self._add(sorted(gathered.appeared))
        if self._loop.time() >= self._rescan_at:
            self._rescan_at = self._loop.time() + self._settings.rescan_seconds
            return Dirty(overflow=True, reason="time for a look at everything")
        if len(dirty) > self._settings.directories_max:
            return Dirty(overflow=True, reason=f"{len(dirty)} directories changed at once")
        return Dirty(frozenset(dirty), frozenset(gathered.closed)) if dirty else None

    async def _add(self, ahead: list[str]) -> set[str]:
        """Watch directories and all below; return those that are watched now."""
        added: set[str] = set()
        while ahead:
            added.update(await asyncio.to_thread(self._watches.add_chunk, ahead))
        return added

    def _read(self) -> None:
        """Take in what inotify tells: the loop calls this when there is something to read."""
        if not self._open:
            return
        if self._watches.read_into(self._gathered):
            self._loop.call_soon(self._read)
        if self._gathered.anything:
            self._told.set()

    def close(self) -> None:
        """Stop watching."""
        if self._open:
            self._open = False
            self._loop.remove_reader(self._watches.descriptor)
            self._watches.close()


class _Pauses:
    """The pauses before watching is begun again: longer while events are lost within ten of the last one."""

    def __init__(self, settings: WatchSettings) -> None:
        self._backoff = Backoff(first=settings.backoff_seconds, longest=settings.backoff_max_seconds)
        self._losses = 0
        self._last = float("-inf")

    def next(self, now: float) -> float:
        """Return how long to wait before the next start."""
        soon = now - self._last < 10 * self._backoff.delay(max(self._losses, 1))
        self._losses = self._losses + 1 if soon else 1
        self._last = now
        return self._backoff.delay(self._losses)

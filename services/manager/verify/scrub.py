"""The scrub: all files of a site are read once in a period, while nothing else wants the disk."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, aclosing
from dataclasses import dataclass

from services.manager.look.index_reader import KnownRows
from services.manager.state.database.rows import IndexRow
from services.manager.state.database.site_values import ScrubRecord
from services.manager.state.site_state import SiteState
from services.manager.verify.pace import Pace, weight_of
from services.manager.verify.reader import Reader
from services.manager.verify.rotten import RottenFiles
from shared.contracts.messages.verification import Scrub, Verdict, VerifiedFile
from shared.observability.clock import Clock
from shared.roots.posix.files.port import StorageError

ROWS = 100
"""Of the index, read at a time."""


async def never_busy() -> bool:
    """Tell that nothing else wants the disk."""
    return False


@dataclass(slots=True, kw_only=True)
class Scrubber:
    """Reads on where it was, also after a restart."""

    state: SiteState
    open_known: Callable[[], AbstractContextManager[KnownRows]]
    reader: Reader
    pace: Pace
    step: float
    """Seconds between two looks at whether there is something to read."""
    clock: Clock
    rotten: RottenFiles
    taken: Callable[[Sequence[VerifiedFile]], None]
    """Called with what was found."""
    busy: Callable[[], Awaitable[bool]] = never_busy
    read_files: int = 0
    read_bytes: int = 0
    """Since the process was started."""
    _files: int = 0
    _weight: int = 0
    """Of all that there is, as counted when this round was begun or taken up."""

    async def run(self) -> None:
        """Read at the pace, for ever; at once return where nothing is ever to be read."""
        if self.pace.period <= 0:
            return
        while True:
            await asyncio.sleep(self.step)
            await self._count()
            self.pace.pass_time(self.step, weight=self._weight)
            while self.pace.may_read() and not await self.busy() and await self._read_some():
                pass

    def told(self) -> Scrub | None:
        """Return how far this round is, and when the last one ended; None where there is none."""
        if self.pace.period <= 0:
            return None
        record = self.state.values.scrub()
        return Scrub(
            began_at=record.began_at,
            read_files=record.read_files,
            files=max(self._files, record.read_files),
            ended_at=record.ended_at,
            rot=self.rotten.count(Verdict.ROT),
            unreadable=self.rotten.count(Verdict.UNREADABLE),
        )

    async def _count(self) -> None:
        """Count what there is, once a round: a count reads the whole index."""
        if self._weight:
            return
        self._files, size = await asyncio.to_thread(self._sizes)
        self._weight = size + weight_of(0) * self._files

    def _sizes(self) -> tuple[int, int]:
        with self.open_known() as known:
            return known.sizes("")

    async def _read_some(self) -> bool:
        """Read files as long as the pace allows; tell whether there are any."""
        record = self.state.values.scrub()
        rows = self.state.index.files("", after=record.after, limit=ROWS)
        if not rows:
            self._end(record)
            return False
        if record.began_at is None:
            record = record.model_copy(update={"began_at": self.clock.now()})
        while rows and self.pace.may_read() and not await self.busy():
            row, *rows = rows
            try:
                await self._read(row)
            except StorageError:
                return False  # There is no root just now: looks tell that.
            record = record.model_copy(update={"after": row.path, "read_files": record.read_files + 1})
            self.state.values.keep_scrub(record)
        return True

    async def _read(self, row: IndexRow) -> None:
        self.pace.has_read(weight_of(row.local.size))
        async with aclosing(self.reader.read([row])) as portions:
            async for portion in portions:
                self.read_bytes += portion.bytes
                self.read_files += len(portion.files)
                self.taken(portion.files)
                await self._wait_until_idle()

    async def _wait_until_idle(self) -> None:
        """Rest in the middle of a large file, too: it is read on from there."""
        while await self.busy():  # noqa: ASYNC110  what is asked is of other processes, which tell of no end
            await asyncio.sleep(self.step)

    def _end(self, record: ScrubRecord) -> None:
        self._weight = 0
        if record.began_at is not None:
            self.state.values.keep_scrub(ScrubRecord(ended_at=self.clock.now()))

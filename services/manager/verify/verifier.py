"""The verifications that people ask for: one at a time, the others wait."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, aclosing
from dataclasses import dataclass, field

from services.manager.look.index_reader import KnownRows
from services.manager.state.database.index import Index
from services.manager.state.database.rows import IndexRow
from services.manager.verify.reader import Reader
from services.manager.verify.sample import is_drawn, outermost
from services.manager.verify.tally import Tally
from shared.contracts.messages.ask import Ask
from shared.contracts.messages.verification import Verification, VerificationState, VerifiedFile
from shared.roots.posix.files.port import StorageError

log = logging.getLogger(__name__)

KEPT_MAX = 4
"""Verifications that are told of or wait, the newest: each may be 40 KiB in every sign of life."""

KEPT_SECONDS = 600.0
"""After its end: whoever asked has heard by then."""

ROWS = 500
"""Of the index, read at a time."""

ALL = ("",)
"""The paths of an ask that names none."""

ENDED = frozenset({VerificationState.DONE, VerificationState.CANCELLED, VerificationState.FAILED})


@dataclass(slots=True)
class _Run:
    """One ask, and what came of it."""

    ask: Ask
    tally: Tally
    ended_at: float = 0.0
    """By the loop's time."""


@dataclass(slots=True, kw_only=True)
class Verifier:
    """Does what is asked, in turn, and remembers what came of it."""

    index: Index
    open_known: Callable[[], AbstractContextManager[KnownRows]]
    reader: Reader
    taken: Callable[[Sequence[VerifiedFile]], None]
    """Called with what was found."""
    said: Callable[[], None] = lambda: None
    """Called whenever there is something new to tell."""
    _runs: deque[_Run] = field(default_factory=deque)
    _asked: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self, ask: Ask, number: int) -> None:
        """Have files read, after what was asked before."""
        tally = Tally(number, tells_sound=bool(ask.paths))
        if sum(run.tally.state not in ENDED for run in self._runs) >= KEPT_MAX:
            log.warning("verification %d is not begun: %d wait already", number, KEPT_MAX)
            return
        self._runs.append(_Run(ask, tally))
        while len(self._runs) > KEPT_MAX:
            self._runs.remove(next(run for run in self._runs if run.tally.state in ENDED))
        self._asked.set()
        self.said()

    def cancel(self, number: int) -> None:
        """End a verification: what was found until then stays."""
        for run in self._runs:
            if run.tally.ask == number and run.tally.state not in ENDED:
                self._end(run, VerificationState.CANCELLED)

    def told(self) -> tuple[Verification, ...]:
        """Return what is to be told: of what ended a while ago nothing."""
        now = asyncio.get_running_loop().time()
        recent = (
            run for run in self._runs if run.tally.state not in ENDED or now < run.ended_at + KEPT_SECONDS
        )
        return tuple(run.tally.told() for run in recent)

    @property
    def is_busy(self) -> bool:
        """Whether files are read, or wait to be."""
        return any(run.tally.state not in ENDED for run in self._runs)

    async def run(self) -> None:
        """Do what is asked, for ever."""
        while True:
            self._asked.clear()
            for run in [run for run in self._runs if run.tally.state is VerificationState.WAITING]:
                await self._verify(run)
            await self._asked.wait()

    async def _verify(self, run: _Run) -> None:
        if run.tally.state in ENDED:
            return
        run.tally.state = VerificationState.RUNNING
        paths = outermost(run.ask.paths) or list(ALL)
        try:
            for files, size in await asyncio.to_thread(self._sizes, paths):
                run.tally.expect(files, size, percent=run.ask.percent)
            for rows in self._rows(run, paths):
                await self._read(run, rows)
        except StorageError as error:
            run.tally.words = str(error)
            self._end(run, VerificationState.FAILED)
        if run.tally.state is VerificationState.RUNNING:
            self._end(run, VerificationState.DONE)

    def _sizes(self, paths: list[str]) -> list[tuple[int, int]]:
        with self.open_known() as known:
            return [known.sizes(path) for path in paths]

    def _rows(self, run: _Run, paths: list[str]) -> Iterator[list[IndexRow]]:
        """Yield the drawn rows some at a time, until the verification is ended."""
        for path in paths:
            after = ""
            while run.tally.state is VerificationState.RUNNING:
                rows = self.index.files(path, after=after, limit=ROWS)
                if not rows:
                    break
                after = rows[-1].path
                yield [row for row in rows if self._is_drawn(run, row.path)]

    @staticmethod
    def _is_drawn(run: _Run, path: str) -> bool:
        return is_drawn(path, number=run.tally.ask, percent=run.ask.percent)

    async def _read(self, run: _Run, rows: list[IndexRow]) -> None:
        async with aclosing(self.reader.read(rows)) as portions:
            async for portion in portions:
                run.tally.add(portion)
                self.taken(portion.files)
                if run.tally.state is not VerificationState.RUNNING:
                    return

    def _end(self, run: _Run, state: VerificationState) -> None:
        run.tally.state = state
        run.ended_at = asyncio.get_running_loop().time()
        told = run.tally.told()
        log.log(
            logging.WARNING if told.rot or told.unreadable else logging.INFO,
            "verification %d: %s, %d files read, %d rotten, %d changed since the last look, %d unreadable",
            *(told.ask, told.state.value, told.read_files, told.rot, told.drift, told.unreadable),
        )
        self.said()

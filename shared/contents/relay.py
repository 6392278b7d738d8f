"""The bytes of one content, from one holder after the other: each goes on where the last one failed."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

from shared.contents.figures import RemoteFigures
from shared.contents.holders import Holder
from shared.contents.reading import Failure, ReadingError, RemoteReader
from shared.contents.wanted import ContentLostError, NotHeldError, UnavailableError, Wanted

log = logging.getLogger(__name__)

ROUNDS = 3
"""Over all holders without a byte, after which it is given up: one finds a worker restarting, or busy."""

PAUSE = 1.0
"""Seconds between two rounds, once more for each: a worker is back, or has ended a reading, in so long."""

FINAL = frozenset({Failure.ABSENT, Failure.BROKEN})
"""Who failed so is not asked again."""


class Relay:
    """Reads a content from its start to its end. What comes is not verified: it may be of several holders."""

    def __init__(
        self,
        reader: RemoteReader,
        wanted: Wanted,
        holders: Iterable[Holder],
        *,
        figures: RemoteFigures,
        pause: float = PAUSE,
    ) -> None:
        self._reader = reader
        self._wanted = wanted
        self._holders = list(holders)
        self._figures = figures
        self._pause = pause
        self._offset = 0
        self.givers: list[str] = []
        """Sites that gave bytes, in their order."""
        self._said: dict[str, str] = {}

    async def parts(self) -> AsyncGenerator[bytes, None]:
        """Yield the parts. Close the generator if it is not read to its end.

        Raises:
            NotHeldError: nobody gives a single byte, or, as UnavailableError, nobody does now.
            ContentLostError: the rest is not to be had, or what came may be wrong.
        """
        rounds = 0
        while rounds < ROUNDS and self._holders:
            for holder in tuple(self._holders):
                before = self._offset
                try:
                    async with aclosing(self._of(holder)) as given:
                        async for part in given:
                            yield part
                except ReadingError as error:
                    self._note(holder, error)
                else:
                    return
                if self._offset > before:
                    rounds = 0
            rounds += 1
            if rounds < ROUNDS and self._holders:
                await asyncio.sleep(self._pause * rounds)
        raise self._given_up()

    async def _of(self, holder: Holder) -> AsyncGenerator[bytes, None]:
        """Yield what one holder gives from where we are."""
        wanted = self._wanted
        async with self._reader.reading(
            holder, wanted.content, size=wanted.size, start=self._offset
        ) as reading:
            while (part := await reading.next()) is not None:
                if holder.site not in self.givers:
                    self.givers.append(holder.site)
                self._offset += len(part)
                self._figures.received_bytes += len(part)
                yield part

    def _note(self, holder: Holder, error: ReadingError) -> None:
        self._figures.failures[error.failure] += 1
        self._said[holder.site] = str(error)
        log.info("content %s from %s at %s: %s", self._wanted.content, holder.site, self._offset, error)
        if error.failure in FINAL:
            self._holders.remove(holder)
        if error.failure is Failure.CHANGED and self._offset:
            raise ContentLostError(f"{holder.site}: the file was changed while it was read")

    def _given_up(self) -> Exception:
        content = self._wanted.content
        if self._offset:
            return ContentLostError(f"content {content} ended at byte {self._offset}: {self._told()}")
        if not self._said:
            return UnavailableError("no transfer worker of any site is there that could be asked: start one")
        if self._holders:
            return UnavailableError(f"no site gives content {content} now: {self._told()}")
        return NotHeldError(f"no site holds content {content} any more: {self._told()}")

    def _told(self) -> str:
        return "; ".join(f"{site}: {said}" for site, said in sorted(self._said.items()))

"""Reading a content at one site that holds it: asking, crediting, and checking that nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

from blake3 import blake3

from shared.bus.codec import BadMessageError, decode_with, encode
from shared.bus.port import BusError
from shared.bus.pubsub import Mailbox, PubSub
from shared.contents.holders import Holder
from shared.contracts.messages.transfers.read import (
    HINTS_MAX,
    READ_PART_BYTES,
    READ_STATE,
    ReadAlive,
    ReadCredit,
    ReadEnded,
    ReadRequest,
    Verdict,
)
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Topology

NOBODY, GONE = "nobody", "gone"
"""Ends of the subjects on which the server says that nobody hears a request, or a credit any more."""

SPARE_MESSAGES = 16
"""Room in the mailbox beside the parts of a window: signs of life, the end, and what the server says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBounds:
    """Bounds of one reading, seconds and bytes."""

    window_bytes: int
    """May be on the way at once. A line carries this much in the time that a message takes there and back."""
    credit_every: float = 2.0
    """Between two signs of life to the holder, each of which also finds out whether it is still there."""
    silence: float = 15.0
    """Without a word the holder is taken for gone."""
    opening: float = 600.0
    """A holder may take to find and hash the content: 100 GiB at the pace of a plain disk."""


class Failure(StrEnum):
    """Why a reading ended early; the words decide what is tried next."""

    ABSENT = "absent"
    BUSY = "busy"
    CHANGED = "changed"
    FAILED = "failed"
    GONE = "gone"
    """No worker hears us there, or none any more."""
    LOST = "lost"
    """Messages were lost, or our connection was made anew."""
    SILENT = "silent"
    BROKEN = "broken"
    """What came does not follow the rules of a reading."""


class ReadingError(Exception):
    """A reading ended early: the content may be read on from another holder, or from this one later."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"{failure}: {detail}" if detail else str(failure))
        self.failure = failure


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteReader:
    """Reads contents of one collection for one site."""

    pubsub: PubSub
    topology: Topology
    collection: str
    site: str
    new_reading: Callable[[], str]
    """Returns 32 hexadecimal digits that it never returned before."""
    bounds: ReadBounds

    @asynccontextmanager
    async def reading(
        self, holder: Holder, content: str, *, size: int, start: int
    ) -> AsyncIterator["RemoteReading"]:
        """Ask a site for a content from `start` to its end, and listen for the block.

        Raises:
            ReadingError: it cannot be asked.
        """
        request = ReadRequest(
            collection=self.collection,
            site=self.site,
            reading=self.new_reading(),
            content=content,
            size=size,
            start=start,
            length=size - start,
            found_at=holder.found_at[:HINTS_MAX],
            credit=min(self.bounds.window_bytes, size - start),
        )
        try:
            limit = self.bounds.window_bytes // READ_PART_BYTES + 1 + SPARE_MESSAGES
            subject = self.part_subject(holder.site, request.reading, "*")
            async with self.pubsub.listen(subject, bulk=True, limit=limit) as mailbox:
                nobody = self.part_subject(holder.site, request.reading, NOBODY)
                asked = self.topology.read(self.collection, holder.site)
                await self.pubsub.send(asked, encode(request), reply=nobody, bulk=True)
                reading = RemoteReading(self, holder.site, request, mailbox)
                crediting = asyncio.create_task(reading.keep_alive())
                try:
                    yield reading
                finally:
                    crediting.cancel()
                    await asyncio.wait([crediting])
                    await reading.stop()
        except BusError as error:
            raise ReadingError(Failure.LOST, str(error)) from error

    def part_subject(self, holder: str, reading: str, part: str) -> str:
        """Return the subject of a part of a reading."""
        return self.topology.read_part(self.collection, holder, self.site, reading, part)


class RemoteReading:
    """One reading under way."""

    def __init__(self, reader: RemoteReader, holder: str, request: ReadRequest, mailbox: Mailbox) -> None:
        self._reader = reader
        self._bounds = reader.bounds
        self._holder = holder
        self._request = request
        self._mailbox = mailbox
        self._hasher = blake3()
        self._received = 0
        self._credit = request.credit
        self._begun = False
        self._ended = False
        self._give_up = asyncio.get_running_loop().time() + reader.bounds.opening

    async def next(self) -> bytes | None:
        """Return the next part; None once all have come, as the holder sent them.

        Whoever calls has done with the parts before: as many bytes more may be on their way then.

        Raises:
            ReadingError: the reading ended early.
        """
        await self._grant()
        while True:
            token, data = await self._heard()
            if token == "0":
                if self._is_over(data):
                    return None
            elif token == NOBODY or (token == GONE and self._begun):
                raise ReadingError(Failure.GONE, f"no transfer worker of {self._holder} listens")
            elif token != GONE:
                return self._part(token, data)

    async def keep_alive(self) -> None:
        """Say the credit again and again, until cancelled or the connection fails."""
        with suppress(BusError):
            while True:
                await asyncio.sleep(self._bounds.credit_every)
                await self._say_credit()

    async def stop(self) -> None:
        """Tell the holder, if it has not ended, that nobody wants the rest."""
        if not self._ended:
            with suppress(BusError):
                await self._say_credit(stop=True)

    async def _heard(self) -> tuple[str, bytes]:
        """Return the last token and the data of what comes next."""
        try:
            heard = await self._mailbox.next(timeout=self._bounds.silence)
        except TimeoutError:
            raise ReadingError(Failure.SILENT, f"{self._holder} says nothing") from None
        if heard is None:
            raise ReadingError(Failure.LOST, "the connection to the bus was made anew")
        return heard.subject.rpartition(".")[2], heard.data

    def _is_over(self, data: bytes) -> bool:
        """Tell whether part 0 says that all was sent. Raises ReadingError where it says that it was not."""
        try:
            said = decode_with(READ_STATE, data)
        except (BadMessageError, NewerSchemaError) as error:
            raise ReadingError(Failure.BROKEN, str(error)) from error
        if isinstance(said, ReadAlive):
            self._begun = True
            if asyncio.get_running_loop().time() > self._give_up:
                raise ReadingError(Failure.SILENT, f"{self._holder} looks for the content too long")
            return False
        self._ended = True
        self._check(said)
        return True

    def _check(self, said: ReadEnded) -> None:
        if said.verdict is not Verdict.DONE:
            raise ReadingError(Failure(said.verdict), said.detail)
        if self._received != self._request.length or said.sent_hash != self._hasher.hexdigest():
            raise ReadingError(Failure.LOST, "parts were lost or damaged on the way")

    def _part(self, token: str, data: bytes) -> bytes:
        self._begun = True
        expected = self._received // READ_PART_BYTES + 1
        if token != str(expected):
            raise ReadingError(Failure.LOST, f"part {token} came instead of part {expected}")
        if len(data) != min(READ_PART_BYTES, self._request.length - self._received):
            raise ReadingError(Failure.BROKEN, f"part {token} has {len(data)} bytes")
        self._hasher.update(data)
        self._received += len(data)
        return data

    async def _grant(self) -> None:
        """Let more come once a quarter of the window was taken: fewer messages, and no pause between."""
        wanted = min(self._received + self._bounds.window_bytes, self._request.length)
        step = max(self._bounds.window_bytes // 4, 1)
        if wanted - self._credit >= step or (wanted > self._credit and wanted == self._request.length):
            self._credit = wanted
            try:
                await self._say_credit()
            except BusError as error:
                raise ReadingError(Failure.LOST, str(error)) from error

    async def _say_credit(self, *, stop: bool = False) -> None:
        request = self._request
        subject = self._reader.topology.read_credit(request.collection, self._holder, request.reading)
        credit = ReadCredit(
            collection=request.collection, reading=request.reading, credit=self._credit, stop=stop
        )
        gone = self._reader.part_subject(self._holder, request.reading, GONE)
        await self._reader.pubsub.send(subject, encode(credit), reply=gone, bulk=True)

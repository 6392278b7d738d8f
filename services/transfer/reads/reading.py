"""One reading: the content is found and verified, and sent as far as the asker's credit goes."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from blake3 import blake3

from services.transfer.reads.credit import AskerGoneError, Credit
from services.transfer.reads.verified import OpenContent, VerifiedContents
from shared.bus.codec import encode
from shared.bus.pubsub import PubSub
from shared.contracts.messages.transfers.read import (
    READ_PART_BYTES,
    ReadAlive,
    ReadEnded,
    ReadRequest,
    Verdict,
)
from shared.contracts.topology import Topology
from shared.roots.posix.files.port import StorageError

Result = TypeVar("Result")

BLOCK_PARTS = 8
"""Parts that are read from disk at once: a step into a thread costs as much as reading one."""

FLUSH_BYTES = 4 * 1024**2
"""Sent between two waits for the server: what a slow line makes wait in memory, whatever the credit is."""

ALIVE_EVERY = 1.0
"""Seconds between two signs of life while a file is hashed: an asker waits a few of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What all readings of a worker share."""

    pubsub: PubSub
    topology: Topology
    collection: str
    site: str
    contents: VerifiedContents
    threads: Executor
    """Their own: no job waits for a thread behind a slow reading."""
    patience: float
    """Seconds without a word from the asker after which a reading is given up."""

    async def in_thread(self, act: Callable[[], Result]) -> Result:
        """Run what blocks."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, act)


@dataclass(slots=True)
class Reading:
    """Answers one request."""

    sources: Sources
    request: ReadRequest
    sent_bytes: int = 0
    verdict: Verdict | None = None
    """How it ended, once the asker was told."""

    async def run(self) -> None:
        """Send what is asked for, and how it ended; end without a word where the asker went away.

        Raises:
            BusError: the connection failed; the asker misses parts, and asks again.
        """
        subject = self.sources.topology.read_credit(
            self.request.collection, self.sources.site, self.request.reading
        )
        credit = Credit(self.request.credit, patience=self.sources.patience)
        async with self.sources.pubsub.listen(subject, bulk=True) as mailbox:
            hearing = asyncio.create_task(credit.hear(mailbox))
            try:
                await self._answer(credit)
            except AskerGoneError:
                return
            finally:
                hearing.cancel()
                await asyncio.wait([hearing])

    async def end(self, verdict: Verdict, *, sent_hash: str | None = None, detail: str = "") -> None:
        """Say how the reading ended."""
        ended = ReadEnded(
            collection=self.request.collection,
            site=self.sources.site,
            reading=self.request.reading,
            verdict=verdict,
            sent_bytes=self.sent_bytes,
            sent_hash=sent_hash,
            detail=detail,
        )
        await self.sources.pubsub.send(self._subject(0), encode(ended), bulk=True)
        self.verdict = verdict

    async def _answer(self, credit: Credit) -> None:
        try:
            opened = await self._open(credit)
            if opened is None:
                await self.end(Verdict.ABSENT)
                return
            try:
                await self._send(opened, credit)
            finally:
                await self.sources.in_thread(opened.close)
        except StorageError as error:
            await self.end(Verdict.FAILED, detail=str(error))

    async def _open(self, credit: Credit) -> OpenContent | None:
        """Find and verify the content, with signs of life while it takes."""
        request, contents = self.request, self.sources.contents
        opening = asyncio.ensure_future(
            self.sources.in_thread(lambda: contents.open(request.content, request.found_at))
        )
        alive = encode(
            ReadAlive(collection=request.collection, site=self.sources.site, reading=request.reading)
        )
        try:
            while not opening.done():
                await self.sources.pubsub.send(self._subject(0), alive, bulk=True)
                await asyncio.wait([opening], timeout=ALIVE_EVERY)
                await credit.covers(0)
        except BaseException:
            opening.add_done_callback(_close_unused)
            raise
        return await opening

    async def _send(self, opened: OpenContent, credit: Credit) -> None:
        hasher, flushed = blake3(), 0
        while self.sent_bytes < self.request.length:
            block = await self._read(opened, hasher)
            if not block:
                await self.end(Verdict.CHANGED, detail="the file has become shorter")
                return
            for at in range(0, len(block), READ_PART_BYTES):
                await self._send_part(block[at : at + READ_PART_BYTES], credit)
            if self.sent_bytes - flushed >= FLUSH_BYTES:
                await self.sources.pubsub.flush(bulk=True)
                flushed = self.sent_bytes
        if await self.sources.in_thread(lambda: opened.unchanged):
            await self.end(Verdict.DONE, sent_hash=hasher.hexdigest())
        else:
            await self.end(Verdict.CHANGED, detail="the file was changed while it was read")

    async def _read(self, opened: OpenContent, hasher: blake3) -> bytes:
        offset = self.request.start + self.sent_bytes
        size = min(BLOCK_PARTS * READ_PART_BYTES, self.request.length - self.sent_bytes)

        def read() -> bytes:
            block = opened.file.read_at(offset, size)
            hasher.update(block)
            return block

        return await self.sources.in_thread(read)

    async def _send_part(self, part: bytes, credit: Credit) -> None:
        await credit.covers(self.sent_bytes + len(part))
        number = self.sent_bytes // READ_PART_BYTES + 1
        await self.sources.pubsub.send(self._subject(number), part, bulk=True)
        self.sent_bytes += len(part)

    def _subject(self, part: int) -> str:
        request = self.request
        return self.sources.topology.read_part(
            request.collection, self.sources.site, request.site, request.reading, part
        )


def _close_unused(opening: "asyncio.Future[OpenContent | None]") -> None:
    """Close a file that was opened for an asker that went away meanwhile."""
    if opening.cancelled() or opening.exception() is not None:
        return
    opened = opening.result()
    if opened is not None:
        opened.close()

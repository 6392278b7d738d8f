"""A site that sends contents as a test tells it to: it dies, lies, loses parts. No test module."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from blake3 import blake3

from shared.bus.codec import decode, encode
from shared.bus.nats.bus import NatsBus
from shared.bus.pubsub import PubSub
from shared.contracts.bucket_keys import site_key, worker_key
from shared.contracts.messages.presence import WorkerPresence
from shared.contracts.messages.transfers.read import (
    READ_PART_BYTES,
    ReadAlive,
    ReadCredit,
    ReadEnded,
    ReadRequest,
    Verdict,
)
from shared.contracts.messages.transfers.want import Want
from shared.contracts.topology import Bucket, Topology
from testing.bus.memory import MemoryBus
from testing.bus.pubsub import MemoryPubSub

COLLECTION = "kernels"
RACK = Topology()
LISTEN = 60.0


class OnTheBus(Protocol):
    """A test's service, and what it speaks over."""

    @property
    def bus(self) -> MemoryBus | NatsBus:
        """What is kept."""

    @property
    def pubsub(self) -> MemoryPubSub | NatsBus:
        """What is not."""


def hash_of(data: bytes) -> str:
    """Return the name of a content."""
    return blake3(data).hexdigest()


@dataclass
class ScriptedHolder:
    """The worker of one site, over any bus."""

    site: str
    pubsub: PubSub
    held: dict[str, bytes] = field(default_factory=dict)
    dies_after: int | None = None
    """Bytes of one reading after which it is gone without a word, for good."""
    loses: set[int] = field(default_factory=set)
    """Parts that are lost on the way, once each."""
    busy: int = 0
    """Requests that it is too busy for."""
    gate: asyncio.Event | None = None
    """Before the second part it waits for this."""
    requests: list[ReadRequest] = field(default_factory=list)
    sent: int = 0
    stopped: int = 0
    """Readings that the asker ended."""
    dead: bool = False

    def holds(self, data: bytes, *, sends: bytes | None = None) -> None:
        """Hold a content; with `sends`, send other bytes for it."""
        self.held[hash_of(data)] = data if sends is None else sends

    async def run(self) -> None:
        """Answer, one request after the other, until it dies or is cancelled."""
        async with (
            asyncio.TaskGroup() as group,
            self.pubsub.listen(RACK.read(COLLECTION, self.site), queue="w") as asked,
        ):
            while not self.dead:
                heard = await asked.next(timeout=LISTEN)
                assert heard is not None
                request = decode(ReadRequest, heard.data)
                self.requests.append(request)
                reading = group.create_task(self._answer(request))
                if self.dies_after is not None:
                    await asyncio.wait([reading])

    async def _answer(self, request: ReadRequest) -> None:
        subject = RACK.read_credit(COLLECTION, self.site, request.reading)
        async with self.pubsub.listen(subject) as mailbox:
            alive = ReadAlive(collection=COLLECTION, site=self.site, reading=request.reading)
            await self._say(request, 0, encode(alive))
            data = self.held.get(request.content)
            if self.busy > 0:
                self.busy -= 1
                await self._end(request, Verdict.BUSY)
            elif data is None:
                await self._end(request, Verdict.ABSENT)
            elif await self._send(request, data[request.start :], mailbox):
                await self._end(request, Verdict.DONE, sent=data[request.start :])

    async def _send(self, request: ReadRequest, data: bytes, mailbox) -> bool:
        granted = request.credit
        for number, at in enumerate(range(0, len(data), READ_PART_BYTES), start=1):
            part = data[at : at + READ_PART_BYTES]
            while at + len(part) > granted:
                heard = await mailbox.next(timeout=LISTEN)
                said = decode(ReadCredit, heard.data)
                if said.stop:
                    self.stopped += 1
                    return False
                granted = said.credit
            if self.dies_after is not None and at >= self.dies_after:
                self.dead = True
                return False
            if self.gate is not None and number == 2:
                await self.gate.wait()
            if number in self.loses:
                self.loses.remove(number)
                continue
            await self._say(request, number, part)
            self.sent += len(part)
        return True

    async def _end(self, request: ReadRequest, verdict: Verdict, sent: bytes = b"") -> None:
        ended = ReadEnded(
            collection=COLLECTION,
            site=self.site,
            reading=request.reading,
            verdict=verdict,
            sent_bytes=len(sent),
            sent_hash=blake3(sent).hexdigest(),
        )
        await self._say(request, 0, encode(ended))

    async def _say(self, request: ReadRequest, part: int, data: bytes) -> None:
        subject = RACK.read_part(COLLECTION, self.site, request.site, request.reading, part)
        await self.pubsub.send(subject, data, bulk=True)


async def introduce(desk: OnTheBus, site: str, *, placed: int = 0, heard: bool = True) -> None:
    """Have a site known, with a worker that is there, or of which nothing was heard yet."""
    await desk.bus.put(Bucket.SITES, site_key(COLLECTION, site), b"{}")
    want = Want(collection=COLLECTION, site=site, log_id="0" * 32, head=placed, placed=placed)
    await desk.bus.publish(RACK.want(COLLECTION, site), encode(want))
    if not heard:
        return
    presence = WorkerPresence(site=site).model_dump_json().encode()
    await desk.bus.put(Bucket.PRESENCE, worker_key(site, "w"), presence)


@asynccontextmanager
async def holding(desk: OnTheBus, *sites: str, placed: int = 0) -> AsyncIterator[list[ScriptedHolder]]:
    """Have sites that send for the block."""
    holders = [ScriptedHolder(site, desk.pubsub) for site in sites]
    for holder in holders:
        await introduce(desk, holder.site, placed=placed)
    tasks = [asyncio.create_task(holder.run()) for holder in holders]
    while not all(desk.pubsub.listeners(RACK.read(COLLECTION, site)) for site in sites):  # noqa: ASYNC110
        await asyncio.sleep(0)
    try:
        yield holders
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

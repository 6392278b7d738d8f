"""The handover of providers: acquirers of a collection tell each other which granules are done."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

from services.acquirer.state.done_store import DoneStore
from services.acquirer.work.bell import Bell
from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.port import Bus, Message
from shared.contracts.messages.acquisition import DONE_MAX, DONE_NAMES_MAX, DoneGranule, GranulesDone
from shared.contracts.topology import Stream, Topology
from shared.observability.clock import Clock

REST: Final = 60.0
"""Seconds after which is looked whether something is to be said though nobody rang."""

GATHERED: Final = 0.25
"""Seconds of granules that one message tells of: a message for each would cost as much as they do."""


class Handover:
    """Says what this acquirer has done, and hears what all have.

    Args:
        bus: where it is said.
        store: of what was done.
        topology: of the deployment.
        collection: that is filled.
        site: of this acquirer.
        clock: for the time of a message.
    """

    def __init__(
        self, bus: Bus, store: DoneStore, *, topology: Topology, collection: str, site: str, clock: Clock
    ) -> None:
        self._bus = bus
        self._store = store
        self._topology = topology
        self._collection = collection
        self._site = site
        self._clock = clock
        self._heard = asyncio.Condition()
        self.bell = Bell()
        """Rings where a granule is done."""

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    async def say_forever(self) -> None:
        """Say what is done, as it comes, until cancelled. Raises BusError: call it again."""
        while True:
            await self.say()
            if await self.bell.heard(within=REST):
                await asyncio.sleep(GATHERED)

    async def say(self) -> None:
        """Say all that is done and was not said yet.

        Raises:
            BusError: unknown whether all was said; call it again.
        """
        while by_feed := self._store.unsaid(DONE_MAX):
            for feed, done in by_feed:
                for some in _messages(done):
                    await self._say(feed, some)
                    self._store.note_said(feed, some)

    async def follow(self) -> None:
        """Hear what is done, until cancelled. Raises BusError: call it again."""
        subject = self._topology.acquired(self._collection, "*")
        if await self._bus.caught_up(Stream.ACQUIRED, subject) < self._store.position:
            self._store.forget_position()
        async for message in self._bus.follow(Stream.ACQUIRED, subject, after=self._store.position):
            self._take(message)
            async with self._heard:
                self._heard.notify_all()

    async def catch_up(self) -> None:
        """Return once all is heard that is said by now, while `follow` runs. Raises BusError."""
        head = await self._bus.caught_up(Stream.ACQUIRED, self._topology.acquired(self._collection, "*"))
        async with self._heard:
            await self._heard.wait_for(lambda: self._store.position >= head)

    def _take(self, message: Message) -> None:
        try:
            word = decode(GranulesDone, message.data)
        except BadMessageError:  # nobody of ours wrote it
            self._store.hear("", (), at=0.0, sequence=message.sequence)
            return
        at = word.at.timestamp()
        self._store.hear(word.feed, word.granules, at=at, sequence=message.sequence)

    async def _say(self, feed: str, done: Sequence[DoneGranule]) -> None:
        word = GranulesDone(
            collection=self._collection,
            feed=feed,
            site=self._site,
            at=self._clock.now(),
            granules=tuple(done),
        )
        await self._bus.publish(self._topology.acquired(self._collection, feed), encode(word))


def _messages(done: Sequence[DoneGranule]) -> Iterator[list[DoneGranule]]:
    """Yield granules as messages have room for them."""
    some: list[DoneGranule] = []
    size = 0
    for one in done:
        length = len(one.granule.encode())
        if some and size + length > DONE_NAMES_MAX:
            yield some
            some, size = [], 0
        some.append(one)
        size += length
    if some:
        yield some

"""The descriptions of one collection, taken into a store of a process' own and kept up to date.

What is in the store can be dropped at any time: a stream that is not the one that was taken in replaces it.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Protocol

from shared.bus.describer_keys import DescriberKeys
from shared.bus.port import Bus
from shared.bus.retry_forever import retry_forever
from shared.contracts.topology import Stream, Topology
from shared.descriptions.believe import Heard
from shared.descriptions.follow import DescriptionReader

log = logging.getLogger(__name__)

RETRY = 1.0
"""Seconds before what failed on the bus is tried again."""

CHECK_EVERY = 15.0
"""Seconds between two comparisons of the stream with what was taken in."""


class DescriptionStore(Protocol):
    """A place that keeps what was heard. Each call is durable, or lost with all that came after it."""

    @property
    def position(self) -> int:
        """The sequence of the last message that was taken in; 0 before the first."""

    def take(self, heard: Heard) -> None:
        """Take one message in; it replaces what was heard of its content before, also if not believed."""

    def oldest(self) -> int | None:
        """Return the lowest sequence of the messages that stand; None where there is none."""

    def forget_descriptions(self) -> None:
        """Begin anew: the stream on the server is another one."""


class AnotherStreamError(Exception):
    """The stream on the server is another than the one that was taken in."""


class FollowedDescriptions:
    """Keeps a store of descriptions up to date, and tells when it has all that there was."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        keys: DescriberKeys,
        collection: str,
        store: DescriptionStore,
        taken: Callable[[], None] = lambda: None,
        check_every: float = CHECK_EVERY,
    ) -> None:
        """Wire it.

        Args:
            bus: where descriptions are.
            topology: names their subjects.
            keys: learns the keys of describers.
            collection: whose contents.
            store: takes what is heard.
            taken: called after each message that was taken in, and after all was forgotten.
            check_every: seconds between two looks whether the stream is still the same.
        """
        self._bus = bus
        self._topology = topology
        self._keys = keys
        self._collection = collection
        self._store = store
        self._taken = taken
        self._check_every = check_every

    async def run(self, *, ready: Callable[[], None] = lambda: None) -> None:
        """Follow until cancelled. `ready` is called once all that there was at the start was taken in."""
        while True:
            try:
                await self._follow(ready)
            except* AnotherStreamError:
                # Nothing is lost by it: the stream says all of it again.
                self._store.forget_descriptions()
                self._taken()

    async def _follow(self, ready: Callable[[], None]) -> None:
        reader = DescriptionReader(
            self._bus,
            topology=self._topology,
            keys=self._keys,
            collection=self._collection,
            after=self._store.position,
            take=self._take,
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(retry_forever(reader.run, doing="follow descriptions", pause=RETRY))
            catch_up = partial(self._catch_up, reader)
            await retry_forever(catch_up, doing="reach the last description", pause=RETRY)
            ready()
            keep = partial(self._keep_checking, reader)
            await retry_forever(keep, doing="compare descriptions", pause=RETRY)

    async def _catch_up(self, reader: DescriptionReader) -> None:
        await reader.reach(await self._last())

    async def _keep_checking(self, reader: DescriptionReader) -> None:
        while True:
            await asyncio.sleep(self._check_every)
            await self._check(reader)

    async def _check(self, reader: DescriptionReader) -> None:
        """Compare by the oldest message: the stream keeps the newest of each content for ever.

        Another stream begins at a later sequence (`shared.bus.first_sequence`), and does not have it.
        """
        await reader.reach(await self._last())
        oldest = self._store.oldest()
        if oldest is None or await self._bus.get(Stream.DESCRIPTIONS, oldest) is not None:
            return
        await reader.reach(await self._last())
        if self._store.oldest() == oldest:
            log.error(
                "the descriptions of collection %s are others now: they are read anew", self._collection
            )
            raise AnotherStreamError

    async def _last(self) -> int:
        subject = self._topology.description(self._collection, "*")
        return await self._bus.caught_up(Stream.DESCRIPTIONS, subject)

    def _take(self, heard: Heard) -> None:
        self._store.take(heard)
        self._taken()

"""Following a log from the bus into a fold."""

import asyncio
import logging
from collections.abc import Callable

from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Bus, Message
from shared.bus.topology import Stream, Topology
from shared.catalog.fold import Folded, Skip
from shared.catalog.position import LogPosition
from shared.identity.registry import Registry
from shared.messages.signed import Signed
from shared.observability.at_hand import handling

log = logging.getLogger(__name__)


class LogReader:
    """Feeds every message of one collection's log, in order, to a fold."""

    def __init__(
        self,
        bus: Bus,
        *,
        topology: Topology,
        registry: Registry,
        collection: str,
        start: LogPosition,
        fold: Callable[[int, Signed], Folded | Skip],
        skip: Callable[[], None],
    ) -> None:
        """Wire the reader.

        Args:
            bus: where the log is.
            topology: names its subject.
            registry: learns the keys that sign commits.
            collection: whose log.
            start: where the fold stands.
            fold: takes a message in; called once for each, in order.
            skip: counts a message that could not even be decoded.
        """
        self._bus = bus
        self._subject = topology.log(collection)
        self._registry = registry
        self._fold = fold
        self._skip = skip
        self._seen = start.revision
        self._moved = asyncio.Condition()

    @property
    def seen(self) -> int:
        """The last stream sequence of this log that was taken in, skipped ones included."""
        return self._seen

    async def run(self) -> None:
        """Follow the log until cancelled.

        Raises:
            NewerSchemaError: the log was written by a newer major version.
        """
        async for message in self._bus.follow(Stream.LOG, self._subject, after=self._seen):
            with handling(subject=message.subject, sequence=message.sequence, headers=message.headers):
                await self._take(message)

    async def catch_up(self) -> int:
        """Wait until everything that the leader has now was taken in; return its last sequence."""
        last = await self._bus.caught_up(Stream.LOG, self._subject)
        await self.reach(last)
        return last

    async def reach(self, sequence: int) -> None:
        """Wait until the message with this sequence was taken in."""
        async with self._moved:
            await self._moved.wait_for(lambda: self._seen >= sequence)

    async def _take(self, message: Message) -> None:
        try:
            signed = decode(Signed, message.data)
        except BadMessageError as error:
            log.warning("skipped a message of the log: %s", error)
            self._skip()
        else:
            await self._registry.learn(signed.key)
            result = self._fold(message.sequence, signed)
            if isinstance(result, Skip):
                log.warning("skipped a commit: %s", result)
        async with self._moved:
            self._seen = message.sequence
            self._moved.notify_all()

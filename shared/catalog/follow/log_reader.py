"""Following a log from the bus into a fold."""

import asyncio
import logging
from collections.abc import Callable

from shared.bus.codec import BadMessageError, decode
from shared.bus.key_registry import Registry
from shared.bus.large_messages import read_large
from shared.bus.port import Bus, Message
from shared.catalog.fold.fold import Folded, Link, Skip, next_link
from shared.catalog.fold.position import LogPosition
from shared.catalog.fold.read_commit import read_in_parts
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Stream, Topology
from shared.identity.keys import is_signed
from shared.observability.task_context import handling

log = logging.getLogger(__name__)

STRANGERS_MAX = 16
"""Unknown keys that are asked for again: an honest log has one, since each commit names the one before."""

READ_AHEAD_BYTES = 256 * 1024
"""A commit of some two thousand changes: to read and fold one takes a tenth of a second."""


class LogReader:
    """Feeds every message of one collection's log, in order, to a fold.

    Whose key is not registered is not believed. But a server's store that was restored may have forgotten a
    key until its owner says it again: a commit that would be the next one, were its key known, is remembered.
    """

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
        self._collection = collection
        self._registry = registry
        self._fold = fold
        self._skip = skip
        self._position = start
        self._unknown_keys: list[str] = []
        self._strange_since = 0.0
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
            BusError: the bus failed; the next run goes on where this one stopped.
        """
        async for message in self._bus.follow(Stream.LOG, self._subject, after=self._seen):
            with handling(subject=message.subject, sequence=message.sequence, headers=message.headers):
                await self._take(message)

    def unknown_for(self) -> float | None:
        """Return for how many seconds the log has gone on with a commit by an unknown key, if it has."""
        return asyncio.get_running_loop().time() - self._strange_since if self._unknown_keys else None

    async def key_learned(self) -> bool:
        """Tell whether a key is known by now whose commit was skipped: then the log is to be read again.

        Raises:
            BusError: the bus failed.
        """
        for key in self._unknown_keys:
            await self._registry.learn(key)
        return any(map(self._registry.trusts, self._unknown_keys))

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
        if message.sequence <= self._position.revision:
            # A store that was restored brings again what was folded; who compares logs tells if it is that.
            # Folded twice it would follow nothing, and a log that verifies would be doubted.
            return
        try:
            signed = decode(Signed, await read_large(self._bus, Stream.LOG, message))
        except BadMessageError as error:
            log.warning("skipped a message of the log: %s", error)
            self._skip()
        else:
            await self._registry.learn(signed.key)
            if self._registry.trusts(signed.key) and is_signed(signed):
                signed = await _read(signed)
            result = self._fold(message.sequence, signed)
            if isinstance(result, Skip):
                log.warning("skipped a commit: %s", result)
                self._note_unknown_key(message.sequence, signed)
            else:
                self._position = result.position
                self._unknown_keys.clear()
        async with self._moved:
            self._seen = message.sequence
            self._moved.notify_all()

    def _note_unknown_key(self, sequence: int, signed: Signed) -> None:
        if self._registry.trusts(signed.key) or len(self._unknown_keys) >= STRANGERS_MAX:
            return
        try:
            link = next_link(
                signed,
                sequence=sequence,
                collection=self._collection,
                position=self._position,
                trusts=lambda _: True,
            )
        except NewerSchemaError:
            return  # of a stranger: nothing has to wait for it
        if isinstance(link, Link):
            if not self._unknown_keys:
                self._strange_since = asyncio.get_running_loop().time()
            self._unknown_keys.append(signed.key)


async def _read(signed: Signed) -> Signed:
    """Read a large commit before it is folded: others get a turn between its parts."""
    if len(signed.body) <= READ_AHEAD_BYTES:
        return signed
    for part in read_in_parts(signed):
        await asyncio.sleep(0)
        if part is not None:
            return part
    return signed

"""Whose orders are heeded, said to doors: they read no log, and sites may not write it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from shared.bus.codec import encode
from shared.bus.port import Bus
from shared.catalog.fold.keyring import Keyring, heeded_operators
from shared.contracts.bucket_keys import heeded_operators_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.order import HeededOperators


@dataclass(slots=True, kw_only=True)
class SayOperators:
    """Keeps the record of one collection as its log is, while its lease is held."""

    bus: Bus
    collection: str
    keys: Keyring
    """Of the log as it is folded."""
    catch_up: Callable[[], Awaitable[object]]
    """Returns once the fold has what the log has: a fold on its way knows operators of before."""
    first: frozenset[str] = frozenset()
    """Keys that are heeded until the log has one."""
    _folded: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Hear that a commit was folded."""
        self._folded.set()

    async def run(self) -> None:
        """Say it, and again when it changes, without end. Raises BusError."""
        name = heeded_operators_key(self.collection)
        standing = await self.bus.value(Bucket.SITES, name)
        said = None if standing is None else standing.data
        while True:
            self._folded.clear()
            if self._value(said) != said:
                await self.catch_up()
            value = self._value(said)
            if value is not None and value != said:
                await self.bus.put(Bucket.SITES, name, value)
                said = value
            await self._folded.wait()

    def _value(self, said: bytes | None) -> bytes | None:
        """Return what is to be said; None where nobody ever was an operator."""
        heeded = tuple(sorted(heeded_operators(self.keys, self.first)))
        if not heeded and said is None:
            return None
        return encode(HeededOperators(collection=self.collection, keys=heeded))

"""The bucket of rules as it is to be heeded: what operators have signed, once the log has a key of theirs.

While it has none, everything in the bucket counts, as whoever may write there has said it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Message
from shared.contracts.bucket_keys import DOOR_KINDS, ORDER, operator_key, order_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.version import NewerSchemaError
from shared.orders.book import Believed, newest_order, read_order
from shared.orders.kept import KeptOrders
from shared.web.problem import RefusedError


class RulesBus(Protocol):
    """What is read and written of buckets here. All may raise BusError."""

    async def value(self, bucket: str, key: str) -> Message | None:
        """Return the value of a key."""

    async def values(self, bucket: str) -> Mapping[str, Message]:
        """Return all keys with their values."""

    async def put(self, bucket: str, key: str, value: bytes) -> int:
        """Set a key."""

    async def create(self, bucket: str, key: str, value: bytes) -> int | None:
        """Set a key where there is none."""

    async def remove(self, bucket: str, key: str) -> None:
        """Delete a key."""


@dataclass(frozen=True, slots=True)
class OrderedRules:
    """Implements `RulesBus` for one collection."""

    bus: RulesBus
    collection: str
    operators: Callable[[], Collection[str]]
    """Tells which operators' keys may speak, by the log."""
    kept: KeptOrders

    async def value(self, bucket: str, key: str) -> Message | None:
        """Return what stands under a key, as far as it is to be heeded."""
        operators = self.operators()
        if not operators:
            return await self.bus.value(bucket, key)
        standing = await self.bus.value(bucket, order_key(key))
        return _message(self._believe(key, standing, operators))

    async def values(self, bucket: str) -> Mapping[str, Message]:
        """Return everything that is to be heeded, but for what doors heed by themselves."""
        found, operators = await self.bus.values(bucket), self.operators()
        if not operators:
            return found
        # Also what somebody has taken away there: nothing but a later order ends one.
        names = {key.removeprefix(ORDER) for key in found if key.startswith(ORDER)} | {*self.kept.names()}
        names = {name for name in names if name.partition(".")[0] not in DOOR_KINDS}
        heeded = {
            name: _message(self._believe(name, found.get(order_key(name)), operators))
            for name in sorted(names)
        }
        return {name: message for name, message in heeded.items() if message is not None}

    async def put(self, bucket: str, key: str, value: bytes) -> int:
        """Set a key. Raises RefusedError: an operator has to sign it."""
        await self._check_nothing_waits()
        return await self.bus.put(bucket, key, value)

    async def create(self, bucket: str, key: str, value: bytes) -> int | None:
        """Set a key where there is none. Raises RefusedError: an operator has to sign it."""
        await self._check_nothing_waits()
        return await self.bus.create(bucket, key, value)

    async def remove(self, bucket: str, key: str) -> None:
        """Delete a key. Raises RefusedError: an operator has to sign it."""
        await self._check_nothing_waits()
        await self.bus.remove(bucket, key)

    async def _check_nothing_waits(self) -> None:
        """Make sure that what nobody has signed counts, with the next commit as well. Raises RefusedError."""
        self.check_unsigned()
        begins = order_key(operator_key(self.collection, ""))
        values = await self.bus.values(Bucket.RULES)
        if any(self._is_order(key, message) for key, message in values.items() if key.startswith(begins)):
            raise RefusedError(
                f"from the next commit on, collection {self.collection} heeds only what an operator has "
                "signed, and this would not stand then: nothing was changed; say it by the command "
                "`spicerack`, where that key is"
            )

    def _is_order(self, key: str, message: Message) -> bool:
        signed, name = _signed(message), key.removeprefix(ORDER)
        return signed is not None and read_order(signed, collection=self.collection, name=name) is not None

    def check_unsigned(self) -> None:
        """Make sure that what nobody has signed counts. Raises RefusedError: an operator has to sign it."""
        if self.operators():
            raise RefusedError(
                f"collection {self.collection} heeds only what an operator's key has signed: nothing was "
                "changed; say it by the command `spicerack`, where that key is (`spicerack keys init --help`)"
            )

    def _believe(self, name: str, standing: Message | None, operators: Collection[str]) -> Believed | None:
        kept = self.kept.get(name)
        found = newest_order(
            None if standing is None else _signed(standing),
            kept,
            collection=self.collection,
            name=name,
            operators=operators,
        )
        if found is not None and found.signed != kept:
            self.kept.keep(name, found.signed)
        return found


def _signed(message: Message) -> Signed | None:
    try:
        return decode(Signed, message.data)
    except (BadMessageError, NewerSchemaError):
        return None


def _message(found: Believed | None) -> Message | None:
    if found is None or found.order.value is None:
        return None
    return Message(found.order.name, found.order.number, found.order.value.encode())

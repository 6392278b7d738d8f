"""Rules of access that stand at this moment, for who asks the bus and follows nothing."""

from collections.abc import Collection

from shared.access.signed.signed_access import ALL_HIDDEN
from shared.bus.codec import BadMessageError, decode
from shared.bus.port import Bus, Message
from shared.contracts.bucket_keys import (
    access_order,
    access_rules_key,
    frames_order,
    heeded_operators_key,
    order_key,
)
from shared.contracts.buckets import Bucket
from shared.contracts.messages.access import AccessRules
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.order import HeededOperators
from shared.contracts.messages.version import NewerSchemaError
from shared.orders.book import Believed, newest_order


async def standing_rules(bus: Bus, collection: str) -> AccessRules:
    """Return the rules of access that count; such that cannot be read hide all. Raises BusError."""
    operators = await _operators(bus, collection)
    plain = _rules(await bus.value(Bucket.RULES, access_rules_key(collection)))
    if not operators:
        return plain
    found = await _order(bus, collection, access_order(collection), operators)
    if found is None:
        return AccessRules(hidden=plain.hidden)
    return _read(found.order.value or "")


async def signed_otherwise(bus: Bus, collection: str, dates: bytes) -> bool:
    """Tell whether operators have signed other rules of public dates than some, or none. Raises BusError."""
    operators = await _operators(bus, collection)
    if not operators:
        return False
    found = await _order(bus, collection, frames_order(collection), operators)
    return found is None or (found.order.value or "").encode() != dates


async def _operators(bus: Bus, collection: str) -> Collection[str]:
    message = await bus.value(Bucket.SITES, heeded_operators_key(collection))
    return () if message is None else decode(HeededOperators, message.data).keys


async def _order(bus: Bus, collection: str, name: str, operators: Collection[str]) -> Believed | None:
    message = await bus.value(Bucket.RULES, order_key(name))
    try:
        signed = None if message is None else decode(Signed, message.data)
    except (BadMessageError, NewerSchemaError):
        return None
    return newest_order(signed, None, collection=collection, name=name, operators=operators)


def _rules(message: Message | None) -> AccessRules:
    return AccessRules() if message is None else _read(message.data.decode(errors="replace"))


def _read(text: str) -> AccessRules:
    try:
        return decode(AccessRules, text.encode())
    except (BadMessageError, NewerSchemaError):
        return ALL_HIDDEN

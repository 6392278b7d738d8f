"""The order of an operator for what an entry of the log says of a key. Pure."""

from collections.abc import Collection

from pydantic import ValidationError

from shared.contracts.bucket_keys import operator_key, release_key, revoked_key
from shared.contracts.messages.key_entry import KeyEntry, KeyEvent
from shared.contracts.messages.sites.membership import KeyRevocation
from shared.contracts.messages.sites.order import OperatorKey, Order
from shared.contracts.messages.sites.release import Release
from shared.identity.keys import is_signed


def orders_key(entry: KeyEntry, *, collection: str, signers: Collection[str]) -> bool:
    """Tell whether one of some keys has signed an order for just what an entry says.

    Args:
        entry: of the log.
        collection: whose log it is.
        signers: public keys of operators.
    """
    signed = entry.vouched
    if signed is None or signed.key not in signers or not is_signed(signed):
        return False
    try:
        order = Order.model_validate_json(signed.body)
        return order.collection == collection and _says(order, entry, collection)
    except ValidationError:
        return False


def _says(order: Order, entry: KeyEntry, collection: str) -> bool:
    """Tell whether an order says what an entry does. Raises ValidationError."""
    value = order.value or ""
    if entry.event == KeyEvent.REVOKED:
        revoked = KeyRevocation.model_validate_json(value)
        same = (revoked.collection, revoked.site, revoked.key) == (collection, entry.site, entry.key)
        return same and order.name == revoked_key(collection, entry.key)
    if entry.event == KeyEvent.KNOWN:
        released = Release.model_validate_json(value)
        same = (released.collection, released.site, released.key) == (collection, entry.site, entry.key)
        return same and order.name == release_key(collection, released.site)
    told = OperatorKey.model_validate_json(value)
    same = (told.collection, told.key) == (collection, entry.key)
    ends = entry.event == KeyEvent.OPERATOR_REVOKED
    return same and told.revoked is ends and order.name == operator_key(collection, entry.key)

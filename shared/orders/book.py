"""Orders of operators: which of them is to be believed. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError

from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.order import Order
from shared.contracts.messages.version import NewerSchemaError, check_version
from shared.identity.keys import is_signed


@dataclass(frozen=True, slots=True)
class Believed:
    """An order, and how it was signed."""

    signed: Signed
    order: Order


def read_order(signed: Signed, *, collection: str, name: str) -> Believed | None:
    """Return the order in a signed text, if it is one about this name and its signature is its key's."""
    try:
        check_version(signed.body)
        order = Order.model_validate_json(signed.body)
    except (ValidationError, NewerSchemaError):
        return None
    if (order.collection, order.name) != (collection, name) or not is_signed(signed):
        return None
    return Believed(signed, order)


class Refusal(StrEnum):
    """Why an order that stands in the bucket does not count."""

    STRANGER = "stranger"
    """Its key is no operator's."""
    FORGED = "forged"
    """It is not about its name, or not signed by its key."""
    REPLAYED = "replayed"
    """A later one was believed before."""


def refusal_of(
    standing: Signed, found: Believed | None, *, collection: str, name: str, operators: Collection[str]
) -> Refusal | None:
    """Return why an order does not count where `newest_order` has found another, or none."""
    if found is not None and found.signed == standing:
        return None
    if standing.key not in operators:
        return Refusal.STRANGER
    read = read_order(standing, collection=collection, name=name)
    return Refusal.FORGED if read is None else Refusal.REPLAYED


def newest_order(
    standing: Signed | None,
    kept: Signed | None,
    *,
    collection: str,
    name: str,
    operators: Collection[str],
) -> Believed | None:
    """Return the order that counts under a name; None where none was ever believed.

    Args:
        standing: what the bucket has.
        kept: what was believed here last: neither an older order nor none at all takes its place.
        collection: whose.
        name: of what it is about.
        operators: keys that may speak now.
    """
    before = None if kept is None else read_order(kept, collection=collection, name=name)
    if standing is None or standing.key not in operators:
        return before
    found = read_order(standing, collection=collection, name=name)
    if found is None or (before is not None and found.order.number <= before.order.number):
        return before
    return found

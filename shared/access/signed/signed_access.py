"""Tokens and rules of access that operators have signed, of collections whose log has an operator's key.

Whoever writes to the bus as a site may write tokens and rules of its collection; there they count no more.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from pydantic import ValidationError

from shared.contracts.bucket_keys import (
    DOOR_KINDS,
    TOKEN_ORDERS,
    access_order,
    frames_order,
    operator_key,
    token_order,
)
from shared.contracts.messages.access import AccessRules, FrameRules, TokenRecord
from shared.contracts.messages.signed import Signed
from shared.model.scope import EVERY_COLLECTION
from shared.orders.book import Believed, Refusal, newest_order, read_order, refusal_of
from shared.orders.kept import KeptOrders

ALL_HIDDEN = AccessRules.model_validate({"hidden": [{"pattern": "**"}]})
"""What a rule that cannot be read comes to: it may hide anything."""

Model = TypeVar("Model", TokenRecord, AccessRules, FrameRules)

Refused = Callable[[str, Refusal], None]


class SignedAccess:
    """Orders about tokens and rules, by name, as far as they were heard. It asks nobody."""

    def __init__(self, collection: str, kept: KeptOrders, *, refused: Refused) -> None:
        """Know nothing yet.

        Args:
            collection: whose orders are heard; EVERY_COLLECTION is all.
            kept: remembers what was believed, so that no older order counts again.
            refused: told each order that does not count, by its name, and why.
        """
        self._own = collection
        self._kept = kept
        self._refused = refused
        self._operators: dict[str, frozenset[str]] = {}
        self._waiting: set[str] = set()
        self._standing: dict[str, Signed] = {}
        self._believed: dict[str, Believed] = {}
        self._told: dict[str, Signed] = {}

    def heeds(self, collection: str) -> bool:
        """Tell whether only what operators have signed counts there."""
        return bool(self._operators.get(collection))

    def asks(self, collection: str) -> bool:
        """Tell whether that is so, or will be with the next commit."""
        return self.heeds(collection) or collection in self._waiting

    def hear_operators(self, collection: str, keys: frozenset[str]) -> None:
        """Take in whose orders are heeded."""
        self._operators[collection] = keys
        for name in {*self._standing, *self._kept.names()}:
            if _collection_of(name) == collection:
                self._decide(name)

    def hear_order(self, name: str, signed: Signed | None) -> str | None:
        """Take in what stands under a name; return the collection that it is about, where it is any."""
        kind, collection = name.partition(".")[0], _collection_of(name)
        if self._own not in (EVERY_COLLECTION, collection):
            return None
        if signed is not None and name.startswith(operator_key(collection, "")):
            if read_order(signed, collection=collection, name=name) is not None:
                self._waiting.add(collection)
            return None
        if kind not in DOOR_KINDS:
            return None
        if signed is None:
            # Nothing but a later order ends one.
            self._standing.pop(name, None)
        else:
            self._standing[name] = signed
            self._decide(name)
        return collection

    def token(self, collection: str, id_: str) -> TokenRecord | None:
        """Return a token as an operator who is heeded has signed it: for that collection alone."""
        found = self._believed.get(token_order(collection, id_))
        if found is None or found.signed.key not in self._operators.get(collection, frozenset()):
            return None
        record = _read(TokenRecord, found)
        if record is None or record.id != id_ or record.collection not in (collection, EVERY_COLLECTION):
            return None
        return record.model_copy(update={"collection": collection})

    def tokens(self, id_: str) -> Iterator[TokenRecord]:
        """Yield the tokens with an id, of each collection that heeds operators."""
        found = (self.token(collection, id_) for collection in self._operators)
        return (record for record in found if record is not None)

    def ids(self) -> frozenset[str]:
        """Return the ids of the tokens of which an order is believed."""
        return frozenset(
            name.rpartition(".")[2] for name in self._believed if name.startswith(f"{TOKEN_ORDERS}.")
        )

    def access(self, collection: str) -> AccessRules | None:
        """Return the rules of access that were signed; None where none ever were."""
        found = self._believed.get(access_order(collection))
        if found is None:
            return None
        return _read(AccessRules, found) or ALL_HIDDEN

    def access_number(self, collection: str) -> int:
        """Return the number of the order about the rules of access; 0 where there is none."""
        found = self._believed.get(access_order(collection))
        return 0 if found is None else found.order.number

    def frames(self, collection: str) -> Believed | None:
        """Return the order about the rules of public dates, where there is one."""
        return self._believed.get(frames_order(collection))

    def _decide(self, name: str) -> None:
        """Find out which order counts under a name, once it is known who the operators are."""
        collection = _collection_of(name)
        operators = self._operators.get(collection, frozenset())
        if not operators:
            return
        standing, kept = self._standing.get(name), self._kept.get(name)
        found = newest_order(standing, kept, collection=collection, name=name, operators=operators)
        if found is not None:
            self._believed[name] = found
            if found.signed != kept:
                self._kept.keep(name, found.signed)
        if standing is None or self._told.get(name) == standing:
            return
        refusal = refusal_of(standing, found, collection=collection, name=name, operators=operators)
        if refusal is not None:
            self._told[name] = standing
            self._refused(name, refusal)


def frame_rules_in(found: Believed) -> FrameRules | None:
    """Return the rules of public dates in an order; None where they cannot be read."""
    return _read(FrameRules, found)


def _collection_of(name: str) -> str:
    return name.split(".", 2)[1] if name.count(".") >= 2 else ""


def _read(model: type[Model], found: Believed) -> Model | None:
    try:
        return model.model_validate_json(found.order.value or "")
    except ValidationError:
        return None

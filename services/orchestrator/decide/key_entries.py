"""The entries that a commit has to make of keys, so that the log tells whose key spoke when. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from pydantic import ValidationError

from shared.catalog.fold.keyring import OPERATORS, ORCHESTRATORS, End, Keyring, may_be_known, operators_of
from shared.catalog.fold.order_of_key import orders_key
from shared.contracts.messages.key_entry import KEY_ENTRIES_MAX, KeyEntry, KeyEvent
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.order import OperatorKey, Order

RevokedKey = tuple[str, str]
"""A site, or ORCHESTRATORS, and a key of it."""

Ordered = Mapping[RevokedKey, Signed | None]
"""Keys that are revoked, and the orders of operators that say so, where there are any."""


NOTHING: Ordered = MappingProxyType({})


class UnsignedKeyError(Exception):
    """A site has another key, and neither the one before it nor an operator has said so (yet)."""


def key_entries(
    ring: Keyring,
    *,
    record: SiteRecord,
    own: str,
    revoked: Ordered = NOTHING,
    operators: Iterable[Signed] = (),
) -> tuple[KeyEntry, ...] | None:
    """Return what the log does not say yet; None where it says all.

    Args:
        ring: what the log says.
        record: of the site whose batch is committed; it was signed with its key.
        own: the key that signs the commit.
        revoked: keys that a person has revoked.
        operators: orders about keys of operators, the oldest first.

    Raises:
        UnsignedKeyError: the key of the site is another one, without the word that it needs.
    """
    laid, told = _operators(ring, record.collection, operators)
    said = _key_of(record)
    if not may_be_known(ring, said, collection=record.collection, operators=laid):
        raise UnsignedKeyError(
            f"site {record.site} speaks with another key ({record.key[:16]}), and no operator has signed "
            f"that: one says `spicerack site release {record.site}`"
        )
    others = (
        entry
        for entry in _entries(ring, record, own, revoked)
        if not laid
        or entry.event != KeyEvent.REVOKED
        or orders_key(entry, collection=record.collection, signers=laid)
    )
    return (*told, *others)[:KEY_ENTRIES_MAX] or None


def _operators(
    ring: Keyring, collection: str, orders: Iterable[Signed]
) -> tuple[frozenset[str], list[KeyEntry]]:
    """Return the operators who may speak, and the entries of keys that they have signed, in their order."""
    laid, known, entries = operators_of(ring), ring.knows(OPERATORS), []
    for signed in orders:
        said = _said(signed)
        if said is None or (ring.find(OPERATORS, said.key) is not None and not said.revoked):
            continue
        event = KeyEvent.OPERATOR_REVOKED if said.revoked else KeyEvent.OPERATOR
        entry = KeyEntry(event=event, key=said.key, vouched=signed)
        signers = laid if laid or known else frozenset({said.key})
        # The last one is never revoked: without any, everybody who may write would be heeded.
        fits = said.key in laid and len(laid) > 1 if said.revoked else said.key not in laid
        if fits and orders_key(entry, collection=collection, signers=signers):
            laid = laid - {said.key} if said.revoked else laid | {said.key}
            known = True
            entries.append(entry)
    return laid, entries


def _said(signed: Signed) -> OperatorKey | None:
    try:
        return OperatorKey.model_validate_json(Order.model_validate_json(signed.body).value or "")
    except ValidationError:
        return None


def _entries(ring: Keyring, record: SiteRecord, own: str, revoked: Ordered) -> Iterator[KeyEntry]:
    if ring.find(ORCHESTRATORS, own) is None:
        yield KeyEntry(event=KeyEvent.KNOWN, key=own)
    current = ring.current(record.site)
    if current is None or current.key != record.key:
        yield _key_of(record)
    for (owner, key), order in revoked.items():
        known = ring.find(owner, key)
        if known is None or known.end is not End.REVOKED:
            yield KeyEntry(event=KeyEvent.REVOKED, site=owner or None, key=key, vouched=order)


def _key_of(record: SiteRecord) -> KeyEntry:
    return KeyEntry(event=KeyEvent.KNOWN, site=record.site, key=record.key, vouched=record.vouched)

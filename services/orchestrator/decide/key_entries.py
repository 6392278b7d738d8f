"""The entries that a commit has to make of keys, so that the log tells whose key spoke when. Pure."""

from collections.abc import Iterable, Iterator

from shared.catalog.fold.keyring import ORCHESTRATORS, End, Keyring
from shared.contracts.messages.key_entry import KEY_ENTRIES_MAX, KeyEntry, KeyEvent
from shared.contracts.messages.presence import SiteRecord

RevokedKey = tuple[str, str]
"""A site, and a key of it."""


def key_entries(
    ring: Keyring, *, record: SiteRecord, own: str, revoked: Iterable[RevokedKey] = ()
) -> tuple[KeyEntry, ...] | None:
    """Return what the log does not say yet; None where it says all.

    Args:
        ring: what the log says.
        record: of the site whose batch is committed; it was signed with its key.
        own: the key that signs the commit.
        revoked: keys that a person has revoked.
    """
    entries = tuple(_entries(ring, record, own, revoked))[:KEY_ENTRIES_MAX]
    return entries or None


def _entries(
    ring: Keyring, record: SiteRecord, own: str, revoked: Iterable[RevokedKey]
) -> Iterator[KeyEntry]:
    if ring.find(ORCHESTRATORS, own) is None:
        yield KeyEntry(event=KeyEvent.KNOWN, key=own)
    current = ring.current(record.site)
    if current is None or current.key != record.key:
        yield KeyEntry(event=KeyEvent.KNOWN, site=record.site, key=record.key, vouched=record.vouched)
    for site, key in revoked:
        known = ring.find(site, key)
        if known is None or known.end is not End.REVOKED:
            yield KeyEntry(event=KeyEvent.REVOKED, site=site, key=key)

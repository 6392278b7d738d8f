"""The keys that have spoken in a log, as the log itself tells. Pure.

The first key of a site is taken at its first word. From then on the log has an entry for each other key, so
that a key that somebody slipped in is seen by everybody who folds.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from shared.catalog.fold.order_of_key import orders_key
from shared.contracts.messages.key_entry import KeyEntry, KeyEvent, Succession
from shared.identity.succession import vouches

ORCHESTRATORS = ""
"""In the place of a site: all orchestrators speak for every log."""


OPERATORS = "@operators"
"""In the place of a site, whose names have no such sign: operators, who speak for persons."""


class Origin(StrEnum):
    """How a key came into the log."""

    FIRST_WORD = "first-word"
    """It signed something, and the log had no other; there is no entry."""
    ENTERED = "entered"
    """By an entry, as the first one of its owner."""
    VOUCHED = "vouched"
    """By an entry, and the key before it says so."""
    RELEASED = "released"
    """By an entry, on a person's word alone: the key before it was lost."""


class End(StrEnum):
    """Why a key speaks no more."""

    REPLACED = "replaced"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKey:
    """One key of one owner."""

    owner: str
    """A site, or ORCHESTRATORS."""
    key: str
    since: int
    """The revision from which on it speaks."""
    origin: Origin
    until: int = 0
    """The first revision in which it speaks no more; 0 while it does."""
    end: End | None = None


class Keyring(Protocol):
    """The keys of a log up to a revision. Implemented over memory and SQLite."""

    def current(self, site: str) -> LogKey | None:
        """Return the key that speaks for a site; None where none does."""

    def find(self, owner: str, key: str) -> LogKey | None:
        """Return what is known of a key of an owner."""

    def owner_of(self, key: str) -> str | None:
        """Return whose a key is, where it is anybody's."""

    def knows(self, owner: str) -> bool:
        """Tell whether an owner ever had a key here."""

    def standing(self, owner: str) -> tuple[LogKey, ...]:
        """Return the keys of an owner that speak now."""


class DoubtKind(StrEnum):
    """Why a commit that a fold has taken is not to be believed."""

    FORGED = "forged"
    """A batch is signed by a key that is not its site's."""
    REVOKED = "revoked"
    """A batch is signed by a key that was revoked before."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason, in words."""

    kind: DoubtKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Who speaks in a commit, and what it says of keys."""

    revision: int
    collection: str
    site: str
    site_key: str
    """Signed the batch."""
    orchestrator_key: str
    """Signed the commit."""
    entries: tuple[KeyEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What a commit changes of a keyring, and what is wrong with it."""

    keys: tuple[LogKey, ...] = ()
    """To be kept in the place of what was known of them."""
    doubts: tuple[Doubt, ...] = ()


def hear(ring: Keyring, spoken: Spoken) -> Heard:
    """Return what a commit does to the keys of its log. Entries count before signatures."""
    laid = _Laid(ring)
    doubts = [doubt for entry in spoken.entries if (doubt := _enter(laid, entry, spoken)) is not None]
    if laid.find(ORCHESTRATORS, spoken.orchestrator_key) is None:
        laid.put(_new(ORCHESTRATORS, spoken.orchestrator_key, spoken, Origin.FIRST_WORD))
    doubt = _weigh(laid, spoken)
    return Heard(laid.changed(), tuple(doubts if doubt is None else (*doubts, doubt)))


def is_revoked(ring: Keyring, key: str) -> bool:
    """Tell whether an orchestrator's key was revoked: no reader takes a commit of it from then on."""
    found = ring.find(ORCHESTRATORS, key)
    return found is not None and found.end is End.REVOKED


def operators_of(ring: Keyring) -> frozenset[str]:
    """Return the keys of operators who may speak; none: everybody who may write is heeded."""
    return frozenset(one.key for one in ring.standing(OPERATORS))


def heeded_operators(ring: Keyring, first: Collection[str] = ()) -> frozenset[str]:
    """Return the keys of operators who are heeded; until the log has one, those that were named at set-up."""
    return operators_of(ring) or frozenset(first)


def is_led_by(ring: Keyring, first: Collection[str]) -> bool:
    """Tell whether the first operator of a log, where it has one, is one that was named at set-up."""
    if not first or not ring.knows(OPERATORS):
        return True
    found = (ring.find(OPERATORS, key) for key in first)
    return any(one is not None and one.origin is Origin.ENTERED for one in found)


def may_be_known(ring: Keyring, entry: KeyEntry, *, collection: str, operators: Collection[str]) -> bool:
    """Tell whether a key may be entered that speaks from then on.

    With operators, another key of a site that the log knows needs the word of the key before it, or of one
    of them. A key that was replaced needs the first: the order that brought it once is there for everybody.
    """
    if not operators or entry.site is None or not ring.knows(entry.site):
        return True
    before = ring.current(entry.site)
    said = Succession(collection=collection, site=entry.site, key=entry.key)
    if before is not None and (before.key == entry.key or vouches(entry.vouched, said, before=before.key)):
        return True
    unknown = ring.find(entry.site, entry.key) is None
    return unknown and orders_key(entry, collection=collection, signers=operators)


def _enter(laid: "_Laid", entry: KeyEntry, spoken: Spoken) -> Doubt | None:
    """Do what an entry says; return why not, where no operator has said it who should have."""
    if entry.event not in (KeyEvent.KNOWN, KeyEvent.REVOKED, KeyEvent.OPERATOR, KeyEvent.OPERATOR_REVOKED):
        return None
    if entry.event == KeyEvent.KNOWN:
        if not may_be_known(laid, entry, collection=spoken.collection, operators=operators_of(laid)):
            words = (
                f"another key ({entry.key[:16]}) of site {entry.site} was entered, and nobody vouches for it"
            )
            return Doubt(DoubtKind.FORGED, f"{words}: neither the key before it nor an operator")
    elif not _is_ordered(laid, entry, spoken):
        of = "an operator's key" if entry.event.startswith(KeyEvent.OPERATOR) else "the end of a key"
        words = f"{of} ({entry.key[:16]}) was entered, and no operator has signed it"
        return Doubt(DoubtKind.FORGED, words)
    if entry.event.startswith(KeyEvent.OPERATOR):
        _enter_operator(laid, entry, spoken)
    else:
        _enter_key(laid, entry, spoken)
    return None


def _is_ordered(laid: "_Laid", entry: KeyEntry, spoken: Spoken) -> bool:
    """Tell whether an operator says what an entry does; the first operator says it of its own key."""
    operators = operators_of(laid)
    if not operators and not entry.event.startswith(KeyEvent.OPERATOR):
        return True
    first = not operators and not laid.knows(OPERATORS) and entry.event == KeyEvent.OPERATOR
    signers = frozenset({entry.key}) if first else operators
    return orders_key(entry, collection=spoken.collection, signers=signers)


def _enter_operator(laid: "_Laid", entry: KeyEntry, spoken: Spoken) -> None:
    standing = laid.find(OPERATORS, entry.key)
    if entry.event == KeyEvent.OPERATOR_REVOKED:
        known = standing or _new(OPERATORS, entry.key, spoken, Origin.ENTERED)
        # The last one stays: without any, everybody who may write would be heeded again.
        if known.end is None and operators_of(laid) - {entry.key}:
            laid.put(replace(known, until=spoken.revision, end=End.REVOKED))
    elif standing is None:
        origin = Origin.VOUCHED if laid.knows(OPERATORS) else Origin.ENTERED
        laid.put(_new(OPERATORS, entry.key, spoken, origin))


def _enter_key(laid: "_Laid", entry: KeyEntry, spoken: Spoken) -> None:
    owner = entry.site or ORCHESTRATORS
    standing = laid.find(owner, entry.key)
    if entry.event == KeyEvent.REVOKED:
        known = standing or _new(owner, entry.key, spoken, Origin.ENTERED)
        if known.end is not End.REVOKED:
            laid.put(replace(known, until=spoken.revision, end=End.REVOKED))
    elif entry.event == KeyEvent.KNOWN and (standing is None or standing.end is End.REPLACED):
        laid.put(_new(owner, entry.key, spoken, _origin(laid, entry, spoken)))


def _origin(laid: "_Laid", entry: KeyEntry, spoken: Spoken) -> Origin:
    """Return on whose word a key came, and end the one before it."""
    if entry.site is None or not laid.knows(entry.site):
        return Origin.ENTERED
    before = laid.current(entry.site)
    if before is None:
        return Origin.RELEASED
    laid.put(replace(before, until=spoken.revision, end=End.REPLACED))
    said = Succession(collection=spoken.collection, site=entry.site, key=entry.key)
    return Origin.VOUCHED if vouches(entry.vouched, said, before=before.key) else Origin.RELEASED


def _weigh(laid: "_Laid", spoken: Spoken) -> Doubt | None:
    """Return what is wrong with the key of the batch; take it at its first word where the site has none."""
    site, key = spoken.site, spoken.site_key
    current = laid.current(site)
    if current is not None and current.key == key:
        return None
    found = laid.find(site, key)
    if found is not None and found.end is End.REVOKED:
        since = f"that was revoked in revision {found.until}"
        return Doubt(DoubtKind.REVOKED, f"a batch of site {site} is signed by a key {since}")
    if not laid.knows(site):
        laid.put(_new(site, key, spoken, Origin.FIRST_WORD))
        return None
    return Doubt(DoubtKind.FORGED, f"a batch of site {site} is signed by {_whose(laid, key, site)}")


def _whose(laid: "_Laid", key: str, site: str) -> str:
    owner = laid.owner_of(key)
    if owner == OPERATORS:
        return "an operator's key"
    if owner is None:
        return f"a key ({key[:16]}) of which the log does not say that it is this site's"
    if owner == site:
        return f"a key ({key[:16]}) that was replaced before"
    return "an orchestrator's key" if owner == ORCHESTRATORS else f"the key of site {owner}"


def _new(owner: str, key: str, spoken: Spoken, origin: Origin) -> LogKey:
    return LogKey(owner=owner, key=key, since=spoken.revision, origin=origin)


class _Laid:
    """A keyring with changes laid over it."""

    def __init__(self, ring: Keyring) -> None:
        self._ring = ring
        self._laid = MemoryKeyring()

    def put(self, key: LogKey) -> None:
        self._laid.keep((key,))

    def changed(self) -> tuple[LogKey, ...]:
        return self._laid.all()

    def current(self, site: str) -> LogKey | None:
        found = self._laid.current(site)
        if found is not None:
            return found
        below = self._ring.current(site)
        return None if below is not None and self._laid.find(site, below.key) is not None else below

    def find(self, owner: str, key: str) -> LogKey | None:
        return self._laid.find(owner, key) or self._ring.find(owner, key)

    def owner_of(self, key: str) -> str | None:
        found = self._laid.owner_of(key)
        return self._ring.owner_of(key) if found is None else found

    def knows(self, owner: str) -> bool:
        return self._laid.knows(owner) or self._ring.knows(owner)

    def standing(self, owner: str) -> tuple[LogKey, ...]:
        below = (one for one in self._ring.standing(owner) if self._laid.find(owner, one.key) is None)
        return (*below, *self._laid.standing(owner))


class MemoryKeyring:
    """Implements `Keyring`."""

    def __init__(self) -> None:
        self._keys: dict[str, dict[str, LogKey]] = {}
        """By owner, then by key."""
        self._current: dict[str, LogKey] = {}

    def keep(self, keys: Iterable[LogKey]) -> None:
        """Keep keys in the place of what was known of them."""
        for one in keys:
            self._keys.setdefault(one.owner, {})[one.key] = one
            if not one.until:
                self._current[one.owner] = one
            elif self._current.get(one.owner, one).key == one.key:
                self._current.pop(one.owner, None)

    def all(self) -> tuple[LogKey, ...]:
        """Return all keys, by when they came."""
        every = (one for keys in self._keys.values() for one in keys.values())
        return tuple(sorted(every, key=lambda one: (one.since, one.owner, one.key)))

    def current(self, site: str) -> LogKey | None:
        """See `Keyring`."""
        return self._current.get(site)

    def find(self, owner: str, key: str) -> LogKey | None:
        """See `Keyring`."""
        return self._keys.get(owner, {}).get(key)

    def owner_of(self, key: str) -> str | None:
        """See `Keyring`."""
        return min((owner for owner, keys in self._keys.items() if key in keys), default=None)

    def knows(self, owner: str) -> bool:
        """See `Keyring`."""
        return owner in self._keys

    def standing(self, owner: str) -> tuple[LogKey, ...]:
        """See `Keyring`."""
        return tuple(one for one in self._keys.get(owner, {}).values() if not one.until)

"""The book of tokens, rules and keys: followed in memory, so that a request asks nobody.

Where the log of a collection has an operator's key, only what operators have signed of them counts. A change
is heard within milliseconds everywhere. While the bus is away the last that was heard counts, for a bounded
time: an edge site goes on, and a stolen token does not go on for ever.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from shared.access.frames import NOTHING_TOLD, FrameSight, Standings
from shared.access.grants import NO_RULES, Visibility
from shared.access.public_dates import PublicDates, dates_of
from shared.access.signed.signed_access import ALL_HIDDEN, Refused, SignedAccess, frame_rules_in
from shared.bus.buckets import bucket_stream, key_subject
from shared.bus.codec import BadMessageError, decode
from shared.bus.followed_bucket import FollowedBucket
from shared.bus.port import Bus, BusTimeoutError, Message
from shared.bus.retry_forever import retry_forever
from shared.contracts.bucket_keys import (
    OF_ALL,
    ORDER,
    access_rules_key,
    frame_rules_key,
    heeded_operators_key,
    link_keys_key,
)
from shared.contracts.messages.access import AccessRules, FrameRules, LinkKeys, TokenRecord
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.order import HeededOperators
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Bucket
from shared.model.base import FrozenModel
from shared.model.scope import EVERY_COLLECTION
from shared.orders.book import Refusal
from shared.orders.kept import KeptOrders, RememberedOrders
from shared.web.problem import BusyError

log = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds that a request waits for what stood on the bus at the start: half of what its client waits."""

STALE_SECONDS = 900.0
"""Without the bus for longer no token is good: so long does a revoked one live on where a site is cut off."""

RETRY_PAUSE = 1.0
"""Seconds before following is begun again: the buckets may not be made yet."""

RULES_PREFIX = access_rules_key("")
FRAMES_PREFIX = frame_rules_key("")
OPERATORS_PREFIX = heeded_operators_key("")

REFUSALS = {
    Refusal.STRANGER: "its key is no operator's: an operator signs it anew, if it was meant",
    Refusal.FORGED: "it is not about that, or not signed: somebody with a user of the bus wrote it",
    Refusal.REPLAYED: "a later one was believed before: somebody with a user of the bus brought it back",
}

Model = TypeVar("Model", bound=FrozenModel)


class AccessBook:
    """Tokens, rules of access and keys of links, as far as this process has heard them."""

    def __init__(
        self,
        bus: Bus,
        *,
        collection: str,
        monotonic: Callable[[], float],
        stale_seconds: float = STALE_SECONDS,
        at_once: bool = True,
        standings: Standings = NOTHING_TOLD,
        kept: KeptOrders | None = None,
        refused: Refused | None = None,
    ) -> None:
        """Know nothing yet.

        Args:
            bus: where the buckets are.
            collection: whose keys of links are followed, and whose tokens count; EVERY_COLLECTION is all.
            monotonic: seconds, of this host alone.
            stale_seconds: without the bus after which what is known does not count.
            at_once: follow as soon as `run` runs; else once somebody says something that needs it.
            standings: tells whose frames are, and until when. Default: nothing, so that all are hidden.
            kept: remembers the orders of operators that were believed. Default: for as long as this lives.
            refused: told each order that does not count. Default: it is logged.
        """
        self._bus = bus
        self._collection = collection
        self._monotonic = monotonic
        self._stale_seconds = stale_seconds
        self._tokens: dict[str, dict[str, TokenRecord]] = {}
        self._plain: dict[str, tuple[AccessRules, int]] = {}
        self._plain_frames: dict[str, Message | None] = {}
        self._rules: dict[str, tuple[AccessRules, Visibility]] = {}
        self._standings = standings
        self._frames: dict[str, FrameSight] = {}
        self._visible: dict[str, Visibility] = {}
        self._rules_revisions: dict[str, int] = {}
        self._links = LinkKeys()
        self._links_revision = 0
        self._connected_at = monotonic()
        self._wanted = asyncio.Event()
        self._changed = asyncio.Event()
        self._of_tokens = FollowedBucket(bus, Bucket.TOKENS, monotonic=monotonic, heard=self._hear_token)
        self._of_rules = FollowedBucket(bus, Bucket.RULES, monotonic=monotonic, heard=self._hear_rules)
        self._of_operators = FollowedBucket(
            bus,
            Bucket.SITES,
            keys=heeded_operators_key(collection),
            monotonic=monotonic,
            heard=self._hear_operators,
        )
        self.signed = SignedAccess(collection, kept or RememberedOrders(), refused=refused or note_refusal)
        if at_once:
            self._wanted.set()

    async def run(self) -> None:
        """Follow until cancelled."""
        await self._wanted.wait()
        async with asyncio.TaskGroup() as group:
            for name, action in (
                ("tokens", self._of_tokens.run),
                ("rules of access", self._of_rules.run),
                ("operators", self._of_operators.run),
                ("keys of links", self._follow_links),
            ):
                doing = f"follow {name}"
                group.create_task(retry_forever(action, doing=doing, pause=RETRY_PAUSE), name=doing)

    def is_ready(self) -> bool:
        """Tell whether what is known counts, and the bus is there; where not, `ready` may still find so."""
        if not (self._bus.connected and all(one.is_current for one in self._followed)):
            return False
        self._connected_at = self._monotonic()
        return True

    async def ready(self) -> None:
        """Make sure that what is known counts.

        Raises:
            BusyError: not all of it was heard yet, or the bus has been away for too long.
        """
        self._wanted.set()
        now = self._monotonic()
        if self._bus.connected:
            self._connected_at = now
        elif now - self._connected_at > self._stale_seconds:
            raise BusyError("the bus has been away for too long to know whose tokens are good: ask again")
        try:
            for one in self._followed:
                await one.wait_current(within=PATIENCE)
        except BusTimeoutError as error:
            raise BusyError(f"it is not known yet whose tokens are good ({error}): ask again") from error

    def tokens(self, id_: str) -> tuple[TokenRecord, ...]:
        """Return the records with an id that count: one, where nobody has forged another."""
        plain = (one for one in self._tokens.get(id_, {}).values() if not self._asks_operators(one))
        return (*plain, *self.signed.tokens(id_))

    def unsigned(self, id_: str) -> tuple[TokenRecord, ...]:
        """Return the records with an id that do not count, since operators are heeded and signed none."""
        signed = {one.collection for one in self.signed.tokens(id_)}
        found = (one for one in self._tokens.get(id_, {}).values() if self._asks_operators(one))
        return tuple(one for one in found if self._place(one) not in signed)

    def all_tokens(self) -> tuple[TokenRecord, ...]:
        """Return every record, by name."""
        every = (record for id_ in self._ids() for record in self.tokens(id_))
        return tuple(sorted(every, key=lambda record: (record.name, record.id)))

    def rules(self, collection: str) -> AccessRules:
        """Return the rules of a collection."""
        return self._rules.get(collection, (AccessRules(), NO_RULES))[0]

    def rules_revision(self, collection: str) -> int:
        """Return the revision of the bucket that the rules of a collection have; 0 where it has none."""
        return self._rules_revisions.get(collection, 0)

    def visibility(self, collection: str) -> Visibility:
        """Return what is hidden of a collection; of all of them where it is EVERY_COLLECTION."""
        if collection == EVERY_COLLECTION:
            every = tuple(rule for _, some in self._rules.values() for rule in some.rules)
            return Visibility(every, next(iter(self._frames.values()), None))
        return self._visible.get(collection, NO_RULES)

    def frame_dates(self, collection: str) -> PublicDates | None:
        """Return the rules of public dates of a collection; None where it has no frames to hide."""
        found = self._frames.get(collection)
        return None if found is None else found.dates

    @property
    def links(self) -> tuple[LinkKeys, int]:
        """Return the keys of links, and the revision of the bucket that they have."""
        return self._links, self._links_revision

    def asks_operators(self, collection: str) -> bool:
        """Tell whether an operator has to sign what is said of a collection; of all, at a door of one: of it.

        Also between an operator's first word and the next commit: what nobody signs would not stand then.
        """
        return self.signed.asks(self._collection if collection == EVERY_COLLECTION else collection)

    def ended(self, now: datetime) -> frozenset[str]:
        """Return the ids of tokens that were revoked or have expired; none of which nothing was heard."""
        return frozenset(
            id_ for id_ in self._ids() if not any(record.is_good(now) for record in self.tokens(id_))
        )

    async def news(self, *, within: float) -> None:
        """Wait until anything more was heard, or so many seconds have passed. Nothing is followed for it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._changed.wait()

    async def hear(self, known: Callable[[], bool], *, within: float = PATIENCE) -> bool:
        """Wait until something is known; tell whether it is within so many seconds."""
        self._wanted.set()
        try:
            async with asyncio.timeout(within):
                while not known():
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    async def _follow_links(self) -> None:
        if self._collection == EVERY_COLLECTION:
            return
        subject = key_subject(Bucket.LINKS, link_keys_key(self._collection))
        async for message in self._bus.follow(bucket_stream(Bucket.LINKS), subject, after=0):
            found = _read(LinkKeys, message)
            if found is not None:
                self._links, self._links_revision = found, message.sequence
            self._tell()

    def _hear_token(self, key: str, message: Message | None) -> None:
        owner, _, id_ = key.partition(".")
        record = _read(TokenRecord, message) if message is not None else None
        # A site may write its own collection's keys alone: what a record says of others does not count.
        fits = record is not None and record.id == id_ and _owner(record) == owner
        counts = owner == OF_ALL or self._collection in (EVERY_COLLECTION, owner)
        if record is not None and fits and counts:
            self._tokens.setdefault(id_, {})[owner] = record
        else:
            self._tokens.get(id_, {}).pop(owner, None)
        self._tell()

    def _hear_rules(self, key: str, message: Message | None) -> None:
        if key.startswith(RULES_PREFIX):
            collection = key.removeprefix(RULES_PREFIX)
            self._plain[collection] = _access_of(message)
        elif key.startswith(FRAMES_PREFIX):
            collection = key.removeprefix(FRAMES_PREFIX)
            self._plain_frames[collection] = message
        elif key.startswith(ORDER):
            signed = _read(Signed, message) if message is not None else None
            about = self.signed.hear_order(key.removeprefix(ORDER), signed)
            if about is None:
                return
            collection = about
        else:
            return
        self._settle(collection)
        self._tell()

    def _hear_operators(self, key: str, message: Message | None) -> None:
        said = _read(HeededOperators, message) if message is not None else None
        collection = key.removeprefix(OPERATORS_PREFIX)
        if said is not None and said.collection == collection:
            self.signed.hear_operators(collection, frozenset(said.keys))
            self._settle(collection)
        self._tell()

    def _settle(self, collection: str) -> None:
        """Find out which rules of a collection count: those that stand, or those that are signed."""
        plain, revision = self._plain.get(collection, (AccessRules(), 0))
        rules, frames = plain, self._frames_of(self._plain_frames.get(collection))
        if self.signed.heeds(collection):
            # What nobody has signed can hide, and open nothing.
            rules = self.signed.access(collection) or AccessRules(hidden=plain.hidden)
            revision = self.signed.access_number(collection)
            ordered = self.signed.frames(collection)
            frames = frames if ordered is None else self._sight(frame_rules_in(ordered))
        self._rules[collection] = (rules, Visibility.of(rules))
        self._rules_revisions[collection] = revision
        if frames is None:
            self._frames.pop(collection, None)
        else:
            self._frames[collection] = frames
        self._visible[collection] = self._rules[collection][1].with_frames(frames)

    def _frames_of(self, message: Message | None) -> FrameSight | None:
        return None if message is None else self._sight(_read(FrameRules, message))

    def _sight(self, rules: FrameRules | None) -> FrameSight:
        if rules is None:
            # The dates are not known, so no frame is let through.
            return FrameSight(PublicDates(), NOTHING_TOLD)
        return FrameSight(dates_of(rules), self._standings)

    @property
    def _followed(self) -> tuple[FollowedBucket, ...]:
        return (self._of_tokens, self._of_rules, self._of_operators)

    def _ids(self) -> Iterable[str]:
        return {id_ for id_, records in self._tokens.items() if records} | self.signed.ids()

    def _asks_operators(self, record: TokenRecord) -> bool:
        return self.signed.heeds(self._place(record))

    def _place(self, record: TokenRecord) -> str:
        """Return whose operators have to sign a token: one for all collections is this door's here."""
        return self._collection if record.collection == EVERY_COLLECTION else record.collection

    def _tell(self) -> None:
        """Wake who waits, and have who waits from now on wait for what is next."""
        told, self._changed = self._changed, asyncio.Event()
        told.set()


def note_refusal(name: str, refusal: Refusal) -> None:
    """Log that an order does not count, and whose doing that may be."""
    log.warning("the order about %s does not count (%s): %s", name, refusal, REFUSALS[refusal])


def _access_of(message: Message | None) -> tuple[AccessRules, int]:
    if message is None:
        return AccessRules(), 0
    # A rule that cannot be read may hide anything: everything stays hidden, but for admins.
    return _read(AccessRules, message) or ALL_HIDDEN, message.sequence


def _owner(record: TokenRecord) -> str:
    return OF_ALL if record.collection == EVERY_COLLECTION else record.collection


def _read(model: type[Model], message: Message) -> Model | None:
    try:
        return decode(model, message.data)
    except (BadMessageError, NewerSchemaError) as error:
        log.warning("%s cannot be read, and does not count: %s", message.subject, error)
        return None

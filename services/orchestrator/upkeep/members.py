"""The membership of one collection as persons said it, heeded while its lease is held."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from services.orchestrator.decide.key_entries import RevokedKey
from shared.bus.buckets import bucket_stream, is_removed, key_subject
from shared.bus.codec import BadMessageError, decode
from shared.bus.key_registry import Registry
from shared.bus.port import Bus, Message
from shared.catalog.fold.keyring import OPERATORS, ORCHESTRATORS, Keyring, heeded_operators, is_led_by
from shared.contracts.bucket_keys import member_key, operator_key, order_key, revoked_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.membership import Membership, Standing
from shared.contracts.messages.version import NewerSchemaError
from shared.contracts.topology import Stream, Topology
from shared.model.errors import OperatorError
from shared.orders.book import Believed, read_order
from shared.orders.kept import KeptOrders, RememberedOrders
from shared.orders.ordered_rules import OrderedRules
from shared.service.members import RevocationStore

log = logging.getLogger(__name__)


class OwnKeyRevokedError(OperatorError):
    """The key of this orchestrator is not believed any more: its operator has to give it another."""


class WrongOperatorError(OperatorError):
    """The first operator of the log is not the one that was named at set-up: a person has to find out why."""


HEEDED = ("member", "revoked", "operator")
"""Kinds of orders that an orchestrator heeds, and remembers."""


@dataclass(slots=True, kw_only=True)
class Members:
    """Knows which keys are revoked, and forgets sites that were removed."""

    bus: Bus
    topology: Topology
    registry: Registry
    collection: str
    forget: Callable[[str], None]
    """Called with a site that was removed."""
    keys: Keyring
    """Of the log as it is folded: tells which operators are heeded."""
    own: str
    """The public key of this orchestrator."""
    revoked: dict[RevokedKey, Signed | None] = field(default_factory=dict)
    """Each with the order of an operator that says so, where there is one."""
    operators: tuple[Signed, ...] = ()
    """Orders about keys of operators, the oldest first."""
    kept: KeptOrders = field(default_factory=RememberedOrders)
    first: frozenset[str] = frozenset()
    """Keys one of which the first operator has to have; none: whoever comes first."""

    async def begin(self) -> None:
        """Learn which keys are revoked: call it before anything is decided.

        Raises:
            BusError: the bus failed.
            OwnKeyRevokedError: a person has revoked the key of this orchestrator.
            WrongOperatorError: another operator came first than was named at set-up.
        """
        if not is_led_by(self.keys, self.first):
            raise WrongOperatorError(
                f"the first operator's key in the log of collection {self.collection} is none that "
                "SPICERACK_FIRST_OPERATOR names: find out whose it is (`spicerack log verify`), or mend that "
                "setting"
            )
        values = await self.bus.values(Bucket.RULES)
        about_operators = self._orders(values, operator_key(self.collection, ""))
        fitting = (one for one in about_operators.values() if self._may_lead(one))
        self.operators = tuple(one.signed for one in sorted(fitting, key=_number))
        ordered = self._orders(values, revoked_key(self.collection, ""))
        for one in await RevocationStore(self.heeded, self.collection).all():
            name = revoked_key(self.collection, one.key)
            order = None if name not in ordered else ordered[name].signed
            self.revoked[one.site or ORCHESTRATORS, one.key] = self.kept.get(name) or order
        if (ORCHESTRATORS, self.own) in self.revoked:
            raise OwnKeyRevokedError(
                f"the key {self.own[:16]} of this orchestrator was revoked for collection {self.collection}: "
                "remove its key file from its state directory, and start it again; it makes another one"
            )

    async def follow_revocations(self) -> None:
        """Take in each key that is revoked, without end. Raises as `begin`."""
        async for _ in self._said(revoked_key(self.collection, "*")):
            await self.begin()

    async def follow_operators(self) -> None:
        """Take in each order about an operator's key, without end. Raises as `begin`."""
        async for _ in self._said(order_key(operator_key(self.collection, "*"))):
            await self.begin()

    async def follow_removals(self) -> None:
        """Forget each site that is removed, without end; its directory and its manager stay as they are."""
        prefix = key_subject(Bucket.RULES, "")
        async for message in self._said(member_key(self.collection, "*")):
            # What the leader has now: of several changes only the last counts.
            said = await self.heeded.value(Bucket.RULES, message.subject.removeprefix(prefix))
            one = None if said is None else _read(said)
            if one is not None and one.standing is Standing.REMOVED:
                await self._forget(one)

    @property
    def heeded(self) -> OrderedRules:
        """The bucket of rules as it is to be heeded."""
        heeded = partial(heeded_operators, self.keys, self.first)
        return OrderedRules(self.bus, self.collection, heeded, self.kept)

    def _may_lead(self, one: Believed) -> bool:
        """Tell whether an order about an operator's key is another's word, or that of who may come first."""
        if self.keys.knows(OPERATORS):
            return True
        own = one.order.name == operator_key(self.collection, one.signed.key)
        return not (own and self.first) or one.signed.key in self.first

    async def _forget(self, removed: Membership) -> None:
        log.warning("site %s of collection %s is %s", removed.site, self.collection, removed.words)
        await self.registry.forget_site(self.collection, removed.site)
        await self.bus.purge(Stream.WANTS, self.topology.want(self.collection, removed.site))
        self.forget(removed.site)

    def _orders(self, values: Mapping[str, Message], prefix: str) -> dict[str, Believed]:
        """Return the orders about keys that begin so, whoever has signed them, by the key."""
        begins, found = order_key(prefix), {}
        for key, message in values.items():
            name = key.removeprefix(order_key(""))
            if key.startswith(begins) and (order := self._order(name, message)) is not None:
                found[name] = order
        return found

    def _order(self, name: str, message: Message) -> Believed | None:
        try:
            return read_order(decode(Signed, message.data), collection=self.collection, name=name)
        except (BadMessageError, NewerSchemaError) as error:
            log.error("%s cannot be read: %s", message.subject, error)
            return None

    async def _said(self, keys: str) -> AsyncIterator[Message]:
        subject = key_subject(Bucket.RULES, keys)
        async for message in self.bus.follow(bucket_stream(Bucket.RULES), subject, after=0):
            if not is_removed(message):
                yield message


def _number(one: Believed) -> int:
    return one.order.number


def _read(message: Message) -> Membership | None:
    """Return what a key says; None for what this version cannot read."""
    try:
        return decode(Membership, message.data)
    except (BadMessageError, NewerSchemaError) as error:
        log.error("%s cannot be read: %s", message.subject, error)
        return None

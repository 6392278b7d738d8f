"""Orders that operators have signed: looked at before they are taken, and put where all heed them."""

from collections.abc import Collection, Mapping

from pydantic import ValidationError

from services.manager.context import ManagerContext
from services.manager.plan.member_desk import MemberDesk
from services.manager.plan.order_words import OfDoors, Word, place_of, read_word
from services.manager.plan.rule_desk import RuleDesk
from services.manager.plan.standing_access import standing_access
from services.manager.state.revoked_keys import check_released_key
from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.port import Message
from shared.catalog.fold.keyring import OPERATORS, ORCHESTRATORS, operators_of
from shared.contracts.bucket_keys import DOOR_KINDS, ORDER, operator_key, order_key
from shared.contracts.buckets import Bucket
from shared.contracts.http.sites.orders import (
    ACCESS_SHOWN_MAX,
    SHOWN_MAX,
    AccessSaid,
    KeyRow,
    OrderBook,
    OrderGiven,
    OrderTaken,
    SaidRow,
)
from shared.contracts.messages.ask import Ask, AskKind
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.membership import Membership, Standing
from shared.contracts.messages.sites.order import OperatorKey, Order
from shared.contracts.messages.sites.release import Release
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.contracts.messages.version import NewerSchemaError
from shared.orders.book import Believed, read_order
from shared.service.members import RevocationStore
from shared.web.problem import RefusedError

KINDS = ("operator", "pause", "member", "revoked", "replicas", "release")


class OrderDesk:
    """Answers operators, and takes what they sign. Everything may raise BusError."""

    def __init__(self, context: ManagerContext, members: MemberDesk, rules: RuleDesk) -> None:
        self._context = context
        self._collection = context.identity.collection
        self._members = members
        self._rules = rules

    async def book(self) -> OrderBook:
        """Return whose orders are heeded, and what is said."""
        values = await self._context.bus.values(Bucket.RULES)
        names = sorted({key.removeprefix(ORDER) for key in values if self._is_ours(key.removeprefix(ORDER))})
        rows = [row for name in names[-SHOWN_MAX:] if (row := self._row(name, values)) is not None]
        keys = self._context.state.projection.keys
        prefix = operator_key(self._collection, "")
        told = (row.name.removeprefix(prefix) for row in rows if row.name.startswith(prefix) and row.number)
        return OrderBook(
            collection=self._collection,
            operators=tuple(sorted(operators_of(keys))),
            first=tuple(sorted(self._context.first_operator)),
            waiting=tuple(key for key in told if keys.find(OPERATORS, key) is None),
            keys=tuple(await self._keys()),
            said=tuple(rows),
        )

    async def access(self) -> AccessSaid:
        """Return the tokens and rules of access of the collection, signed or not."""
        bus = self._context.bus
        said = standing_access(
            self._collection, rules=await bus.values(Bucket.RULES), tokens=await bus.values(Bucket.TOKENS)
        )
        rows = (self._row_of(name, plain, order) for name, (plain, order) in sorted(said.items()))
        found = [row for row in rows if row is not None]
        return AccessSaid(collection=self._collection, rows=tuple(found[:ACCESS_SHOWN_MAX]))

    async def take(self, given: OrderGiven) -> OrderTaken:
        """Take an order. Raises RefusedError: it is not one that is heeded, or may not be done."""
        believed = self._read(given.signed)
        order, bus = believed.order, self._context.bus
        await self._check_new(believed)
        word = read_word(order)
        await self._check_word(word, given)
        # First: whoever hears of the other key looks for this one.
        await bus.put(Bucket.RULES, order_key(order.name), encode(given.signed))
        if isinstance(word, Release):
            # It is done and over: nothing stands by it but the order, which never counts again.
            await self._ask_release(word, given.signed)
            return OrderTaken(name=order.name, number=order.number)
        place = place_of(word, order)
        if order.value is None:
            await bus.remove(place.bucket, place.key)
        elif not isinstance(word, OfDoors) or await self._is_operators(believed):
            # To doors, words count without an order until an operator is heeded: a stranger's are not said.
            await bus.put(place.bucket, place.key, order.value.encode())
        return OrderTaken(name=order.name, number=order.number)

    async def _ask_release(self, word: Release, signed: Signed) -> None:
        ask = Ask(collection=self._collection, kind=AskKind.RELEASE, site=word.site, order=signed)
        await self._context.bus.publish(self._context.topology.ask(self._collection, word.site), encode(ask))

    async def _keys(self) -> list[KeyRow]:
        context, ours = self._context, self._collection
        sites = [one for one in await context.registry.sites() if one.collection == ours]
        ended = {one.key for one in await RevocationStore(context.said, ours).all()}
        keys = context.state.projection.keys
        return [
            *(KeyRow(site=one.site, key=one.key, revoked=one.key in ended) for one in sites),
            *(
                KeyRow(site=None, key=one.key, revoked=one.key in ended)
                for one in keys.standing(ORCHESTRATORS)
            ),
        ]

    def _read(self, signed: Signed) -> Believed:
        try:
            name = Order.model_validate_json(signed.body).name
        except ValidationError as error:
            raise RefusedError("the signed text is no order: nothing was changed") from error
        found = read_order(signed, collection=self._collection, name=name)
        if found is None or not self._is_ours(name, kinds=(*KINDS, *DOOR_KINDS)):
            raise RefusedError(
                f"the order is not signed by its key, or not of collection {self._collection}: nothing was "
                "changed"
            )
        return found

    async def _check_new(self, believed: Believed) -> None:
        """Make sure that an operator has signed it, after what stands there."""
        operators = self._context.operators()
        if operators and believed.signed.key not in operators:
            raise RefusedError(
                f"the key {believed.signed.key[:16]} is no operator's of collection {self._collection}: "
                "nothing was changed; an operator takes it in by `spicerack keys add`"
            )
        standing = await self._context.bus.value(Bucket.RULES, order_key(believed.order.name))
        before = None if standing is None else self._order(believed.order.name, standing)
        counts = before is not None and (not operators or before.signed.key in operators)
        if counts and before is not None and before.order.number >= believed.order.number:
            raise RefusedError(
                "a later order stands there already: nothing was changed; look at the clock of your host"
            )

    async def _check_word(self, word: Word, given: OrderGiven) -> None:
        operators = self._context.operators()
        if isinstance(word, Release) and not operators:
            raise RefusedError("no operator's key is heeded: a site is released without an order")
        if isinstance(word, Release):
            await check_released_key(
                self._context.said,
                collection=self._collection,
                site=word.site,
                reason=word.reason,
                key=word.key or "",
            )
        if isinstance(word, OperatorKey) and word.revoked and not operators - {word.key}:
            raise RefusedError("it is the last operator's key: nothing was changed; take in another one")
        if isinstance(word, Membership) and word.standing is Standing.REMOVED and operators:
            await self._members.check_removal(word.site, abandon=given.abandon)
        if isinstance(word, ReplicaRules) and operators:
            await self._rules.check(word)

    async def _is_operators(self, believed: Believed) -> bool:
        """Tell whether a key is heeded, or will be with the next commit."""
        key, heeded = believed.signed.key, self._context.operators()
        if heeded:
            return key in heeded
        name = operator_key(self._collection, key)
        waiting = await self._context.bus.value(Bucket.RULES, order_key(name))
        return waiting is not None and self._order(name, waiting) is not None

    def _is_ours(self, name: str, *, kinds: Collection[str] = KINDS) -> bool:
        kind, _, rest = name.partition(".")
        return kind in kinds and rest.startswith(f"{self._collection}.")

    def _row(self, name: str, values: Mapping[str, Message]) -> SaidRow | None:
        return self._row_of(name, values.get(name), values.get(order_key(name)))

    def _row_of(self, name: str, plain: Message | None, ordered: Message | None) -> SaidRow | None:
        order = None if ordered is None else self._order(name, ordered)
        text = None if plain is None else plain.data.decode(errors="replace")
        if order is not None:
            value, signer = order.order.value, order.signed.key
            unsigned = None if text == value else text
            return SaidRow(
                name=name, value=value, number=order.order.number, signer=signer, unsigned=unsigned
            )
        return None if text is None else SaidRow(name=name, value=text, unsigned=text)

    def _order(self, name: str, message: Message) -> Believed | None:
        try:
            return read_order(decode(Signed, message.data), collection=self._collection, name=name)
        except (BadMessageError, NewerSchemaError):
            return None

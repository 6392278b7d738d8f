"""Orders that operators have signed: looked at before they are taken, and put where all heed them."""

from collections.abc import Mapping

from pydantic import ValidationError

from services.manager.context import ManagerContext
from services.manager.plan.member_desk import MemberDesk
from services.manager.plan.order_words import Word, read_word
from services.manager.plan.rule_desk import RuleDesk
from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.port import Message
from shared.catalog.fold.keyring import OPERATORS, ORCHESTRATORS, operators_of
from shared.contracts.bucket_keys import ORDER, operator_key, order_key
from shared.contracts.buckets import Bucket
from shared.contracts.http.sites.orders import SHOWN_MAX, KeyRow, OrderBook, OrderGiven, OrderTaken, SaidRow
from shared.contracts.messages.ask import Ask, AskKind
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.membership import Membership, Standing
from shared.contracts.messages.sites.order import OperatorKey, Order
from shared.contracts.messages.sites.release import Release
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.contracts.messages.version import NewerSchemaError
from shared.service.members import RevocationStore
from shared.orders.book import Believed, read_order
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
        elif order.value is None:
            await bus.remove(Bucket.RULES, order.name)
        else:
            await bus.put(Bucket.RULES, order.name, order.value.encode())
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
        if found is None or not self._is_ours(name):
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
        if isinstance(word, OperatorKey) and word.revoked and not operators - {word.key}:
            raise RefusedError("it is the last operator's key: nothing was changed; take in another one")
        if isinstance(word, Membership) and word.standing is Standing.REMOVED and operators:
            await self._members.check_removal(word.site, abandon=given.abandon)
        if isinstance(word, ReplicaRules) and operators:
            await self._rules.check(word)

    def _is_ours(self, name: str) -> bool:
        kind, _, rest = name.partition(".")
        return kind in KINDS and rest.startswith(f"{self._collection}.")

    def _row(self, name: str, values: Mapping[str, Message]) -> SaidRow | None:
        plain, ordered = values.get(name), values.get(order_key(name))
        order = None if ordered is None else self._order(name, ordered)
        if order is not None:
            number, signer = order.order.number, order.signed.key
            return SaidRow(name=name, value=order.order.value, number=number, signer=signer)
        return None if plain is None else SaidRow(name=name, value=plain.data.decode(errors="replace"))

    def _order(self, name: str, message: Message) -> Believed | None:
        try:
            return read_order(decode(Signed, message.data), collection=self._collection, name=name)
        except (BadMessageError, NewerSchemaError):
            return None

"""Tokens on the bus itself, for the operator of a deployment: the first one is made so."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from shared.access.signed.token_records import row_of
from shared.access.token_store import TokenStore
from shared.bus.codec import BadMessageError, decode, encode
from shared.bus.nats.bus import connect_bus
from shared.bus.port import Bus, BusError
from shared.bus.settings import BusSettings
from shared.contracts.bucket_keys import heeded_operators_key, order_key, token_order
from shared.contracts.buckets import Bucket
from shared.contracts.http.access import TokenList, TokenMade, TokenRequest, TokenRow
from shared.contracts.messages.access import TokenRecord
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.order import HeededOperators, Order
from shared.contracts.messages.version import NewerSchemaError
from shared.identity.keys import SigningKey
from shared.model.scope import EVERY_COLLECTION
from shared.orders.book import read_order
from shared.web.problem import RefusedError
from spicerack.client.operator_client import utc_now
from spicerack.errors import CommandError

BY = "operator on the bus"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class BusSigner:
    """Signs tokens for the collections that heed operators."""

    bus: Bus
    load: Callable[[], SigningKey]
    note: Callable[[str], None]
    now: Callable[[], datetime]

    async def sign(self, record: TokenRecord) -> None:
        """Have a token stand signed, before its record does.

        Raises:
            CommandError: its collection heeds operators, and this user is none of them.
            BusError: the bus does not take it.
        """
        for heeded in await self._heeding(record.collection):
            key = self.load()
            if key.public in heeded.keys:
                await self._put(record, heeded.collection, key)
                continue
            words = f"collection {heeded.collection} heeds only what an operator's key has signed"
            if record.collection != EVERY_COLLECTION:
                raise CommandError(f"{words}, and {key.public[:16]} is none of them: `spicerack keys list`")
            self.note(f"{words}, and yours is none of them: the token does not count there")

    async def _heeding(self, collection: str) -> list[HeededOperators]:
        """Return whose orders are heeded, of each collection that a token is for and that heeds any."""
        values = await self.bus.values(Bucket.SITES)
        begins = heeded_operators_key("")
        said = [decode(HeededOperators, values[key].data) for key in sorted(values) if key.startswith(begins)]
        return [one for one in said if one.keys and collection in (EVERY_COLLECTION, one.collection)]

    async def _put(self, record: TokenRecord, collection: str, key: SigningKey) -> None:
        name = token_order(collection, record.id)
        number = max(int(self.now().timestamp() * 1000), await self._number(collection, name) + 1)
        order = Order(collection=collection, name=name, number=number, value=record.model_dump_json())
        await self.bus.put(Bucket.RULES, order_key(name), encode(key.sign(order.model_dump_json())))

    async def _number(self, collection: str, name: str) -> int:
        """Return the number of the order that stands; 0 where none does."""
        standing = await self.bus.value(Bucket.RULES, order_key(name))
        if standing is None:
            return 0
        try:
            read = read_order(decode(Signed, standing.data), collection=collection, name=name)
        except (BadMessageError, NewerSchemaError):
            return 0
        return 0 if read is None else read.order.number


class BusTokens:
    """Tokens on the bus, for who has its credentials."""

    def __init__(
        self, settings: BusSettings, *, load: Callable[[], SigningKey], note: Callable[[str], None]
    ) -> None:
        """Ask nothing yet.

        Args:
            settings: of the bus.
            load: returns the key of this user; called only where something is to be signed.
            note: told where a token does not count.
        """
        self._settings = settings
        self._load = load
        self._note = note

    def tokens(self) -> TokenList:
        """Return all."""

        async def read(store: TokenStore) -> TokenList:
            return TokenList(tokens=tuple(row_of(record, utc_now()) for record in await store.list()))

        return self._with(read)

    def create_token(self, request: TokenRequest) -> TokenMade:
        """Make one."""
        return self._with(lambda store: store.create(request, by=BY))

    def revoke_token(self, token: str) -> TokenRow:
        """Revoke one, by its id."""

        async def revoke(store: TokenStore) -> TokenRow:
            record = next((one for one in await store.list() if one.id == token), None)
            if record is None:
                raise CommandError(f"there is no token {token}: `spicerack token list` lists them")
            return row_of(await store.revoke(record, by=BY), utc_now())

        return self._with(revoke)

    def _with(self, action: Callable[[TokenStore], Awaitable[Result]]) -> Result:
        async def run() -> Result:
            async with connect_bus(self._settings) as bus:
                signer = BusSigner(bus=bus, load=self._load, note=self._note, now=utc_now)
                return await action(TokenStore(bus, utc_now, secrets.token_bytes, sign=signer.sign))

        try:
            return asyncio.run(run())
        except (BusError, RefusedError) as error:
            raise CommandError(str(error)) from error

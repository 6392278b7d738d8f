"""Tokens that are made on the bus itself, of collections that heed operators."""

import random
from datetime import UTC, datetime

import pytest

from shared.access.book import AccessBook
from shared.access.token_store import TokenStore
from shared.bus.codec import encode
from shared.contracts.bucket_keys import heeded_operators_key
from shared.contracts.buckets import Bucket
from shared.contracts.http.access import TokenRequest
from shared.contracts.messages.sites.order import HeededOperators
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from shared.model.scope import Scope
from spicerack.client.bus_tokens import BusSigner
from spicerack.errors import CommandError
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.access.books import following

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
OPERATOR, STRANGER = SigningKey(b"o" * 32), SigningKey(b"x" * 32)


class Desk:
    """The bus, where collection `c` heeds an operator, and `d` nobody."""

    def __init__(self, key: SigningKey) -> None:
        self.bus = MemoryBus(MemoryServer(Topology()), "operator")
        self.notes: list[str] = []
        signer = BusSigner(bus=self.bus, load=lambda: key, note=self.notes.append, now=lambda: NOON)
        self.store = TokenStore(self.bus, lambda: NOON, random.Random(1).randbytes, sign=signer.sign)

    async def begin(self) -> None:
        """Have the operator be heeded."""
        said = HeededOperators(collection="c", keys=(OPERATOR.public,))
        await self.bus.put(Bucket.SITES, heeded_operators_key("c"), encode(said))

    async def create(self, collection: str) -> str:
        """Make a token; return its id."""
        request = TokenRequest(name="first", scope=Scope.ADMIN, collection=collection)
        return (await self.store.create(request, by="test")).id


@pytest.mark.parametrize("collection", ["c", "*"])
async def test_an_operator_on_the_bus_signs_tokens(collection: str) -> None:
    """One of all collections counts in each of them; once revoked, in none."""
    desk = Desk(OPERATOR)
    await desk.begin()
    id_ = await desk.create(collection)
    async with following(AccessBook(desk.bus, collection="c", monotonic=lambda: 0.0)) as book:
        assert book.tokens(id_)[0].is_good(NOON)
        (record,) = await desk.store.list()
        await desk.store.revoke(record, by="test")
        assert await book.hear(lambda: id_ in book.ended(NOON))


async def test_who_is_no_operator_makes_none_for_a_collection_that_heeds_them() -> None:
    """For others it does, and hears where a token of all collections does not count."""
    desk = Desk(STRANGER)
    await desk.begin()
    with pytest.raises(CommandError, match="is none of them"):
        await desk.create("c")
    await desk.create("d")
    assert not desk.notes
    id_ = await desk.create("*")
    assert "does not count there" in desk.notes[0]
    async with following(AccessBook(desk.bus, collection="c", monotonic=lambda: 0.0)) as book:
        assert not book.tokens(id_)

"""Tokens and rules of access at a door of a collection that heeds operators."""

import random
from pathlib import Path

import pytest

from shared.access.book import AccessBook
from shared.access.signed.standing import signed_otherwise, standing_rules
from shared.access.signed.token_records import new_record, revoked
from shared.bus.codec import encode
from shared.contracts.bucket_keys import (
    access_order,
    access_rules_key,
    frame_rules_key,
    frames_order,
    heeded_operators_key,
    operator_key,
    order_key,
    token_key,
    token_order,
)
from shared.contracts.buckets import Bucket
from shared.contracts.http.access import TokenRequest
from shared.contracts.messages.access import AccessRules, FrameRules, TokenRecord
from shared.contracts.messages.sites.order import HeededOperators, OperatorKey, Order
from shared.identity.keys import SigningKey
from shared.model.base import FrozenModel
from shared.model.scope import Scope
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.access.books import following
from tests.unit.shared.access.doors import START, TOPOLOGY, Shelf, shelf_of

OPERATOR, OTHER, STRANGER = (SigningKey(one * 32) for one in (b"o", b"p", b"x"))
FILES = "/api/v1/collections/c/files"
CONTENT = "/api/v1/collections/c/content/open/a.bsp"
REFUSED = "spicerack_access_refused_orders_total"


class Rack:
    """The bus as orchestrators, operators, and whoever has a site's user write to it."""

    def __init__(self) -> None:
        self.server = MemoryServer(TOPOLOGY)
        self.bus = MemoryBus(self.server, "somebody")
        self.source = random.Random(3)

    async def heed(self, *keys: SigningKey, collection: str = "c") -> None:
        """Have the log have operators."""
        said = HeededOperators(collection=collection, keys=tuple(key.public for key in keys))
        await self.bus.put(Bucket.SITES, heeded_operators_key(collection), encode(said))

    async def sign(
        self, name: str, word: FrozenModel, *, number: int = 1, key: SigningKey = OPERATOR
    ) -> bytes:
        """Have an order stand; return it as it stands there."""
        collection = name.split(".")[1]
        order = Order(collection=collection, name=name, number=number, value=word.model_dump_json())
        signed = encode(key.sign(order.model_dump_json()))
        await self.bus.put(Bucket.RULES, order_key(name), signed)
        return signed

    def token(self, scope: Scope = Scope.READ, collection: str = "c") -> tuple[str, TokenRecord]:
        """Return a new token, and its record."""
        request = TokenRequest(name="somebody", scope=scope, collection=collection)
        new, record = new_record(request, now=START, by="ada", random_bytes=self.source.randbytes)
        return new.text, record

    async def plain(self, record: TokenRecord) -> None:
        """Have the record of a token stand as a site may write it."""
        await self.bus.put(Bucket.TOKENS, token_key(record.collection, record.id), encode(record))

    async def signed_token(self, **said) -> tuple[str, TokenRecord]:
        """Have a token be signed."""
        text, record = self.token(**said)
        await self.sign(token_order("c", record.id), record)
        return text, record


@pytest.fixture
def rack() -> Rack:
    """Return one."""
    return Rack()


async def heard(shelf: Shelf, known) -> None:
    """Wait until a door knows something."""
    assert await shelf.door.book.hear(known)


async def until_heeds(shelf: Shelf) -> None:
    """Wait until a door heeds operators."""
    await heard(shelf, lambda: shelf.door.book.signed.heeds("c"))


async def test_a_token_that_no_operator_signed_lets_nobody_in(rack: Rack) -> None:
    """It did before; whoever says it hears why, and it is counted."""
    text, record = rack.token()
    await rack.plain(record)
    async with shelf_of(rack.server) as shelf:
        assert await shelf.status("GET", FILES, text) == 200
        await rack.heed(OPERATOR)
        await until_heeds(shelf)
        answer = await shelf.ask("GET", FILES, text)
        assert answer.status_code == 401
        assert "no operator has signed this token" in answer.text
        good, signed = await rack.signed_token(scope=Scope.METRICS)
        await heard(shelf, lambda: bool(shelf.door.book.tokens(signed.id)))
        figures = await shelf.ask("GET", "/metrics", good)
        assert 'spicerack_http_refused_total{reason="unsigned-token"} 1.0' in figures.text


async def test_a_token_that_an_operator_signed_lets_in_until_it_is_revoked(rack: Rack) -> None:
    """The record that a site may write is not asked, and its removal changes nothing."""
    await rack.heed(OPERATOR)
    text, record = await rack.signed_token()
    async with shelf_of(rack.server) as shelf:
        assert await shelf.status("GET", FILES, text) == 200
        await rack.plain(revoked(record, START, by="eve"))
        await heard(shelf, lambda: record.id in shelf.door.book._tokens)
        assert await shelf.status("GET", FILES, text) == 200
        await rack.sign(token_order("c", record.id), revoked(record, START, by="ada"), number=2)
        await heard(shelf, lambda: record.id in shelf.door.book.ended(START))
        assert await shelf.status("GET", FILES, text) == 401


@pytest.mark.parametrize("restarts", [False, True])
async def test_an_order_that_is_brought_back_does_not_count(
    rack: Rack, tmp_path: Path, restarts: bool
) -> None:
    """What let a token in before it was revoked is refused and counted, over a restart as well."""
    await rack.heed(OPERATOR)
    text, record = rack.token()
    before = await rack.sign(token_order("c", record.id), record)
    metrics, told = await rack.signed_token(scope=Scope.METRICS)
    async with shelf_of(rack.server, state=tmp_path) as shelf:
        assert await shelf.status("GET", FILES, text) == 200
        await rack.sign(token_order("c", record.id), revoked(record, START, by="ada"), number=2)
        await heard(shelf, lambda: record.id in shelf.door.book.ended(START))
        if not restarts:
            await rack.bus.put(Bucket.RULES, order_key(token_order("c", record.id)), before)
            await rack.sign(access_order("c"), AccessRules(anonymous=("open",)))
            await heard(shelf, lambda: shelf.door.book.rules_revision("c") == 1)
            assert await shelf.status("GET", FILES, text) == 401
            figures = await shelf.ask("GET", "/metrics", metrics)
            assert f'{REFUSED}{{reason="replayed"}} 1.0' in figures.text
    if restarts:
        await rack.bus.put(Bucket.RULES, order_key(token_order("c", record.id)), before)
        async with shelf_of(rack.server, state=tmp_path) as shelf:
            assert await shelf.status("GET", FILES, text) == 401
            assert await shelf.status("GET", "/metrics", metrics) == 200
    assert told.id


async def test_what_a_stranger_signs_or_alters_does_not_count(rack: Rack) -> None:
    """Neither a token by another key, nor one whose text is not what was signed, nor another's name."""
    await rack.heed(OPERATOR)
    metrics, _ = await rack.signed_token(scope=Scope.METRICS)
    by_stranger, one = rack.token(scope=Scope.ADMIN)
    await rack.sign(token_order("c", one.id), one, key=STRANGER)
    elsewhere, two = rack.token(scope=Scope.ADMIN)
    moved = await rack.sign(token_order("d", two.id), two)
    await rack.bus.put(Bucket.RULES, order_key(token_order("c", two.id)), moved)
    async with shelf_of(rack.server) as shelf:
        assert await shelf.status("GET", FILES, by_stranger) == 401
        assert await shelf.status("GET", FILES, elsewhere) == 401
        figures = await shelf.ask("GET", "/metrics", metrics)
        assert f'{REFUSED}{{reason="stranger"}} 1.0' in figures.text
        assert f'{REFUSED}{{reason="forged"}} 1.0' in figures.text


async def test_rules_that_no_operator_signed_open_nothing(rack: Rack) -> None:
    """They may hide, as before there was an operator; once there are signed ones they alone count."""
    await rack.bus.put(
        Bucket.RULES,
        access_rules_key("c"),
        encode(AccessRules.model_validate({"anonymous_all": True, "hidden": [{"pattern": "shut/**"}]})),
    )
    async with shelf_of(rack.server) as shelf:
        assert await shelf.status("GET", CONTENT) == 200
        await rack.heed(OPERATOR)
        await until_heeds(shelf)
        assert await shelf.status("GET", CONTENT) == 401
        text, _ = await rack.signed_token()
        await rack.sign(access_order("c"), AccessRules(anonymous=("open",)))
        await heard(shelf, lambda: shelf.door.book.rules_revision("c") == 1)
        assert await shelf.status("GET", CONTENT) == 200
        assert (await shelf.ask("GET", FILES, text)).json() == [
            "open/a.bsp",
            "open/b.tf",
            "shut/c.fits",
            "top.txt",
        ]


async def test_signed_rules_of_public_dates_are_not_lifted_by_others(rack: Rack) -> None:
    """Who takes away, or replaces, what the archive has said makes no frame public."""
    rules = FrameRules(
        calibration_types=(), public_proposals=(), private_proposals=(), private_files=(), days=365
    )
    await rack.heed(OPERATOR)
    await rack.bus.put(Bucket.RULES, frame_rules_key("c"), encode(rules))
    await rack.sign(frames_order("c"), rules)
    async with shelf_of(rack.server) as shelf:
        await shelf.door.book.ready()
        await rack.bus.remove(Bucket.RULES, frame_rules_key("c"))
        await rack.sign(access_order("c"), AccessRules())
        await heard(shelf, lambda: shelf.door.book.rules_revision("c") == 1)
        assert shelf.door.book.frame_dates("c") is not None


async def test_nothing_is_changed_here_without_a_signature(rack: Rack) -> None:
    """Tokens are neither made nor revoked, and rules not replaced; also before the commit that heeds."""
    admin, record = await rack.signed_token(scope=Scope.ADMIN)
    await rack.plain(record)
    word = OperatorKey(collection="c", key=OPERATOR.public, since=START, by="ada")
    await rack.sign(operator_key("c", OPERATOR.public), word)
    wanted = {"name": "new", "scope": "read", "collection": "c"}
    async with shelf_of(rack.server) as shelf:
        for heeded in (False, True):
            if heeded:
                await rack.heed(OPERATOR)
                await until_heeds(shelf)
            answer = await shelf.ask("POST", "/api/v1/tokens", admin, json=wanted)
            assert answer.status_code == 409
            assert "an operator's key has signed" in answer.text
            assert await shelf.status("DELETE", f"/api/v1/tokens/{record.id}", admin) == 409
            assert await shelf.status("PUT", "/api/v1/collections/c/access", admin, json={}) == 409


async def test_tokens_of_an_operator_who_is_heeded_no_more_end(rack: Rack) -> None:
    """Another operator signs those that shall stay; rules stay until another signs others."""
    await rack.heed(OPERATOR, OTHER)
    text, record = await rack.signed_token()
    await rack.sign(access_order("c"), AccessRules(anonymous=("open",)))
    async with shelf_of(rack.server) as shelf:
        assert await shelf.status("GET", FILES, text) == 200
        await rack.heed(OTHER)
        await heard(shelf, lambda: record.id in shelf.door.book.ended(START))
        assert await shelf.status("GET", FILES, text) == 401
        assert await shelf.status("GET", CONTENT) == 200
        await rack.sign(token_order("c", record.id), record, number=2, key=OTHER)
        await heard(shelf, lambda: record.id not in shelf.door.book.ended(START))
        assert await shelf.status("GET", FILES, text) == 200


async def test_a_signed_token_is_for_the_collection_of_its_operators_alone(rack: Rack) -> None:
    """At a door of all collections too, whatever it says."""
    await rack.heed(OPERATOR)
    _, record = rack.token(scope=Scope.ADMIN, collection="*")
    await rack.sign(token_order("c", record.id), record)
    async with following(AccessBook(rack.bus, collection="*", monotonic=lambda: 0.0)) as book:
        assert [one.collection for one in book.tokens(record.id)] == ["c"]
        _, other = rack.token(collection="d")
        await rack.plain(other)
        assert await book.hear(lambda: bool(book.tokens(other.id)))


async def test_who_asks_the_bus_hears_the_same_rules(rack: Rack) -> None:
    """As events of an archive's frames do: signed rules, or else only what hides."""
    plain = AccessRules.model_validate({"anonymous_all": True, "hidden": [{"pattern": "shut/**"}]})
    await rack.bus.put(Bucket.RULES, access_rules_key("c"), encode(plain))
    assert await standing_rules(rack.bus, "c") == plain
    assert not await signed_otherwise(rack.bus, "c", b"dates")
    await rack.heed(OPERATOR)
    assert await standing_rules(rack.bus, "c") == AccessRules(hidden=plain.hidden)
    assert await signed_otherwise(rack.bus, "c", b"dates")
    await rack.sign(access_order("c"), AccessRules(), key=STRANGER)
    assert await standing_rules(rack.bus, "c") == AccessRules(hidden=plain.hidden)
    await rack.sign(access_order("c"), AccessRules(anonymous=("open",)))
    assert await standing_rules(rack.bus, "c") == AccessRules(anonymous=("open",))

"""The bucket of rules once the log has an operator's key: what counts is what operators have signed."""

import pytest

from shared.bus.codec import encode
from shared.contracts.bucket_keys import order_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.order import Order
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from shared.orders.kept import RememberedOrders
from shared.orders.order_file import OrderFile
from shared.orders.ordered_rules import OrderedRules
from shared.web.problem import RefusedError
from testing.bus.memory import MemoryBus, MemoryServer

OPERATOR, STRANGER = SigningKey(b"o" * 32), SigningKey(b"x" * 32)
NAME = "pause.c.a"


class Rack:
    """A bucket, and a reader of it."""

    def __init__(self) -> None:
        self.bus = MemoryBus(MemoryServer(Topology()), "test")
        self.operators = {OPERATOR.public}
        self.heeded = OrderedRules(self.bus, "c", lambda: self.operators, RememberedOrders())

    async def plain(self, value: bytes) -> None:
        """Have somebody who may write there say something."""
        await self.bus.put(Bucket.RULES, NAME, value)

    async def order(
        self, value: str | None, number: int, *, key: SigningKey = OPERATOR, collection: str = "c"
    ) -> Signed:
        """Have a key sign something."""
        order = Order(collection=collection, name=NAME, number=number, value=value)
        signed = key.sign(order.model_dump_json())
        await self.put(signed)
        return signed

    async def put(self, signed: Signed) -> None:
        """Put what somebody has signed."""
        await self.bus.put(Bucket.RULES, order_key(NAME), encode(signed))

    async def read(self) -> str | None:
        """Return what is to be heeded, which all values say as well."""
        found = await self.heeded.value(Bucket.RULES, NAME)
        return None if found is None else found.data.decode()


async def test_without_operators_everything_counts_that_somebody_wrote() -> None:
    """As before there were any."""
    rack = Rack()
    rack.operators = set()
    await rack.heeded.put(Bucket.RULES, NAME, b"words")
    await rack.order("ordered", 1)
    assert await rack.read() == "words"


async def test_what_nobody_signed_is_refused_while_an_operators_key_waits_for_the_next_commit() -> None:
    """It would be told as done, and turn round by itself with that commit."""
    rack = Rack()
    rack.operators = set()
    await rack.bus.put(Bucket.RULES, order_key("operator.c.6"), b"{}")
    await rack.heeded.put(Bucket.RULES, NAME, b"words")
    order = Order(collection="c", name="operator.c.5", number=1, value="{}")
    signed = OPERATOR.sign(order.model_dump_json())
    await rack.bus.put(Bucket.RULES, order_key(order.name), encode(signed))
    for change in (rack.heeded.put(Bucket.RULES, NAME, b"more"), rack.heeded.remove(Bucket.RULES, NAME)):
        with pytest.raises(RefusedError, match="from the next commit on"):
            await change
    assert await rack.read() == "words"


async def test_with_operators_only_what_they_signed_counts() -> None:
    """Whatever stands beside it, and whoever else signs."""
    rack = Rack()
    await rack.plain(b"words")
    assert await rack.read() is None
    await rack.order("a stranger's", 5, key=STRANGER)
    assert await rack.read() is None
    await rack.order("an operator's", 3)
    assert await rack.read() == "an operator's"
    assert {name: one.data for name, one in (await rack.heeded.values(Bucket.RULES)).items()} == {
        NAME: b"an operator's"
    }


async def test_an_old_order_is_not_brought_back() -> None:
    """Nor by whoever removes the newest one: what was believed stays believed."""
    rack = Rack()
    paused = await rack.order("paused", 1)
    assert await rack.read() == "paused"
    await rack.order(None, 2)
    assert await rack.read() is None
    await rack.put(paused)
    assert await rack.read() is None
    await rack.order("paused again", 3)
    assert await rack.read() == "paused again"
    await rack.bus.remove(Bucket.RULES, order_key(NAME))
    assert await rack.read() == "paused again"


async def test_an_order_of_another_collection_or_with_other_words_is_none() -> None:
    """A signature is of one text, about one name of one collection."""
    rack = Rack()
    signed = await rack.order("paused", 1, collection="other")
    assert await rack.read() is None
    changed = signed.model_copy(update={"body": signed.body.replace("other", "c")})
    await rack.put(changed)
    assert await rack.read() is None
    await rack.bus.put(Bucket.RULES, order_key(NAME), b"{")
    assert await rack.read() is None


async def test_nothing_is_written_without_an_order() -> None:
    """Who asks by a route that signs nothing is told what to do."""
    rack = Rack()
    for write in (
        rack.heeded.put(Bucket.RULES, NAME, b""),
        rack.heeded.create(Bucket.RULES, NAME, b""),
        rack.heeded.remove(Bucket.RULES, NAME),
    ):
        with pytest.raises(RefusedError, match="spicerack keys init"):
            await write


async def test_an_order_that_somebody_took_away_stands_in_lists_too() -> None:
    """Nothing but a later order ends it."""
    rack = Rack()
    await rack.order("ordered", 1)
    assert await rack.read() == "ordered"
    await rack.bus.remove(Bucket.RULES, order_key(NAME))
    assert [*await rack.heeded.values(Bucket.RULES)] == [NAME]


def test_a_file_remembers_orders_over_restarts_and_survives_its_damage(tmp_path, caplog) -> None:
    """Of the kinds that are heeded alone; a file that is none is said, and begins anew."""
    path, signed = tmp_path / "orders.json", OPERATOR.sign("{}")
    before = OrderFile(path, kinds=("pause",))
    before.keep(NAME, signed)
    before.keep("replicas.c.1", signed)
    after = OrderFile(path, kinds=("pause",))
    assert (after.get(NAME), [*after.names()]) == (signed, [NAME])
    path.write_text("{")
    assert OrderFile(path, kinds=("pause",)).get(NAME) is None
    assert "no order is remembered" in caplog.text

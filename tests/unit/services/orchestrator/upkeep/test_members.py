"""What an orchestrator does of what persons say of sites."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from services.orchestrator.upkeep.members import HEEDED, Members, OwnKeyRevokedError, WrongOperatorError
from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.catalog.fold.keyring import OPERATORS, LogKey, MemoryKeyring, Origin
from shared.contracts.bucket_keys import member_key, operator_key, order_key, revoked_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.membership import KeyRevocation, Membership, Standing
from shared.contracts.messages.sites.order import OperatorKey, Order
from shared.contracts.messages.transfers.want import Want
from shared.contracts.topology import Stream, Topology
from shared.identity.keys import SigningKey
from shared.model.base import FrozenModel
from shared.orders.kept import KeptOrders, RememberedOrders
from shared.orders.order_file import OrderFile
from shared.service.members import MemberStore, RevocationStore
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.manager.wiring import until

TOPOLOGY = Topology()
OWN = "7" * 64
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


class Rack:
    """Sites a and b, which have said what they want."""

    def __init__(self, *, kept: KeptOrders | None = None, first: frozenset[str] = frozenset()) -> None:
        self.bus = MemoryBus(MemoryServer(TOPOLOGY), "orchestrator")
        self.registry = Registry(self.bus)
        self.forgotten: list[str] = []
        self.keys = MemoryKeyring()
        self.members = Members(
            bus=self.bus,
            topology=TOPOLOGY,
            registry=self.registry,
            collection="c",
            forget=self.forgotten.append,
            keys=self.keys,
            own=OWN,
            kept=kept or RememberedOrders(),
            first=first,
        )

    async def begin(self) -> None:
        """Register them."""
        for site in "ab":
            await self.registry.register_site(SiteRecord(collection="c", site=site, key="5" * 64))
            want = Want(collection="c", site=site, log_id="1" * 32, head=1, placed=1, step=1)
            await self.bus.publish(TOPOLOGY.want("c", site), encode(want))

    @asynccontextmanager
    async def heeding(self):
        """Heed for the block."""
        async with asyncio.TaskGroup() as group:
            await self.members.begin()
            tasks = [
                group.create_task(self.members.follow_removals()),
                group.create_task(self.members.follow_revocations()),
            ]
            yield
            for task in tasks:
                task.cancel()


async def test_a_removed_site_is_forgotten_and_the_others_are_not():
    """Its record and its want go; one that drains stays."""
    rack = Rack()
    await rack.begin()
    store = MemberStore(rack.bus, "c")
    async with rack.heeding():
        await store.set("b", Standing.DRAINING, since=NOON, by="")
        await store.set("a", Standing.REMOVED, since=NOON, by="")
        await until(lambda: rack.forgotten == ["a"])
    assert [record.site for record in await rack.registry.sites()] == ["b"]
    assert [message.subject for message in await rack.bus.last_per_subject(Stream.WANTS, "rack.want.>")] == [
        TOPOLOGY.want("c", "b")
    ]


async def test_an_orchestrator_that_comes_later_heeds_it_too():
    """Also where nobody took the record away before, and where somebody wrote what cannot be read."""
    rack = Rack()
    await rack.begin()
    await rack.bus.put(Bucket.RULES, member_key("c", "b"), b"{")
    await MemberStore(rack.bus, "c").set("a", Standing.REMOVED, since=NOON, by="")
    async with rack.heeding():
        await until(lambda: rack.forgotten == ["a"])


async def test_revoked_keys_are_known_before_anything_is_decided_and_as_they_come():
    """A site and its key: the same key at another site is another thing."""
    rack = Rack()
    store = RevocationStore(rack.bus, "c")
    await store.add("a", "5" * 64, since=NOON, by="")
    await rack.members.begin()
    assert rack.members.revoked == {("a", "5" * 64): None}
    async with rack.heeding():
        await store.add("b", "6" * 64, since=NOON, by="")
        await until(lambda: len(rack.members.revoked) == 2)


async def test_an_orchestrator_whose_key_was_revoked_ends():
    """Its collections go to others, and its operator is told what to do."""
    rack = Rack()
    word = KeyRevocation(collection="c", site=None, key=OWN, since=NOON)
    await rack.bus.put(Bucket.RULES, revoked_key("c", OWN), encode(word))
    with pytest.raises(OwnKeyRevokedError, match="remove its key file"):
        await rack.members.begin()


async def test_with_an_operator_in_the_log_only_orders_remove_a_site_or_end_a_key():
    """What others have written there changes nothing."""
    rack, operator = Rack(), SigningKey(b"o" * 32)
    await rack.begin()
    owned = LogKey(owner=OPERATORS, key=operator.public, since=1, origin=Origin.ENTERED)
    rack.keys.keep([owned])
    await RevocationStore(rack.bus, "c").add("a", "5" * 64, since=NOON, by="eve")
    async with rack.heeding():
        await MemberStore(rack.bus, "c").set("a", Standing.REMOVED, since=NOON, by="eve")
        said = Membership(collection="c", site="b", standing=Standing.REMOVED, since=NOON)
        order = Order(collection="c", name=member_key("c", "b"), number=1, value=said.model_dump_json())
        signed = operator.sign(order.model_dump_json())
        await rack.bus.put(Bucket.RULES, order_key(order.name), encode(signed))
        await rack.bus.put(Bucket.RULES, order.name, encode(said))
        await until(lambda: rack.forgotten == ["b"])
    assert rack.members.revoked == {}


def signed_order(name: str, word: FrozenModel, *, by: SigningKey, number: int = 1) -> Signed:
    """Return what a key has signed."""
    order = Order(collection="c", name=name, number=number, value=word.model_dump_json())
    return by.sign(order.model_dump_json())


async def test_an_orchestrator_that_started_again_remembers_the_last_order(tmp_path):
    """Whoever has an older one, or takes the last away, does not end a revocation by it."""
    operator, name = SigningKey(b"o" * 32), revoked_key("c", "5" * 64)
    word = KeyRevocation(collection="c", site="a", key="5" * 64, since=NOON)
    signed = signed_order(name, word, by=operator)
    owned = LogKey(owner=OPERATORS, key=operator.public, since=1, origin=Origin.ENTERED)
    path = tmp_path / "c.orders.json"
    before = Rack(kept=OrderFile(path, kinds=HEEDED))
    before.keys.keep([owned])
    await before.bus.put(Bucket.RULES, order_key(name), encode(signed))
    await before.members.begin()
    after = Rack(kept=OrderFile(path, kinds=HEEDED))
    after.keys.keep([owned])
    await after.members.begin()
    assert after.members.revoked == before.members.revoked == {("a", "5" * 64): signed}


async def test_the_first_operator_is_asked_for_by_its_key():
    """Another one is not entered, and a log that it leads is not worked for."""
    named, eve = SigningKey(b"o" * 32), SigningKey(b"x" * 32)
    rack, orders = Rack(first=frozenset({named.public})), {}
    for key in (eve, named):
        name = operator_key("c", key.public)
        word = OperatorKey(collection="c", key=key.public, since=NOON)
        orders[key.public] = signed_order(name, word, by=key)
        await rack.bus.put(Bucket.RULES, order_key(name), encode(orders[key.public]))
    await RevocationStore(rack.bus, "c").add("a", "5" * 64, since=NOON, by="eve")
    await rack.members.begin()
    assert rack.members.operators == (orders[named.public],)
    assert not rack.members.revoked
    rack.keys.keep([LogKey(owner=OPERATORS, key=eve.public, since=1, origin=Origin.ENTERED)])
    with pytest.raises(WrongOperatorError, match="SPICERACK_FIRST_OPERATOR"):
        await rack.members.begin()

"""Sites that drain or were removed, and revoked keys, on the bus."""

from datetime import UTC, datetime, timedelta

from shared.contracts.bucket_keys import member_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.sites.membership import Standing
from shared.contracts.topology import Topology
from shared.service.members import MemberStore, RevocationStore
from testing.bus.memory import MemoryBus, MemoryServer

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def bus() -> MemoryBus:
    """Return a bus on which nothing was said."""
    return MemoryBus(MemoryServer(Topology()), "manager")


async def test_a_site_drains_is_removed_and_is_a_member_again():
    """Of each standing the first who said so is named; other sites and collections are not touched."""
    store = MemberStore(bus(), "c")
    await MemberStore(store.bus, "other").set("a", Standing.REMOVED, since=NOON, by="eve")
    assert await store.of("a") is None
    await store.set("a", Standing.DRAINING, since=NOON, by="ada")
    again = await store.set("a", Standing.DRAINING, since=NOON + timedelta(1), by="bob")
    assert (again.by, again.words) == ("ada", "draining since 2026-05-04T12:00:00Z by ada")
    removed = await store.set("a", Standing.REMOVED, since=NOON, by="bob")
    assert await store.all() == {"a": removed}
    assert await store.add("a") == removed
    assert await store.add("a") is None
    assert await store.all() == {}


async def test_what_cannot_be_read_lets_a_site_work_on_and_nobody_count_on_it():
    """A newer version may say more: neither is a removal."""
    store = MemberStore(bus(), "c")
    await store.bus.put(Bucket.RULES, member_key("c", "a"), b"{")
    assert (await store.all())["a"].standing is Standing.DRAINING


async def test_a_key_is_revoked_once_and_for_all():
    """Who did it first stays named."""
    store = RevocationStore(bus(), "c")
    assert not await store.has("5" * 64)
    await store.add("a", "5" * 64, since=NOON, by="ada")
    await store.add("a", "5" * 64, since=NOON + timedelta(1), by="eve")
    (found,) = await store.all()
    assert (found.site, found.by) == ("a", "ada")
    assert await store.has("5" * 64)
    assert not await RevocationStore(store.bus, "other").has("5" * 64)

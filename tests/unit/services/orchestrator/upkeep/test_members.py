"""What an orchestrator does of what persons say of sites."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from services.orchestrator.upkeep.members import Members
from shared.bus.codec import encode
from shared.bus.key_registry import Registry
from shared.contracts.bucket_keys import member_key
from shared.contracts.buckets import Bucket
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.messages.sites.membership import Standing
from shared.contracts.messages.want import Want
from shared.contracts.topology import Stream, Topology
from shared.service.members import MemberStore, RevocationStore
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.manager.wiring import until

TOPOLOGY = Topology()
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


class Rack:
    """Sites a and b, which have said what they want."""

    def __init__(self) -> None:
        self.bus = MemoryBus(MemoryServer(TOPOLOGY), "orchestrator")
        self.registry = Registry(self.bus)
        self.forgotten: list[str] = []
        self.members = Members(
            bus=self.bus,
            topology=TOPOLOGY,
            registry=self.registry,
            collection="c",
            forget=self.forgotten.append,
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
    assert rack.members.revoked == {("a", "5" * 64)}
    async with rack.heeding():
        await store.add("b", "6" * 64, since=NOON, by="")
        await until(lambda: len(rack.members.revoked) == 2)

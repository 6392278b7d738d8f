"""Who is there, read from the bucket of signs of life."""

from shared.bus.presence import workers_at
from shared.contracts.bucket_keys import worker_key
from shared.contracts.messages.presence import WorkerPresence
from shared.contracts.topology import Bucket, Topology
from testing.bus.memory import MemoryBus, MemoryServer


async def said(bus: MemoryBus, key: str, site: str, url: str) -> None:
    """Have a worker of a site say under a key that it is there."""
    value = WorkerPresence(site=site, url=url).model_dump_json().encode()
    await bus.put(Bucket.PRESENCE, key, value)


async def test_the_workers_of_a_site_are_those_that_say_so_under_its_own_keys() -> None:
    """Those of others are not read, and who says to be of another site is not believed."""
    bus = MemoryBus(MemoryServer(Topology()), "manager")
    for number in "12":
        await said(bus, worker_key("a", number), "a", f"http://a/{number}")
    await said(bus, worker_key("b", "1"), "b", "http://b/1")
    await said(bus, worker_key("a", "3"), "b", "http://b/2")
    assert {worker.url for worker in await workers_at(bus, "a")} == {"http://a/1", "http://a/2"}


async def test_a_worker_that_has_left_is_not_there() -> None:
    """What stands under its key says that it was removed."""
    bus = MemoryBus(MemoryServer(Topology()), "manager")
    await said(bus, worker_key("a", "1"), "a", "http://a/1")
    await bus.remove(Bucket.PRESENCE, worker_key("a", "1"))
    assert await workers_at(bus, "a") == []

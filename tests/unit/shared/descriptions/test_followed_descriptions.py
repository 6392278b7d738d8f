"""Descriptions that are followed into a store."""

import asyncio

from shared.bus.codec import encode
from shared.bus.describer_keys import DescriberKeys
from shared.contracts.messages.description import Asked, Description, Told
from shared.contracts.messages.presence import DescriberRecord
from shared.contracts.topology import Topology
from shared.descriptions.believe import Heard
from shared.descriptions.followed import FollowedDescriptions
from shared.identity.keys import SigningKey
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.shared.catalog.logging_commits import MADE_AT

TOPOLOGY = Topology()
KEY = SigningKey(b"d" * 32)


class Store:
    """Descriptions in memory."""

    def __init__(self) -> None:
        self.heard: dict[str, Heard] = {}
        self.changed = asyncio.Event()

    @property
    def position(self) -> int:
        """The last sequence."""
        return max((one.sequence for one in self.heard.values()), default=0)

    def take(self, heard: Heard) -> None:
        """Keep it."""
        self.heard[heard.content] = heard

    def oldest(self) -> int | None:
        """The first sequence."""
        return min((one.sequence for one in self.heard.values()), default=None)

    def forget_descriptions(self) -> None:
        """Keep nothing."""
        self.heard.clear()

    async def until(self, digits: set[str]) -> None:
        """Wait until contents whose names are made of these digits are all that is described."""
        async with asyncio.timeout(30):
            while {content[0] for content in self.heard} != digits:
                self.changed.clear()
                await self.changed.wait()


async def a_bus() -> MemoryBus:
    """Return a bus that knows the one describer's key."""
    bus = MemoryBus(MemoryServer(TOPOLOGY), "test")
    keys = DescriberKeys(bus, collection="kernels")
    await keys.register(DescriberRecord(collection="kernels", site="a", key=KEY.public))
    return bus


async def say(bus: MemoryBus, digit: str) -> None:
    """Describe the content whose name is made of a digit."""
    description = Description(
        collection="kernels",
        content=digit * 64,
        size=1,
        name="f",
        site="a",
        made_at=MADE_AT,
        told=Told.UNKNOWN,
        asked=(Asked(name="kernels", version=1),),
    )
    subject = TOPOLOGY.description("kernels", digit * 64)
    await bus.publish(subject, encode(KEY.sign(description.model_dump_json())))


def follow(bus: MemoryBus, store: Store) -> FollowedDescriptions:
    """Return the descriptions on a bus, followed into a store."""
    return FollowedDescriptions(
        bus,
        topology=TOPOLOGY,
        keys=DescriberKeys(bus, collection="kernels"),
        collection="kernels",
        store=store,
        taken=store.changed.set,
        check_every=0.01,
    )


async def test_it_is_ready_with_what_was_there_and_goes_on() -> None:
    """What was said before is there when it says so; what comes is taken in, and a new start goes on."""
    bus, store, ready = await a_bus(), Store(), asyncio.Event()
    await say(bus, "1")
    running = asyncio.create_task(follow(bus, store).run(ready=ready.set))
    await ready.wait()
    assert {content[0] for content in store.heard} == {"1"}
    await say(bus, "2")
    await store.until({"1", "2"})
    running.cancel()
    await asyncio.wait((running,))
    await say(bus, "3")
    again = asyncio.create_task(follow(bus, store).run())
    await store.until({"1", "2", "3"})
    again.cancel()


async def test_another_stream_replaces_what_was_taken_in() -> None:
    """A store of the server that was lost and filled anew counts: nothing of the old one stays."""
    store = Store()
    for times, digit in enumerate(("1", "2"), start=1):
        bus = await a_bus()
        for _ in range(times):  # The stream keeps the newest alone, so that it begins later each time.
            await say(bus, digit)
        running = asyncio.create_task(follow(bus, store).run())
        await store.until({digit})
        running.cancel()
        await asyncio.wait((running,))

"""A bucket that is followed in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from shared.bus.followed_bucket import FollowedBucket
from shared.bus.port import BusTimeoutError
from shared.contracts.topology import Bucket, Topology
from testing.bus.memory import MemoryBus, MemoryServer

PRESENCE = Bucket.PRESENCE
LONG = 30.0


class Seconds:
    """A clock that is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def bus() -> MemoryBus:
    """Return a bus of its own."""
    return MemoryBus(MemoryServer(Topology()), "reader")


@asynccontextmanager
async def followed(bucket: FollowedBucket) -> AsyncIterator[FollowedBucket]:
    """Follow it for the block."""
    task = asyncio.create_task(bucket.run())
    try:
        yield bucket
    finally:
        task.cancel()


async def until(bucket: FollowedBucket, expected: dict[str, bytes]) -> None:
    """Ask until these are the values."""
    while {key: one.data for key, one in (await bucket.values(within=LONG)).items()} != expected:  # noqa: ASYNC110  the follower alone knows
        await asyncio.sleep(0.001)


async def test_what_stood_and_what_changes_is_known(bus: MemoryBus) -> None:
    """The first answer waits for all that stood; each change and removal is heard."""
    await bus.put(PRESENCE, "a", b"1")
    await bus.put(PRESENCE, "b", b"2")
    async with followed(FollowedBucket(bus, PRESENCE, monotonic=Seconds())) as bucket:
        assert {key: one.data for key, one in (await bucket.values(within=LONG)).items()} == {
            "a": b"1",
            "b": b"2",
        }
        await bus.put(PRESENCE, "a", b"3")
        await bus.remove(PRESENCE, "b")
        await until(bucket, {"a": b"3"})


async def test_an_empty_bucket_is_known_at_once(bus: MemoryBus) -> None:
    """Nothing is waited for where nothing stood."""
    async with followed(FollowedBucket(bus, PRESENCE, monotonic=Seconds())) as bucket:
        assert await bucket.values(within=LONG) == {}


async def test_what_is_not_said_again_is_forgotten(bus: MemoryBus) -> None:
    """The server says nothing when a value's time to live ends, so its reader counts."""
    clock = Seconds()
    await bus.put(PRESENCE, "a", b"1")
    async with followed(FollowedBucket(bus, PRESENCE, monotonic=clock, expires=15.0)) as bucket:
        assert (await bucket.values(within=LONG)).keys() == {"a"}
        clock.now = 15.0
        assert (await bucket.values(within=LONG)).keys() == {"a"}
        clock.now = 15.1
        assert await bucket.values(within=LONG) == {}


async def test_what_was_not_heard_is_not_told(bus: MemoryBus) -> None:
    """Before the bus was heard, and after it was silent for too long, there is an error and no answer."""
    clock = Seconds()
    bucket = FollowedBucket(bus, PRESENCE, monotonic=clock, silence=15.0)
    with pytest.raises(BusTimeoutError, match=r"not heard within 0\.01 s"):
        await bucket.values(within=0.01)
    await bus.put(PRESENCE, "a", b"1")
    async with followed(bucket):
        await bucket.values(within=LONG)
        clock.now = 16.0
        with pytest.raises(BusTimeoutError, match="was silent for 16 s"):
            await bucket.values(within=LONG)


async def test_it_rests_when_nobody_has_asked_for_a_while_and_goes_on_at_the_next_question(
    bus: MemoryBus,
) -> None:
    """At rest nothing is heard and nothing kept; the first answer after it is of what stands then."""
    clock = Seconds()
    bucket = FollowedBucket(bus, PRESENCE, monotonic=clock, rests_after=0.01)
    await bus.put(PRESENCE, "a", b"1")
    async with followed(bucket):
        await until(bucket, {"a": b"1"})
        clock.now = 1.0
        while bucket.is_current:  # noqa: ASYNC110  the follower alone knows
            await asyncio.sleep(0.001)
        await bus.put(PRESENCE, "b", b"2")
        await bus.remove(PRESENCE, "a")
        assert not bucket.is_current
        assert list(await bucket.values(within=LONG)) == ["b"]


async def test_it_goes_on_while_somebody_asks(bus: MemoryBus) -> None:
    """Each question begins the time anew."""
    clock = Seconds()
    bucket = FollowedBucket(bus, PRESENCE, monotonic=clock, rests_after=0.005)
    await bus.put(PRESENCE, "a", b"1")
    async with followed(bucket):
        for _ in range(20):
            clock.now += 0.004
            await bucket.values(within=LONG)
            await asyncio.sleep(0.002)
            assert bucket.is_current


async def test_what_is_followed_for_good_never_rests(bus: MemoryBus) -> None:
    """Tokens and rules are heeded whether anybody asks or not."""
    clock = Seconds()
    await bus.put(PRESENCE, "a", b"1")
    async with followed(FollowedBucket(bus, PRESENCE, monotonic=clock)) as bucket:
        await bucket.values(within=LONG)
        clock.now = 1e6
        await asyncio.sleep(0.02)
        assert bucket.is_current


class Renewing(MemoryBus):
    """A bus on which a key is said anew right after the first look at how far the bucket goes."""

    renewed = False

    async def caught_up(self, stream: str, subject: str) -> int:
        """Return it, and have it gone on since."""
        head = await super().caught_up(stream, subject)
        if not self.renewed:
            self.renewed = True
            await self.put(PRESENCE, "a", b"2")
        return head


async def test_what_is_said_anew_while_following_begins_is_in_the_first_answer() -> None:
    """It stands no more where it stood, and behind what was the end."""
    bus = Renewing(MemoryServer(Topology()), "reader")
    await bus.put(PRESENCE, "a", b"1")
    await bus.put(PRESENCE, "b", b"1")
    async with followed(FollowedBucket(bus, PRESENCE, monotonic=Seconds())) as bucket:
        values = await bucket.values(within=LONG)
        assert {key: one.data for key, one in values.items()} == {"a": b"2", "b": b"1"}

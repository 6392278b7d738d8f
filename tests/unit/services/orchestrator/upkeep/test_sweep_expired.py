"""Values that outlived their time on a server that was killed: they end all the same."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from services.orchestrator.upkeep.sweep_expired import PAUSES, SLACK_SECONDS, ExpiredSweeper
from shared.bus.buckets import key_subject
from shared.bus.leases import Leases
from shared.bus.nats.publish_headers import TIME_TO_LIVE
from shared.contracts.topology import Bucket, Topology
from testing.bus.memory import MemoryBus, MemoryServer
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop

LIVES = 10
"""Seconds."""

Meanwhile = Callable[[MemoryBus], Awaitable[object]]


async def brought_back(bus: MemoryBus, bucket: Bucket, key: str = "k") -> int:
    """Leave a value of the dead as a killed server brings it back: with its time, which nobody counts."""
    stored = await bus.store(key_subject(bucket, key), b"dead", headers={TIME_TO_LIVE: str(LIVES)})
    return stored.sequence


def swept(bucket: Bucket, scenario: Callable[[MemoryBus, ExpiredSweeper], Awaitable[None]]) -> None:
    """Run a scenario beside a sweeper of one bucket."""
    loop = SimulatedLoop(Choices(1))

    async def run() -> None:
        bus = MemoryBus(MemoryServer(Topology()), "o")
        sweeper = ExpiredSweeper(bus, asyncio.get_running_loop().time)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(sweeper.run(bucket))
            await scenario(bus, sweeper)
            running.cancel()

    loop.run_until_complete(run())


@pytest.mark.parametrize("bucket", PAUSES)
def test_a_value_that_a_server_brought_back_ends(bucket: Bucket) -> None:
    """Its own time and a few looks later it is gone, in each bucket of such values."""

    async def scenario(bus: MemoryBus, sweeper: ExpiredSweeper) -> None:
        await brought_back(bus, bucket)
        await asyncio.sleep(LIVES + SLACK_SECONDS + 3 * PAUSES[bucket])
        assert await bus.value(bucket, "k") is None
        assert sweeper.swept == 1

    swept(bucket, scenario)


def test_a_lease_of_the_dead_is_taken_by_another() -> None:
    """Nobody renews it and nobody may take it, until it was swept."""

    async def scenario(bus: MemoryBus, _: ExpiredSweeper) -> None:
        await brought_back(bus, Bucket.LEASES)
        other = Leases(bus, holder="other", seconds=LIVES)
        assert not await other.hold("k")
        await asyncio.sleep(LIVES + SLACK_SECONDS + 2 * PAUSES[Bucket.LEASES])
        assert await other.hold("k")

    swept(Bucket.LEASES, scenario)


def test_what_is_said_again_stays() -> None:
    """A lease that is renewed has another revision at each look."""

    async def scenario(bus: MemoryBus, sweeper: ExpiredSweeper) -> None:
        lease = Leases(bus, holder="alive", seconds=LIVES)
        for _ in range(100):
            assert await lease.hold("k")
            await asyncio.sleep(LIVES / 4)
        assert sweeper.swept == 0

    swept(Bucket.LEASES, scenario)


def test_what_has_no_time_to_live_stays() -> None:
    """How far a rule has come is no sign of life."""

    async def scenario(bus: MemoryBus, sweeper: ExpiredSweeper) -> None:
        await bus.put(Bucket.WORKFLOW, "k", b"place")
        await asyncio.sleep(10 * LIVES)
        assert await bus.value(Bucket.WORKFLOW, "k") is not None
        assert sweeper.swept == 0

    swept(Bucket.WORKFLOW, scenario)


def test_what_is_renewed_as_it_is_removed_stays() -> None:
    """The removal is of one revision, and a newer one is none of its business."""

    async def scenario(bus: MemoryBus, sweeper: ExpiredSweeper) -> None:
        await brought_back(bus, Bucket.LEASES)
        known = await bus.values(Bucket.LEASES)

        async def values(_bucket: str) -> object:
            await bus.put(Bucket.LEASES, "k", b"alive", ttl=LIVES)
            return known

        await asyncio.sleep(LIVES + SLACK_SECONDS)
        bus.values = values  # type: ignore[assignment,method-assign]  another writes between look and removal
        await sweeper.sweep(Bucket.LEASES)
        renewed = await bus.value(Bucket.LEASES, "k")
        assert renewed is not None
        assert renewed.data == b"alive"

    swept(Bucket.LEASES, scenario)

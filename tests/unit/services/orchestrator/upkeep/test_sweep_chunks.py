"""Batches in chunks: decided, and their chunks removed when they are done, whoever dies before."""

import asyncio
from datetime import UTC, datetime

import pytest

from services.orchestrator.decide.batch_handler import BatchHandler
from services.orchestrator.upkeep.sweep_chunks import ChunkSweeper
from shared.bus.codec import BadMessageError, encode
from shared.bus.large_messages import publish_large
from shared.contracts.messages.batch import Batch
from shared.contracts.messages.signed import Signed
from shared.contracts.topology import Stream, Topology
from shared.identity.keys import SigningKey
from testing.bus.memory import MemoryBus, MemoryServer
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop

TOPOLOGY = Topology()
DECIDER = TOPOLOGY.decider("c")
MINUTE = 60


def signed(sequence: int) -> Signed:
    """Return a batch."""
    batch = Batch(
        collection="c",
        site="a",
        incarnation="0" * 16,
        sequence=sequence,
        made_at=datetime(2026, 3, 4, tzinfo=UTC),
        changes=(),
    )
    return SigningKey(b"s" * 32).sign(batch.model_dump_json())


class Kept:
    """Stands for the committer: keeps what it is given."""

    def __init__(self) -> None:
        self.batches: list[Signed] = []

    async def commit(self, batch: Signed) -> None:
        """Keep it."""
        self.batches.append(batch)


class Bench:
    """A queue of batches, who handles them, and who sweeps."""

    def __init__(self) -> None:
        self.server = MemoryServer(TOPOLOGY)
        self.server.ensure_consumer(DECIDER)
        self.bus = MemoryBus(self.server, "orchestrator")
        self.committer = Kept()
        self.sweeper = ChunkSweeper(self.bus, topology=TOPOLOGY, collection="c")
        self.handler = BatchHandler(self.committer, bus=self.bus, sweeper=self.sweeper)

    async def say(self, *sequences: int, site: str = "a", message_bytes: int = 100) -> None:
        """Publish batches."""
        for sequence in sequences:
            await publish_large(
                self.bus,
                TOPOLOGY,
                TOPOLOGY.batch("c", site),
                encode(signed(sequence)),
                message_id=f"{site}.{sequence}",
                message_bytes=message_bytes,
            )

    async def next(self):
        """Return the next delivery."""
        (delivery,) = await self.bus.fetch(DECIDER.name, batch=1, timeout=1)
        return delivery

    def stored(self) -> tuple[int, int]:
        """Return how many chunks and how many batches are in the queue."""
        chunks = len(self.server.stored(Stream.BATCHES, TOPOLOGY.batch_chunk("c", "*")))
        return chunks, len(self.server.stored(Stream.BATCHES)) - chunks


@pytest.fixture
async def bench() -> Bench:
    """An empty queue."""
    return Bench()


async def test_a_batch_in_chunks_is_decided_as_it_was_signed(bench):
    """The handler joins it; a small one is handled as ever."""
    await bench.say(1)
    await bench.say(2, message_bytes=10_000)
    for _ in range(2):
        delivery = await bench.next()
        await bench.handler.handle(delivery.message)
        await delivery.ack()
    assert bench.committer.batches == [signed(1), signed(2)]


async def test_chunks_stay_while_their_batch_waits(bench):
    """Also where a later one was done before it: it comes again, and needs them."""
    await bench.say(1, 2)
    chunks, _ = bench.stored()
    assert await bench.sweeper.sweep()
    assert bench.stored() == (chunks, 2)
    first, second = await bench.next(), await bench.next()
    await second.ack()
    assert await bench.sweeper.sweep()
    assert bench.stored() == (chunks, 1)
    await bench.handler.handle(first.message)
    assert bench.committer.batches == [signed(1)]


async def test_chunks_of_what_is_done_are_removed(bench):
    """Those of what waits after it stay, whichever site's they are."""
    await bench.say(1)
    before, _ = bench.stored()
    await bench.say(1, site="b")
    await (await bench.next()).ack()
    assert await bench.sweeper.sweep()
    chunks, batches = bench.stored()
    assert (chunks, batches) == (before, 1)
    await (await bench.next()).ack()
    assert not await bench.sweeper.sweep()
    assert bench.stored() == (0, 0)


async def test_what_an_orchestrator_left_that_died_is_removed_by_the_next(bench):
    """It looks when it begins, without being told of anything; and a small batch keeps no chunks."""
    await bench.say(1)
    await (await bench.next()).ack()
    await bench.say(2, message_bytes=10_000)
    running = asyncio.create_task(bench.sweeper.run())
    for _ in range(100):
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])
    assert bench.stored() == (0, 1)


def test_what_is_handled_by_one_that_lost_the_lease_is_removed_by_the_one_that_has_it():
    """Whoever has the lease found nothing when it began, and is told of nothing."""

    async def sweep() -> tuple[int, int]:
        bench = Bench()
        running = asyncio.create_task(bench.sweeper.run())
        await asyncio.sleep(1)
        await bench.say(1)
        await (await bench.next()).ack()
        await asyncio.sleep(MINUTE)
        running.cancel()
        await asyncio.wait([running])
        return bench.stored()

    loop = SimulatedLoop(Choices(1))
    try:
        assert loop.run_until_complete(sweep()) == (0, 0)
    finally:
        loop.close()


async def test_a_batch_that_lost_a_chunk_is_a_dead_letter(bench):
    """Nobody can do anything with it; its site says it again."""
    await bench.say(1)
    bench.server.stream(Stream.BATCHES).remove(1)
    delivery = await bench.next()
    with pytest.raises(BadMessageError, match="chunk 1 of message"):
        await bench.handler.handle(delivery.message)

"""Part of the suite of a bus: looking through a stream, and streams that are full."""

import pytest

from shared.bus.port import (
    BusError,
    StoreFullError,
)
from shared.contracts.topology import Stream
from testing.bus.conformance.bench import COLLECTION, SITE, Bench


class LookingThroughConformance:
    """Looking through a stream, and streams that are full."""

    async def test_stored_messages_are_read_in_order_and_end(self, bench: Bench) -> None:
        """From a sequence on, of the subjects that match, each once; then it ends."""
        names = ("a", "b", "a", "c")
        sequences = [(await bench.bus.publish(bench.topology.dead(n), n.encode())).sequence for n in names]
        every = bench.bus.stored(Stream.DEAD, bench.topology.dead(">"), after=0)
        assert [message.sequence async for message in every] == sequences
        some = bench.bus.stored(Stream.DEAD, bench.topology.dead("a"), after=sequences[0])
        assert [message.sequence async for message in some] == [sequences[2]]
        none = bench.bus.stored(Stream.DEAD, bench.topology.dead(">"), after=sequences[-1])
        assert [message async for message in none] == []

    async def test_dropped_message_is_gone_alone(self, bench: Bench) -> None:
        """The one that was named goes, its neighbours stay, and a second time there is nothing to drop."""
        subject = bench.topology.dead("a")
        first, second, third = [(await bench.bus.publish(subject, b"x")).sequence for _ in range(3)]
        assert await bench.bus.drop(Stream.DEAD, second)
        assert not await bench.bus.drop(Stream.DEAD, second)
        assert not await bench.bus.drop(Stream.DEAD, third + 1)
        assert not await bench.bus.drop(Stream.DEAD, 0)
        left = bench.bus.stored(Stream.DEAD, subject, after=0)
        assert [message.sequence async for message in left] == [first, third]

    async def test_nothing_is_dropped_from_the_log(self, bench: Bench) -> None:
        """What is kept for ever is."""
        ack = await bench.bus.publish(bench.topology.log(COLLECTION), b"1")
        with pytest.raises(BusError):
            await bench.bus.drop(Stream.LOG, ack.sequence)
        assert await bench.bus.get(Stream.LOG, ack.sequence) is not None

    async def test_full_stream_refuses(self, bench: Bench) -> None:
        """At its bound a stream that must not lose anything refuses, and takes more after a purge."""
        part = bytes(900_000)
        with pytest.raises(StoreFullError):
            for number in range(100):
                subject = bench.topology.pack(COLLECTION, SITE, "large", number)
                await bench.bus.publish(subject, part, bulk=True)
        await bench.bus.purge(Stream.PACKS, bench.topology.pack(COLLECTION, SITE, "large", "*"))
        await bench.bus.publish(bench.topology.pack(COLLECTION, SITE, "next", 0), part, bulk=True)

    async def test_full_cache_drops_its_oldest(self, bench: Bench) -> None:
        """At its bound a cache forgets what is oldest and takes what is new."""
        subjects = [bench.topology.signature(COLLECTION, SITE, "c", number) for number in range(30)]
        for subject in subjects:
            await bench.bus.publish(subject, bytes(900_000), bulk=True)
        assert await bench.bus.last(Stream.SIGNATURES, subjects[0]) is None
        assert await bench.bus.last(Stream.SIGNATURES, subjects[-1]) is not None

"""Part of the suite of a bus: messages that are stored together with their chunks, or not at all."""

import asyncio

import pytest

from shared.bus.port import (
    AlreadyStoredError,
    BusError,
    Message,
    PublishAck,
    WrongLastSequenceError,
)
from shared.contracts.messages.chunked import CHUNKS_MAX
from shared.contracts.topology import Stream
from testing.bus.conformance.bench import COLLECTION, OTHER_SITE, SITE, Bench, gather, publish_chunks


class PublishingTogetherConformance:
    """Messages that are stored together with their chunks, or not at all."""

    async def test_chunks_are_stored_right_before_their_message(self, bench: Bench) -> None:
        """The ack is of the message; the chunks have the sequences before it, on a subject of theirs."""
        topology, bus = bench.topology, bench.bus
        subject, chunk_subject = topology.log(COLLECTION), topology.log_chunk(COLLECTION)
        await bus.publish(topology.log("other"), b"x")
        chunks = [bytes([number]) * 200_000 for number in range(4)]
        ack = await bus.publish_atomically(
            subject,
            b"names",
            chunk_subject=chunk_subject,
            chunks=chunks,
            message_id="m",
            expected_last_subject_sequence=0,
            headers={"ce-id": "7"},
        )
        assert ack == PublishAck(sequence=6)
        assert await bus.get(Stream.LOG, 6) == Message(subject, 6, b"names", {"ce-id": "7"})
        found = [await bus.get(Stream.LOG, sequence) for sequence in range(2, 6)]
        assert [(one.subject, one.data) for one in found if one] == [(chunk_subject, one) for one in chunks]
        assert await bus.caught_up(Stream.LOG, subject) == 6

    async def test_as_many_chunks_as_may_be_are_stored_together(self, bench: Bench) -> None:
        """At the bound all are stored; above it none is."""
        for count in (CHUNKS_MAX + 1, CHUNKS_MAX):
            if count > CHUNKS_MAX:
                with pytest.raises(BusError):
                    await publish_chunks(bench, [b"x"] * count)
                assert await bench.bus.get(Stream.LOG, 1) is None
            else:
                assert (await publish_chunks(bench, [b"x"] * count)).sequence == CHUNKS_MAX + 1

    async def test_lost_compare_and_set_stores_no_chunk(self, bench: Bench) -> None:
        """All or none: nothing is stored, no sequence is used, and the message id is not spent."""
        first = await publish_chunks(bench, [b"1", b"2"], expected=0)
        for wrong in (0, first.sequence - 1, first.sequence + 1):
            with pytest.raises(WrongLastSequenceError):
                await publish_chunks(bench, [b"3", b"4"], message_id="m", expected=wrong)
        assert await bench.bus.get(Stream.LOG, first.sequence + 1) is None
        second = await publish_chunks(bench, [b"3", b"4"], message_id="m", expected=first.sequence)
        assert second.sequence == first.sequence + 3

    async def test_chunks_do_not_count_for_compare_and_set(self, bench: Bench) -> None:
        """Only the message's own subject is compared, whether it or the other was stored with chunks."""
        first = await publish_chunks(bench, [b"1"], expected=0)
        subject = bench.topology.log(COLLECTION)
        second = await bench.bus.publish(subject, b"2", expected_last_subject_sequence=first.sequence)
        await publish_chunks(bench, [b"3"], expected=second.sequence)

    async def test_repeated_message_id_stores_no_chunk(self, bench: Bench) -> None:
        """A known id is said to be known, with compare-and-set and without, and nothing is stored."""
        first = await publish_chunks(bench, [b"1"], message_id="m", expected=0)
        for expected in (None, 0, first.sequence):
            with pytest.raises(AlreadyStoredError):
                await publish_chunks(bench, [b"1"], message_id="m", expected=expected)
        again = await bench.bus.publish(bench.topology.log(COLLECTION), b"1", message_id="m")
        assert again == PublishAck(sequence=first.sequence, duplicate=True)
        assert await bench.bus.get(Stream.LOG, first.sequence + 1) is None

    async def test_of_two_racing_sets_of_messages_one_wins(self, bench: Bench) -> None:
        """Whoever publishes at once with one expectation, exactly one set is stored, and in one piece."""
        tries = [publish_chunks(bench, [bytes([n])] * 5, expected=0) for n in range(6)]
        results = await asyncio.gather(*tries, return_exceptions=True)
        acks = [result for result in results if not isinstance(result, BaseException)]
        assert [ack.sequence for ack in acks] == [6]
        assert all(isinstance(r, WrongLastSequenceError) for r in results if isinstance(r, BaseException))
        found = [await bench.bus.get(Stream.LOG, sequence) for sequence in range(1, 6)]
        assert len({one.data for one in found if one}) == 1

    async def test_followers_of_a_log_do_not_see_chunks(self, bench: Bench) -> None:
        """Who follows the subject of the message sees the message alone."""
        ack = await publish_chunks(bench, [b"1", b"2"])
        following = bench.bus.follow(Stream.LOG, bench.topology.log(COLLECTION), after=0)
        assert [one.sequence for one in await gather(following, 1)] == [ack.sequence]

    async def test_chunks_larger_than_a_message_are_refused(self, bench: Bench) -> None:
        """Nothing is stored, and the bus works on."""
        with pytest.raises(BusError):
            await publish_chunks(bench, [b"x", bytes(1024 * 1024 + 1)])
        assert (await publish_chunks(bench, [b"x"])).sequence == 2

    async def test_stream_that_stores_nothing_together_says_so(self, bench: Bench) -> None:
        """It is the topology's fault, and nothing is stored."""
        want = bench.topology.want(COLLECTION, SITE)
        with pytest.raises(BusError):
            await bench.bus.publish_atomically(
                want, b"x", chunk_subject=bench.topology.want(COLLECTION, OTHER_SITE), chunks=[b"1"]
            )
        assert await bench.bus.last(Stream.WANTS, want) is None

    async def test_chunks_of_work_stay_until_they_are_purged(self, bench: Bench) -> None:
        """No consumer of a work queue sees them; a purge before a sequence takes those below it alone."""
        topology, bus = bench.topology, bench.bus
        subject, chunk = topology.batch(COLLECTION, SITE), topology.batch_chunk(COLLECTION, SITE)
        acks = [
            await bus.publish_atomically(subject, b"names", chunk_subject=chunk, chunks=[b"1", b"2"])
            for _ in range(2)
        ]
        assert [ack.sequence for ack in acks] == [3, 6]
        for before, left in ((0, [1, 2, 4, 5]), (2, [2, 4, 5]), (5, [5]), (7, [])):
            await bus.purge(Stream.BATCHES, topology.batch_chunk(COLLECTION, "*"), before=before)
            stored = bus.stored(Stream.BATCHES, topology.batch_chunk(COLLECTION, "*"), after=0)
            assert [one.sequence async for one in stored] == left
        last = await bus.last(Stream.BATCHES, topology.batch(COLLECTION, "*"))
        assert last is not None and last.sequence == 6

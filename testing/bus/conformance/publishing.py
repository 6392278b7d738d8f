"""Part of the suite of a bus: messages that are published one at a time."""

import asyncio

import pytest

from shared.bus.port import (
    BusError,
    Message,
    NoStreamError,
    WrongLastSequenceError,
)
from shared.contracts.topology import Stream
from testing.bus.conformance.bench import COLLECTION, SITE, Bench


class PublishingConformance:
    """Messages that are published one at a time."""

    async def test_published_message_is_read_back(self, bench: Bench) -> None:
        """Data and headers come back as they were given, with the sequence that the ack named."""
        subject = bench.topology.log(COLLECTION)
        ack = await bench.bus.publish(subject, b"one", headers={"ce-id": "7"}, message_id="m")
        assert not ack.duplicate
        expected = Message(subject, ack.sequence, b"one", {"ce-id": "7"})
        assert await bench.bus.last(Stream.LOG, subject) == expected
        assert await bench.bus.get(Stream.LOG, ack.sequence) == expected
        assert await bench.bus.direct(Stream.LOG, subject) == expected

    async def test_empty_data_and_no_headers_come_back(self, bench: Bench) -> None:
        """A message of nothing is a message."""
        subject = bench.topology.log(COLLECTION)
        ack = await bench.bus.publish(subject, b"")
        assert await bench.bus.get(Stream.LOG, ack.sequence) == Message(subject, ack.sequence, b"", {})

    async def test_sequences_of_a_stream_rise_over_all_subjects(self, bench: Bench) -> None:
        """Each message of a stream has a higher sequence than the one before, whatever its subject."""
        subjects = [bench.topology.log(name) for name in ("a", "b", "a")]
        sequences = [(await bench.bus.publish(subject, b"x")).sequence for subject in subjects]
        assert sequences == sorted(set(sequences))

    async def test_compare_and_set_wants_the_last_sequence(self, bench: Bench) -> None:
        """With the right sequence it is stored, with any other it is refused and nothing is stored."""
        subject = bench.topology.log(COLLECTION)
        first = await bench.bus.publish(subject, b"1", expected_last_subject_sequence=0)
        second = await bench.bus.publish(subject, b"2", expected_last_subject_sequence=first.sequence)
        for wrong in (0, first.sequence, second.sequence + 1):
            with pytest.raises(WrongLastSequenceError):
                await bench.bus.publish(subject, b"3", expected_last_subject_sequence=wrong)
        assert await bench.bus.caught_up(Stream.LOG, subject) == second.sequence

    async def test_compare_and_set_looks_at_one_subject_only(self, bench: Bench) -> None:
        """Messages on other subjects of the stream do not matter."""
        await bench.bus.publish(bench.topology.log("other"), b"x")
        await bench.bus.publish(bench.topology.log(COLLECTION), b"1", expected_last_subject_sequence=0)

    async def test_lost_compare_and_set_does_not_spend_its_message_id(self, bench: Bench) -> None:
        """After a refusal the same id may be used to store."""
        subject = bench.topology.log(COLLECTION)
        with pytest.raises(WrongLastSequenceError):
            await bench.bus.publish(subject, b"1", message_id="m", expected_last_subject_sequence=9)
        ack = await bench.bus.publish(subject, b"1", message_id="m", expected_last_subject_sequence=0)
        assert not ack.duplicate

    async def test_repeated_message_id_is_a_duplicate(self, bench: Bench) -> None:
        """The second publish is acknowledged with the first one's sequence, and not stored."""
        subject = bench.topology.want(COLLECTION, SITE)
        first = await bench.bus.publish(subject, b"1", message_id="m")
        again = await bench.bus.publish(subject, b"2", message_id="m")
        assert again.duplicate
        assert again.sequence == first.sequence
        last = await bench.bus.last(Stream.WANTS, subject)
        assert last is not None
        assert last.data == b"1"

    async def test_message_ids_hold_for_the_whole_stream(self, bench: Bench) -> None:
        """The same id on another subject of the stream is a duplicate, too, and is not stored."""
        await bench.bus.publish(bench.topology.log("a"), b"1", message_id="m")
        again = await bench.bus.publish(bench.topology.log("b"), b"2", message_id="m")
        assert again.duplicate
        assert await bench.bus.last(Stream.LOG, bench.topology.log("b")) is None

    async def test_repeated_compare_and_set_is_refused_though_its_id_is_known(self, bench: Bench) -> None:
        """One replica looks at the sequence first: a repeat after a time-out reads as a lost race."""
        subject = bench.topology.log(COLLECTION)
        await bench.bus.publish(subject, b"1", message_id="m", expected_last_subject_sequence=0)
        with pytest.raises(WrongLastSequenceError):
            await bench.bus.publish(subject, b"1", message_id="m", expected_last_subject_sequence=0)

    async def test_of_two_racing_compare_and_sets_one_wins(self, bench: Bench) -> None:
        """Whoever publishes at once with one expectation, exactly one is stored."""
        subject = bench.topology.log(COLLECTION)
        tries = [
            bench.bus.publish(subject, bytes([n]), expected_last_subject_sequence=0, bulk=n % 2 == 1)
            for n in range(8)
        ]
        results = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(1 for result in results if not isinstance(result, BaseException)) == 1
        assert all(isinstance(r, WrongLastSequenceError) for r in results if isinstance(r, BaseException))

    async def test_publish_without_a_stream_is_refused(self, bench: Bench) -> None:
        """A subject that no stream listens on is the topology's fault, and said so."""
        with pytest.raises(NoStreamError):
            await bench.bus.publish("nowhere.at.all", b"")

    async def test_too_large_message_is_refused(self, bench: Bench) -> None:
        """What is above the server's bound is refused, and the bus works on."""
        subject = bench.topology.log(COLLECTION)
        with pytest.raises(BusError):
            await bench.bus.publish(subject, bytes(1024 * 1024 + 1))
        await bench.bus.publish(subject, b"small")

    async def test_sent_bytes_grow_by_what_is_published(self, bench: Bench) -> None:
        """Bytes on the wire are counted, on the bulk connection as well."""
        before = bench.bus.sent_bytes
        await bench.bus.publish(bench.topology.log(COLLECTION), bytes(10_000))
        await bench.bus.publish(bench.topology.log(COLLECTION), bytes(10_000), bulk=True)
        assert bench.bus.sent_bytes >= before + 20_000
        assert bench.bus.connected

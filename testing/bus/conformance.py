"""The suite for every implementation of `Bus`. A test class inherits it and gives a `bench` fixture."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Protocol

import pytest

from shared.bus.buckets import bucket_stream
from shared.bus.port import (
    AlreadyStoredError,
    Bus,
    BusError,
    Delivery,
    Message,
    NoStreamError,
    PublishAck,
    StoreFullError,
    WrongLastSequenceError,
)
from shared.contracts.messages.chunked import CHUNKS_MAX
from shared.contracts.topology import Bucket, ConsumerSpec, Stream, Topology

SITE = "alpha"
OTHER_SITE = "beta"
COLLECTION = "kernels"
ACK_WAIT = 1.0
"""Seconds; short, since tests wait for it."""

PATIENCE = 60.0
"""Seconds that a test waits for what must come."""

STANDSTILLS_MAX = 10
"""Rounds in which a machine may stand still for as long as a server waits: such a round proves nothing."""


class Bench(Protocol):
    """A bus under test on a server of its own: streams made, and the consumers of `consumers()`."""

    @property
    def bus(self) -> Bus:
        """The implementation."""

    @property
    def topology(self) -> Topology:
        """What was made."""


def consumers(topology: Topology) -> list[ConsumerSpec]:
    """Return the consumers that the suite needs: a work queue's, and a stream's with limits."""
    worker, reader = topology.worker(SITE), topology.reader(SITE)
    return [
        ConsumerSpec(name=spec.name, stream=spec.stream, subject=spec.subject, ack_wait=ACK_WAIT)
        for spec in (worker, reader)
    ]


def datas(messages: Sequence[Message]) -> list[bytes]:
    """Return what messages hold."""
    return [message.data for message in messages]


async def publish_chunks(
    bench: Bench, chunks: Sequence[bytes], *, message_id: str | None = None, expected: int | None = None
) -> PublishAck:
    """Append to the log what goes with these chunks."""
    return await bench.bus.publish_atomically(
        bench.topology.log(COLLECTION),
        b"names",
        chunk_subject=bench.topology.log_chunk(COLLECTION),
        chunks=chunks,
        message_id=message_id,
        expected_last_subject_sequence=expected,
    )


async def gather(source: AsyncIterator[Message], count: int) -> list[Message]:
    """Take `count` messages that must come."""
    async with asyncio.timeout(PATIENCE):
        return [await anext(source) for _ in range(count)]


async def deliver(bus: Bus, consumer: str, count: int) -> list[Delivery]:
    """Fetch until `count` deliveries have come, which must come."""
    found: list[Delivery] = []
    async with asyncio.timeout(PATIENCE):
        while len(found) < count:
            found.extend(await bus.fetch(consumer, batch=count - len(found), timeout=2))
    return found


async def _work_on(working: Delivery, *, seconds: float) -> float:
    """Say for so long that work goes on; return the longest time in which it was not said."""
    time = asyncio.get_running_loop().time
    end, before, longest = time() + seconds, time(), 0.0
    while before < end:
        await asyncio.sleep(ACK_WAIT / 10)
        await working.in_progress()
        longest, before = max(longest, time() - before), time()
    return longest


class BusConformance:
    """The suite. Subjects: the log keeps all, jobs are a work queue, wants keep one for each subject."""

    # Publishing

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

    # Publishing together

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

    # Reading

    async def test_absent_messages_are_none(self, bench: Bench) -> None:
        """Nothing on a subject, no such sequence: None and 0, no errors."""
        subject = bench.topology.log(COLLECTION)
        assert await bench.bus.last(Stream.LOG, subject) is None
        assert await bench.bus.direct(Stream.LOG, subject) is None
        assert await bench.bus.get(Stream.LOG, 1) is None
        assert await bench.bus.get(Stream.LOG, 0) is None
        assert await bench.bus.caught_up(Stream.LOG, subject) == 0
        assert list(await bench.bus.last_per_subject(Stream.LOG, bench.topology.log("*"))) == []

    async def test_reading_a_missing_stream_says_so(self, bench: Bench) -> None:
        """A stream that is not there is not an empty one."""
        with pytest.raises(NoStreamError):
            await bench.bus.last("MISSING", "a.b")

    async def test_last_per_subject_is_in_order_of_sequence(self, bench: Bench) -> None:
        """Of each subject the newest message, the longest untouched first, whatever else is there."""
        for name, data in (("a", b"1"), ("b", b"2"), ("a", b"3"), ("c", b"4")):
            await bench.bus.publish(bench.topology.log(name), data)
        found = await bench.bus.last_per_subject(Stream.LOG, bench.topology.log("*"))
        assert datas(found) == [b"2", b"3", b"4"]
        assert datas(await bench.bus.last_per_subject(Stream.LOG, bench.topology.log("a"))) == [b"3"]

    async def test_last_per_subject_returns_many(self, bench: Bench) -> None:
        """More subjects than one pull holds."""
        names = [f"c{number}" for number in range(600)]
        await asyncio.gather(*(bench.bus.publish(bench.topology.log(name), b"x") for name in names))
        found = await bench.bus.last_per_subject(Stream.LOG, bench.topology.log("*"))
        assert {message.subject for message in found} == {bench.topology.log(name) for name in names}

    async def test_stream_with_one_message_for_each_subject_keeps_the_last(self, bench: Bench) -> None:
        """An older message on the subject is gone; other subjects keep theirs."""
        mine, other = bench.topology.want(COLLECTION, SITE), bench.topology.want(COLLECTION, OTHER_SITE)
        old = await bench.bus.publish(mine, b"1")
        await bench.bus.publish(other, b"2")
        await bench.bus.publish(mine, b"3")
        assert await bench.bus.get(Stream.WANTS, old.sequence) is None
        found = await bench.bus.last_per_subject(Stream.WANTS, bench.topology.want(COLLECTION, "*"))
        assert datas(found) == [b"2", b"3"]

    async def test_purge_removes_what_matches_only(self, bench: Bench) -> None:
        """Wildcards reach all parts of a pack, and no other pack."""
        for pack in ("one", "two"):
            for part in range(3):
                subject = bench.topology.pack(COLLECTION, SITE, pack, part)
                await bench.bus.publish(subject, b"x", bulk=True)
        await bench.bus.purge(Stream.PACKS, bench.topology.pack(COLLECTION, SITE, "one", "*"))
        left = await bench.bus.last_per_subject(Stream.PACKS, bench.topology.pack("*", "*", "*", "*"))
        assert [m.subject for m in left] == [
            bench.topology.pack(COLLECTION, SITE, "two", n) for n in range(3)
        ]

    async def test_log_cannot_be_purged(self, bench: Bench) -> None:
        """What is kept for ever is."""
        subject = bench.topology.log(COLLECTION)
        await bench.bus.publish(subject, b"1")
        with pytest.raises(BusError):
            await bench.bus.purge(Stream.LOG, subject)
        assert await bench.bus.last(Stream.LOG, subject) is not None

    async def test_compare_and_set_after_a_purge_wants_zero(self, bench: Bench) -> None:
        """A purged subject is an empty one."""
        subject = bench.topology.want(COLLECTION, SITE)
        await bench.bus.publish(subject, b"1")
        await bench.bus.purge(Stream.WANTS, subject)
        await bench.bus.publish(subject, b"2", expected_last_subject_sequence=0)

    # Looking through a stream

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

    # Full streams

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

    # Following

    async def test_follow_yields_what_is_there_and_what_comes(self, bench: Bench) -> None:
        """Old messages first, then new ones as they are stored, without a gap or a repeat."""
        subject = bench.topology.log(COLLECTION)
        for number in range(3):
            await bench.bus.publish(subject, bytes([number]))
        following = bench.bus.follow(Stream.LOG, subject, after=0)
        assert datas(await gather(following, 3)) == [b"\0", b"\1", b"\2"]
        waiting = asyncio.ensure_future(gather(following, 2))
        await asyncio.sleep(0.1)
        for number in (3, 4):
            await bench.bus.publish(subject, bytes([number]))
        assert datas(await waiting) == [b"\3", b"\4"]
        await following.aclose()  # type: ignore[attr-defined]

    async def test_follow_begins_after_a_sequence(self, bench: Bench) -> None:
        """What was seen before does not come again, and other subjects do not come at all."""
        subject = bench.topology.log(COLLECTION)
        seen = await bench.bus.publish(subject, b"1")
        await bench.bus.publish(bench.topology.log("other"), b"x")
        await bench.bus.publish(subject, b"2")
        following = bench.bus.follow(Stream.LOG, subject, after=seen.sequence)
        assert datas(await gather(following, 1)) == [b"2"]
        await following.aclose()  # type: ignore[attr-defined]

    async def test_follow_after_the_end_waits_for_what_comes(self, bench: Bench) -> None:
        """A reader that is up to date sees only what is new."""
        subject = bench.topology.log(COLLECTION)
        seen = await bench.bus.publish(subject, b"1")
        following = bench.bus.follow(Stream.LOG, subject, after=seen.sequence)
        waiting = asyncio.ensure_future(gather(following, 1))
        await asyncio.sleep(0.1)
        await bench.bus.publish(subject, b"2")
        assert datas(await waiting) == [b"2"]
        await following.aclose()  # type: ignore[attr-defined]

    async def test_follow_yields_many_in_order(self, bench: Bench) -> None:
        """More messages than one pull holds, of several subjects, in the stream's order."""
        subjects = [bench.topology.log(f"c{number % 7}") for number in range(700)]
        await asyncio.gather(*(bench.bus.publish(subject, b"x") for subject in subjects))
        following = bench.bus.follow(Stream.LOG, bench.topology.log("*"), after=0)
        found = await gather(following, len(subjects))
        assert [message.sequence for message in found] == list(range(1, len(subjects) + 1))
        await following.aclose()  # type: ignore[attr-defined]

    async def test_two_followers_each_see_all(self, bench: Bench) -> None:
        """Followers do not share."""
        subject = bench.topology.log(COLLECTION)
        followers = [bench.bus.follow(Stream.LOG, subject, after=0) for _ in range(2)]
        await bench.bus.publish(subject, b"1")
        for following in followers:
            assert datas(await gather(following, 1)) == [b"1"]
            await following.aclose()  # type: ignore[attr-defined]

    async def test_follow_of_a_missing_stream_says_so(self, bench: Bench) -> None:
        """Waiting for a stream that nobody made would be waiting for ever."""
        following = bench.bus.follow("MISSING", "a.b", after=0)
        with pytest.raises(NoStreamError):
            await anext(following)

    # Durable consumers

    async def test_fetch_returns_nothing_when_nothing_comes(self, bench: Bench) -> None:
        """An empty queue is no error."""
        worker = bench.topology.worker(SITE).name
        assert list(await bench.bus.fetch(worker, batch=5, timeout=0.2)) == []

    async def test_fetch_delivers_in_order_up_to_its_batch(self, bench: Bench) -> None:
        """No more than asked for, the oldest first, each for the first time."""
        worker, subject = bench.topology.worker(SITE).name, bench.topology.job(SITE, "sign")
        for number in range(4):
            await bench.bus.publish(subject, bytes([number]), headers={"n": str(number)})
        found = await deliver(bench.bus, worker, 3)
        assert [(each.message.data, each.attempt) for each in found] == [
            (b"\0", 1),
            (b"\1", 1),
            (b"\2", 1),
        ]
        assert found[0].message.headers == {"n": "0"}
        assert found[0].message.subject == subject

    async def test_fetch_sees_only_its_own_subjects(self, bench: Bench) -> None:
        """A worker gets its own site's jobs of any kind."""
        await bench.bus.publish(bench.topology.job(OTHER_SITE, "sign"), b"not mine")
        await bench.bus.publish(bench.topology.job(SITE, "apply"), b"mine")
        worker = bench.topology.worker(SITE).name
        assert [each.message.data for each in await deliver(bench.bus, worker, 1)] == [b"mine"]
        assert list(await bench.bus.fetch(worker, batch=5, timeout=0.2)) == []

    async def test_waiting_fetch_returns_as_soon_as_something_comes(self, bench: Bench) -> None:
        """One message is enough, though more were asked for."""
        worker = bench.topology.worker(SITE).name
        waiting = asyncio.ensure_future(bench.bus.fetch(worker, batch=10, timeout=PATIENCE * 2))
        await asyncio.sleep(0.1)
        await bench.bus.publish(bench.topology.job(SITE, "sign"), b"1")
        async with asyncio.timeout(PATIENCE):
            assert len(await waiting) == 1

    async def test_acknowledged_job_leaves_the_work_queue(self, bench: Bench) -> None:
        """After the ack it is neither delivered again nor stored."""
        worker = bench.topology.worker(SITE).name
        ack = await bench.bus.publish(bench.topology.job(SITE, "sign"), b"1")
        (delivery,) = await deliver(bench.bus, worker, 1)
        assert await bench.bus.get(Stream.JOBS, ack.sequence) is not None
        await delivery.ack()
        await asyncio.sleep(ACK_WAIT * 1.5)
        assert list(await bench.bus.fetch(worker, batch=1, timeout=0.2)) == []
        assert await bench.bus.get(Stream.JOBS, ack.sequence) is None

    async def test_acknowledged_report_stays_in_its_stream(self, bench: Bench) -> None:
        """On a stream with limits an ack ends the delivery, not the message."""
        reader, subject = bench.topology.reader(SITE).name, bench.topology.report(COLLECTION, SITE)
        ack = await bench.bus.publish(subject, b"1")
        (delivery,) = await deliver(bench.bus, reader, 1)
        await delivery.ack()
        assert await bench.bus.get(Stream.REPORTS, ack.sequence) is not None
        assert list(await bench.bus.fetch(reader, batch=1, timeout=0.2)) == []

    async def test_unfinished_delivery_comes_again_after_the_ack_wait(self, bench: Bench) -> None:
        """A worker that died does not take the message with it."""
        worker = bench.topology.worker(SITE).name
        await bench.bus.publish(bench.topology.job(SITE, "sign"), b"1")
        await deliver(bench.bus, worker, 1)
        (again,) = await deliver(bench.bus, worker, 1)
        assert (again.message.data, again.attempt) == (b"1", 2)

    async def test_message_handed_back_comes_again(self, bench: Bench) -> None:
        """A nak without delay brings it at once."""
        worker = bench.topology.worker(SITE).name
        await bench.bus.publish(bench.topology.job(SITE, "sign"), b"1")
        (first,) = await deliver(bench.bus, worker, 1)
        await first.nak(delay=0)
        (again,) = await deliver(bench.bus, worker, 1)
        assert again.attempt == 2
        await again.ack()

    async def test_message_handed_back_with_a_delay_waits_for_it(self, bench: Bench) -> None:
        """It does not come before its delay, which may be longer than the ack wait."""
        worker = bench.topology.worker(SITE).name
        await bench.bus.publish(bench.topology.job(SITE, "sign"), b"1")
        (first,) = await deliver(bench.bus, worker, 1)
        before = asyncio.get_running_loop().time()
        await first.nak(delay=ACK_WAIT * 2)
        await deliver(bench.bus, worker, 1)
        assert asyncio.get_running_loop().time() - before >= ACK_WAIT * 1.8

    async def test_terminated_message_never_comes_again(self, bench: Bench) -> None:
        """Neither at once nor after the ack wait."""
        worker = bench.topology.worker(SITE).name
        await bench.bus.publish(bench.topology.job(SITE, "sign"), b"1")
        (first,) = await deliver(bench.bus, worker, 1)
        await first.term(reason="no sense in it")
        await asyncio.sleep(ACK_WAIT * 1.5)
        assert list(await bench.bus.fetch(worker, batch=1, timeout=0.2)) == []

    async def test_progress_puts_the_ack_wait_off(self, bench: Bench) -> None:
        """As long as a worker says that it goes on, nobody else gets the message."""
        worker = bench.topology.worker(SITE).name
        await bench.bus.publish(bench.topology.job(SITE, "sign"), b"1")
        time = asyncio.get_running_loop().time
        for _ in range(STANDSTILLS_MAX):
            (working,) = await deliver(bench.bus, worker, 1)
            longest = await _work_on(working, seconds=ACK_WAIT * 2)
            before = time()
            others = list(await bench.bus.fetch(worker, batch=1, timeout=0.05))
            if max(longest, time() - before) < ACK_WAIT / 2:
                break  # else the server may have been right to deliver again
        assert others == []
        await working.ack()

    async def test_cancelled_fetch_takes_nothing_with_it(self, bench: Bench) -> None:
        """A message published after a waiting fetch was cancelled goes to the next one, at once."""
        worker = bench.topology.worker(SITE).name
        waiting = asyncio.ensure_future(bench.bus.fetch(worker, batch=1, timeout=5))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await asyncio.wait([waiting])
        await bench.bus.publish(bench.topology.job(SITE, "sign"), b"1")
        (delivery,) = await deliver(bench.bus, worker, 1)
        assert delivery.attempt == 1

    async def test_fetch_from_a_missing_consumer_says_so(self, bench: Bench) -> None:
        """Nobody made it: that is not an empty queue."""
        with pytest.raises(NoStreamError):
            await bench.bus.fetch(bench.topology.worker("nobody").name, batch=1, timeout=0.5)

    # Buckets

    async def test_key_holds_what_was_put_last(self, bench: Bench) -> None:
        """Each put has a higher revision; the value's sequence is the revision."""
        first = await bench.bus.put(Bucket.SITES, "alpha", b"1")
        second = await bench.bus.put(Bucket.SITES, "alpha", b"2")
        value = await bench.bus.value(Bucket.SITES, "alpha")
        assert value is not None
        assert first < second == value.sequence
        assert value.data == b"2"

    async def test_absent_key_is_none(self, bench: Bench) -> None:
        """Never put: None, and no key of the bucket."""
        assert await bench.bus.value(Bucket.SITES, "alpha") is None
        assert dict(await bench.bus.values(Bucket.SITES)) == {}

    async def test_create_wants_no_key(self, bench: Bench) -> None:
        """The second of two finds the key taken."""
        assert await bench.bus.create(Bucket.LEASES, "k", b"1") is not None
        assert await bench.bus.create(Bucket.LEASES, "k", b"2") is None
        value = await bench.bus.value(Bucket.LEASES, "k")
        assert value is not None
        assert value.data == b"1"

    async def test_create_after_remove_works_again_and_again(self, bench: Bench) -> None:
        """A removed key is as good as one that never was."""
        for number in range(3):
            assert await bench.bus.create(Bucket.LEASES, "k", bytes([number])) is not None
            await bench.bus.remove(Bucket.LEASES, "k")
            assert await bench.bus.value(Bucket.LEASES, "k") is None
        assert dict(await bench.bus.values(Bucket.LEASES)) == {}

    async def test_remove_of_an_absent_key_does_nothing(self, bench: Bench) -> None:
        """No error, and it can be created afterwards."""
        await bench.bus.remove(Bucket.LEASES, "k")
        assert await bench.bus.create(Bucket.LEASES, "k", b"1") is not None

    async def test_update_wants_the_revision(self, bench: Bench) -> None:
        """With an older revision it changes nothing and says None."""
        first = await bench.bus.put(Bucket.LEASES, "k", b"1")
        second = await bench.bus.update(Bucket.LEASES, "k", b"2", revision=first)
        assert second is not None
        assert await bench.bus.update(Bucket.LEASES, "k", b"3", revision=first) is None
        value = await bench.bus.value(Bucket.LEASES, "k")
        assert value is not None
        assert (value.sequence, value.data) == (second, b"2")

    async def test_key_with_time_to_live_goes_away(self, bench: Bench) -> None:
        """A lease whose holder died is free after its time, and can be taken by create."""
        revision = await bench.bus.create(Bucket.LEASES, "k", b"1", ttl=1)
        assert revision is not None
        async with asyncio.timeout(PATIENCE):
            while await bench.bus.value(Bucket.LEASES, "k") is not None:  # noqa: ASYNC110  the server alone knows
                await asyncio.sleep(0.1)
        assert dict(await bench.bus.values(Bucket.LEASES)) == {}
        assert await bench.bus.update(Bucket.LEASES, "k", b"late", revision=revision) is None
        assert await bench.bus.create(Bucket.LEASES, "k", b"2", ttl=5) is not None

    async def test_renewed_key_outlives_its_first_time(self, bench: Bench) -> None:
        """An update with a time to live begins that time anew."""
        revision = await bench.bus.create(Bucket.LEASES, "k", b"1", ttl=3)
        for _ in range(7):
            assert revision is not None
            await asyncio.sleep(0.5)
            revision = await bench.bus.update(Bucket.LEASES, "k", b"1", revision=revision, ttl=3)
        assert revision is not None

    async def test_values_are_all_current_keys(self, bench: Bench) -> None:
        """Keys with dots in them, the newest value of each, none that was removed."""
        for key, value in (("a.x", b"1"), ("b", b"2"), ("a.x", b"3"), ("gone", b"4")):
            await bench.bus.put(Bucket.REPLICAS, key, value)
        await bench.bus.remove(Bucket.REPLICAS, "gone")
        values = await bench.bus.values(Bucket.REPLICAS)
        assert {key: message.data for key, message in values.items()} == {"a.x": b"3", "b": b"2"}

    async def test_bucket_is_a_stream_that_can_be_followed(self, bench: Bench) -> None:
        """Changes of keys arrive in order, like those of any stream."""
        await bench.bus.put(Bucket.RULES, "a", b"1")
        following = bench.bus.follow(bucket_stream(Bucket.RULES), f"$KV.{Bucket.RULES}.>", after=0)
        await bench.bus.put(Bucket.RULES, "b", b"2")
        assert datas(await gather(following, 2)) == [b"1", b"2"]
        await following.aclose()  # type: ignore[attr-defined]

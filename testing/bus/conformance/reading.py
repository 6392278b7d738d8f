"""Part of the suite of a bus: reading what a stream holds, and removing it."""

import asyncio

import pytest

from shared.bus.port import (
    BusError,
    NoStreamError,
)
from shared.contracts.topology import Stream
from testing.bus.conformance.bench import COLLECTION, OTHER_SITE, SITE, Bench, datas


class ReadingConformance:
    """Reading what a stream holds, and removing it."""

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

"""Part of the suite of a bus: following a stream as it grows."""

import asyncio

import pytest

from shared.bus.port import (
    NoStreamError,
)
from shared.contracts.topology import Stream
from testing.bus.conformance.bench import COLLECTION, Bench, datas, gather


class FollowingConformance:
    """Following a stream as it grows."""

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

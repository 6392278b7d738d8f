"""Part of the suite of a bus: buckets: keys with values that are replaced, and end."""

import asyncio

from shared.bus.buckets import bucket_stream
from shared.bus.nats.publish_headers import TIME_TO_LIVE
from shared.contracts.topology import Bucket
from testing.bus.conformance.bench import PATIENCE, Bench, datas, gather


class BucketsConformance:
    """Buckets: keys with values that are replaced, and end."""

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

    async def test_value_says_its_time_to_live(self, bench: Bench) -> None:
        """Whoever reads a value knows, in whole seconds, for how long it is meant to stand."""
        await bench.bus.put(Bucket.LEASES, "k", b"1", ttl=59.5)
        value = await bench.bus.value(Bucket.LEASES, "k")
        assert value is not None
        assert value.headers[TIME_TO_LIVE] == "60"

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

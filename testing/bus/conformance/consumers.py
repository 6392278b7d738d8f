"""Part of the suite of a bus: durable consumers: deliveries, acknowledgements and what comes again."""

import asyncio

import pytest

from shared.bus.port import (
    NoStreamError,
)
from shared.contracts.topology import Stream
from testing.bus.conformance.bench import (
    ACK_WAIT,
    COLLECTION,
    OTHER_SITE,
    PATIENCE,
    SITE,
    STANDSTILLS_MAX,
    Bench,
    deliver,
    work_on,
)


class ConsumersConformance:
    """Durable consumers: deliveries, acknowledgements and what comes again."""

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
            longest = await work_on(working, seconds=ACK_WAIT * 2)
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

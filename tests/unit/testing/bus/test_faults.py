"""What the faults of the bus in memory do to its clients."""

import asyncio
from random import Random

import pytest

from shared.bus.port import BusTimeoutError, WrongLastSequenceError
from shared.contracts.topology import Stream
from testing.bus.conformance.bench import SITE, datas, deliver, gather
from testing.bus.faults import Fate, NoFaults, Trouble
from testing.bus.memory import MemoryBus


class Planned(NoFaults):
    """Faults for one operation, each of its calls in turn."""

    def __init__(self, operation, *fates, stale=0, order=None):
        self.operation, self.fates, self.lacking, self.arranged = operation, list(fates), stale, order

    def fate(self, client, operation, target):
        planned = operation == self.operation and self.fates
        return self.fates.pop(0) if planned else Fate()

    def stale(self, client, stream, subject):
        return self.lacking

    def order(self, client, consumer, sequences):
        return self.arranged if self.arranged is not None else range(len(sequences))


@pytest.fixture
def bus(memory_server):
    """A client."""
    return MemoryBus(memory_server, "test")


async def test_lost_publish_times_out_and_is_not_stored(memory_server, bus, topology):
    """The request never arrived."""
    memory_server.faults = Planned("publish", Fate(trouble=Trouble.LOST))
    with pytest.raises(BusTimeoutError):
        await bus.publish(topology.log("c"), b"1")
    assert list(memory_server.stored(Stream.LOG)) == []


async def test_unanswered_publish_times_out_and_is_stored(memory_server, bus, topology):
    """The answer never arrived: trying again loses against ourselves."""
    memory_server.faults = Planned("publish", Fate(trouble=Trouble.UNANSWERED))
    with pytest.raises(BusTimeoutError):
        await bus.publish(topology.log("c"), b"1", expected_last_subject_sequence=0)
    with pytest.raises(WrongLastSequenceError):
        await bus.publish(topology.log("c"), b"1", expected_last_subject_sequence=0)
    assert datas(memory_server.stored(Stream.LOG)) == [b"1"]


async def test_late_publish_is_stored_after_its_time_out(memory_server, bus, topology):
    """Looking right after the time-out finds nothing, and yet it comes."""
    memory_server.faults = Planned("publish", Fate(trouble=Trouble.LATE, after=3))
    with pytest.raises(BusTimeoutError):
        await bus.publish(topology.log("c"), b"1")
    assert await bus.last(Stream.LOG, topology.log("c")) is None
    await asyncio.sleep(4)
    assert await bus.last(Stream.LOG, topology.log("c")) is not None


@pytest.mark.parametrize(
    ("trouble", "stored", "later"),
    [(Trouble.LOST, False, False), (Trouble.UNANSWERED, True, True), (Trouble.LATE, False, True)],
)
async def test_time_out_of_a_set_of_messages_leaves_all_or_none(memory_server, trouble, stored, later):
    """Whether it was stored is unknown to the caller; half of it never is."""
    memory_server.faults = Planned("publish_atomically", Fate(trouble=trouble, after=3))
    bus, topology, all_of_it = (
        MemoryBus(memory_server, "test"),
        memory_server.topology,
        [b"1", b"2", b"names"],
    )
    with pytest.raises(BusTimeoutError):
        await bus.publish_atomically(
            topology.log("c"), b"names", chunk_subject=topology.log_chunk("c"), chunks=[b"1", b"2"]
        )
    assert datas(memory_server.stored(Stream.LOG)) == (all_of_it if stored else [])
    await asyncio.sleep(4)
    assert datas(memory_server.stored(Stream.LOG)) == (all_of_it if later else [])


async def test_lying_store_cuts_a_set_of_messages_from_its_end(memory_server, bus, topology):
    """What names the chunks goes first, so that no reader sees a set without its beginning."""
    await bus.publish_atomically(
        topology.log("c"), b"names", chunk_subject=topology.log_chunk("c"), chunks=[b"1", b"2"]
    )
    memory_server.stream(Stream.LOG).roll_back(1)
    assert datas(memory_server.stored(Stream.LOG)) == [b"1", b"2"]
    assert await bus.caught_up(Stream.LOG, topology.log("c")) == 0


async def test_partitioned_client_times_out_and_others_do_not(memory_server, bus, topology):
    """A partition is of one client; healing ends it."""
    other = MemoryBus(memory_server, "other")
    memory_server.partition("test")
    assert not bus.connected
    with pytest.raises(BusTimeoutError):
        await bus.publish(topology.log("c"), b"1")
    await other.publish(topology.log("c"), b"2")
    memory_server.heal()
    await bus.publish(topology.log("c"), b"3")
    assert datas(memory_server.stored(Stream.LOG)) == [b"2", b"3"]


async def test_follower_goes_on_after_a_partition_without_a_gap(memory_server, bus, topology):
    """What was stored meanwhile comes afterwards, in order."""
    other = MemoryBus(memory_server, "other")
    following = bus.follow(Stream.LOG, topology.log("c"), after=0)
    await other.publish(topology.log("c"), b"1")
    assert datas(await gather(following, 1)) == [b"1"]
    memory_server.partition("test")
    waiting = asyncio.ensure_future(anext(following))
    for data in (b"2", b"3"):
        await other.publish(topology.log("c"), data)
    await asyncio.sleep(20)
    assert not waiting.done()
    memory_server.heal("test")
    assert datas([await waiting, *await gather(following, 1)]) == [b"2", b"3"]
    await following.aclose()


async def test_server_that_was_down_has_kept_all(memory_server, bus, topology):
    """Nobody gets through while it is down; afterwards all is there."""
    await bus.publish(topology.log("c"), b"1")
    memory_server.go_down()
    with pytest.raises(BusTimeoutError):
        await bus.last(Stream.LOG, topology.log("c"))
    memory_server.come_up()
    assert await bus.last(Stream.LOG, topology.log("c")) is not None


async def test_stale_direct_read_lacks_the_newest(memory_server, bus, topology):
    """A replica that lags shows an older message, or none; the leader shows the newest."""
    for data in (b"1", b"2"):
        await bus.publish(topology.log("c"), data)
    memory_server.faults = Planned("", stale=1)
    assert (await bus.direct(Stream.LOG, topology.log("c"))).data == b"1"
    memory_server.faults = Planned("", stale=2)
    assert await bus.direct(Stream.LOG, topology.log("c")) is None
    assert (await bus.last(Stream.LOG, topology.log("c"))).data == b"2"


async def test_deliveries_come_in_another_order_and_twice(memory_server, bus, topology):
    """As the faults arrange them."""
    for data in (b"1", b"2"):
        await bus.publish(topology.job(SITE, "sign"), data)
    memory_server.faults = Planned("", order=(1, 0, 1))
    found = await bus.fetch(topology.worker(SITE).name, batch=5, timeout=1)
    assert [each.message.data for each in found] == [b"2", b"1", b"2"]


async def test_a_late_delivery_comes_after_one_that_was_sent_later(memory_server, bus, topology):
    """It is still on its way when the other one arrives, and comes with the next fetch."""
    worker = topology.worker(SITE).name
    await bus.publish(topology.job(SITE, "sign"), b"1")
    memory_server.faults = Planned("", order=())
    fetching = asyncio.create_task(bus.fetch(worker, batch=5, timeout=1))
    await asyncio.sleep(0.1)
    memory_server.faults = Planned("", order=(1,))
    await bus.publish(topology.job(SITE, "sign"), b"2")
    assert [each.message.data for each in await fetching] == [b"2"]
    found = await bus.fetch(worker, batch=5, timeout=0.1)
    assert [each.message.data for each in found] == [b"1"]


async def test_unanswered_ack_of_a_job_was_an_ack(memory_server, bus, topology):
    """The job is gone though its worker does not know."""
    await bus.publish(topology.job(SITE, "sign"), b"1")
    (delivery,) = await deliver(bus, topology.worker(SITE).name, 1)
    memory_server.faults = Planned("ack", Fate(trouble=Trouble.UNANSWERED))
    with pytest.raises(BusTimeoutError):
        await delivery.ack()
    assert list(memory_server.stored(Stream.JOBS)) == []


async def test_honest_store_loses_nothing_in_a_power_cut(memory_server, bus, topology):
    """Acknowledged messages are there, and acknowledged jobs stay gone."""
    await bus.publish(topology.log("c"), b"1")
    await bus.publish(topology.job(SITE, "sign"), b"2")
    (delivery,) = await deliver(bus, topology.worker(SITE).name, 1)
    await delivery.ack()
    memory_server.power_cut(Random(1))
    assert datas(memory_server.stored(Stream.LOG)) == [b"1"]
    assert list(memory_server.stored(Stream.JOBS)) == []


async def test_power_cut_may_bring_acknowledged_reports_back(memory_server, bus, topology):
    """Acks on a stream with limits are not synced: the reader must not mind."""
    for number in range(5):
        await bus.publish(topology.report("c", SITE), bytes([number]))
    for delivery in await deliver(bus, topology.reader(SITE).name, 5):
        await delivery.ack()
    memory_server.power_cut(Random(1))
    assert len(await bus.fetch(topology.reader(SITE).name, batch=9, timeout=1)) > 0


async def test_lying_store_gives_a_sequence_twice(memory_server, bus, topology):
    """What was acknowledged is gone, and its sequence is another message's."""
    for number in range(10):
        await bus.publish(topology.log("c"), bytes([number]))
    memory_server.power_cut(Random(2), lose=9)
    kept = len(memory_server.stored(Stream.LOG))
    assert kept < 10
    assert (await bus.publish(topology.log("c"), b"new")).sequence == kept + 1


async def test_evicted_pack_is_gone_in_the_middle(memory_server, bus, topology):
    """Part 0 goes first, as a bound would have it."""
    for part in range(3):
        await bus.publish(topology.pack("c", SITE, "p", part), b"x")
    memory_server.evict(Stream.PACKS, topology.pack("c", SITE, "p", 0))
    left = await bus.last_per_subject(Stream.PACKS, topology.pack("c", SITE, "p", "*"))
    assert [message.subject for message in left] == [topology.pack("c", SITE, "p", n) for n in (1, 2)]

"""What the bus over a real server does while that server goes away and comes back."""

import asyncio
from random import Random
from urllib.parse import urlsplit

import pytest

from shared.bus.consume.consumer import ConsumerRunner
from shared.bus.nats.bus import connect_bus
from shared.bus.port import BusTimeoutError
from shared.contracts.topology import Stream
from testing.bus.conformance.bench import PATIENCE, SITE, datas, deliver, gather
from testing.bus.nats_server import SmallTopology, server_bus
from tests.integration.bus.cutting_proxy import cutting_proxy


@pytest.fixture
async def bus(nats_server):
    """A bus with the consumers of one site."""
    topology = SmallTopology()
    consumers = [topology.worker(SITE), topology.reader(SITE)]
    async with server_bus(nats_server, consumers=consumers) as made:
        yield made


async def test_follower_sees_each_message_once_over_restarts(nats_server, bus):
    """Stopped and killed between and while messages are published: no gap, no repeat, no long wait."""
    subject = bus.topology.log("c")
    following = bus.follow(Stream.LOG, subject, after=0)
    seen = asyncio.ensure_future(gather(following, 60))
    for number in range(60):
        if number in (20, 40):
            await (nats_server.kill() if number == 20 else nats_server.stop())
            await nats_server.start()
        await bus.publish(subject, bytes([number]))
    assert datas(await seen) == [bytes([number]) for number in range(60)]
    await following.aclose()


async def test_idle_follower_notices_a_restart(nats_server, bus):
    """Another client publishes after the restart, and the follower has it, with nothing else to wake it."""
    subject = bus.topology.log("c")
    following = bus.follow(Stream.LOG, subject, after=0)
    waiting = asyncio.ensure_future(gather(following, 1))
    await asyncio.sleep(0.2)
    await nats_server.kill()
    await nats_server.start()
    async with connect_bus(nats_server.bus_settings(name="other")) as other:
        await other.publish(subject, b"1")
    async with asyncio.timeout(PATIENCE):
        assert datas(await waiting) == [b"1"]
    await following.aclose()


async def test_fetch_works_again_after_a_restart(nats_server, bus):
    """A fetch that waits while the server restarts ends, and the next one delivers."""
    waiting = asyncio.ensure_future(bus.fetch(bus.topology.worker(SITE).name, batch=1, timeout=5))
    await asyncio.sleep(0.2)
    await nats_server.kill()
    await nats_server.start()
    async with asyncio.timeout(PATIENCE):
        assert list(await waiting) == []
    await bus.publish(bus.topology.job(SITE, "sign"), b"1")
    (delivery,) = await deliver(bus, bus.topology.worker(SITE).name, 1)
    await delivery.ack()


async def test_delivery_can_be_acknowledged_after_a_restart(nats_server, bus):
    """The work was done while the server was away; only a SIGKILL may forget the delivery."""
    await bus.publish(bus.topology.job(SITE, "sign"), b"1")
    (delivery,) = await deliver(bus, bus.topology.worker(SITE).name, 1)
    await nats_server.stop()
    acknowledging = asyncio.ensure_future(delivery.ack())
    await nats_server.start()
    await acknowledging
    assert await bus.caught_up(Stream.JOBS, bus.topology.job(SITE, "*")) == 0


async def test_ack_that_its_connection_loses_is_said_again(nats_server, bus):
    """The way to the server breaks just when the ack is sent; the work is not done a second time."""
    await bus.publish(bus.topology.job(SITE, "sign"), b"1")
    settings = nats_server.bus_settings(name="cut off")
    async with cutting_proxy(urlsplit(settings.servers[0]).port, b"+ACK") as proxy:
        address = settings.servers[0].replace(str(urlsplit(settings.servers[0]).port), str(proxy.port))
        async with connect_bus(settings.model_copy(update={"servers": (address,)})) as through:
            (delivery,) = await deliver(through, bus.topology.worker(SITE).name, 1)
            await delivery.ack()
    assert proxy.cuts == 1
    assert await bus.caught_up(Stream.JOBS, bus.topology.job(SITE, "*")) == 0


async def test_operations_time_out_while_the_server_is_away(nats_server, bus):
    """In bounded time, with the port's error; and nothing of it is stored later."""
    await nats_server.stop()
    settings = nats_server.bus_settings(name="impatient").model_copy(
        update={"request_timeout": 0.5, "publish_timeout": 0.5}
    )
    async with connect_bus(settings, wait=0) as impatient:
        for operation in (
            impatient.publish(impatient.topology.log("c"), b"never"),
            impatient.last(Stream.LOG, impatient.topology.log("c")),
            impatient.fetch(impatient.topology.worker(SITE).name, batch=1, timeout=1),
            impatient.value("rack-sites", "a"),
        ):
            with pytest.raises(BusTimeoutError):
                await operation
        await nats_server.start()
        await impatient.ready(timeout=PATIENCE)
        await bus.ready(timeout=PATIENCE)
        assert await bus.last(Stream.LOG, bus.topology.log("c")) is None


async def test_bus_closes_while_the_server_is_away(nats_server):
    """Neither hangs nor raises, with readers still open."""
    async with server_bus(nats_server) as bus:
        following = bus.follow(Stream.LOG, bus.topology.log("c"), after=0)
        waiting = asyncio.ensure_future(anext(following))
        await asyncio.sleep(0.1)
        await nats_server.stop()
        await asyncio.sleep(0.5)
        waiting.cancel()
        await asyncio.wait([waiting])
        async with asyncio.timeout(PATIENCE):
            await bus.close()
    assert not bus.connected


async def test_consumer_handles_every_message_over_restarts(nats_server, bus):
    """Each at least once, and none is left."""
    handled, all_handled = set(), asyncio.Event()

    async def handle(message):
        await asyncio.sleep(0.01)
        handled.add(message.data)
        if len(handled) == 100:
            all_handled.set()

    runner = ConsumerRunner(bus, topology=bus.topology, source=Random(1))
    stop = asyncio.Event()
    running = asyncio.ensure_future(runner.run(bus.topology.worker(SITE), handle, stop=stop))
    for number in range(100):
        if number == 50:
            await nats_server.kill()
            await nats_server.start()
        await bus.publish(bus.topology.job(SITE, "sign"), bytes([number]))
    async with asyncio.timeout(PATIENCE * 2):
        await all_handled.wait()
        # A SIGKILL may forget acks: what they were for is handled again, and is gone then.
        while await bus.caught_up(Stream.JOBS, bus.topology.job(SITE, "*")):  # noqa: ASYNC110  the server alone knows
            await asyncio.sleep(0.05)
    stop.set()
    await running

"""Events over a real RabbitMQ, as OCS' pipelines read them: none is lost by a broker that comes and goes."""

import asyncio
import json
from pathlib import Path

import aio_pika
import pytest

from services.archive.hooks.deliver import Delivery, HookFigures
from services.archive.hooks.exchange import open_exchange
from services.archive.hooks.file import Exchange
from shared.bus.codec import encode
from shared.contracts.topology import Topology
from shared.observability.clock import SystemClock
from testing.bus.memory import MemoryBus, MemoryServer
from testing.servers.rabbitmq import Broker
from tests.unit.services.archive.hooks.test_hooks import event_of

pytestmark = pytest.mark.slow  # Erlang takes some five seconds of a processor to start, twice.

PATIENCE = 120.0
QUEUE = "pipeline"


async def bind(url: str) -> None:
    """Have a queue that outlives a restart, as a pipeline has it."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        exchange = await channel.declare_exchange("archived_fits", aio_pika.ExchangeType.FANOUT, durable=True)
        queue = await channel.declare_queue(QUEUE, durable=True)
        await queue.bind(exchange)


async def heard(url: str, *, until: int) -> list[aio_pika.abc.AbstractIncomingMessage]:
    """Return what the queue holds, up to an event."""
    found = []
    async with asyncio.timeout(PATIENCE), await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(QUEUE, durable=True)
        async with queue.iterator(no_ack=True) as messages:
            async for message in messages:
                found.append(message)
                if message.message_id == str(until):
                    break
    return found


async def test_events_reach_the_exchange_over_restarts_of_the_broker(tmp_path: Path) -> None:
    """Those that are said while it is away come when it is back, each with its number, to be kept on disk."""
    address = tmp_path / "address"
    (tmp_path / "broker").mkdir()
    broker, bus = Broker(tmp_path / "broker"), MemoryBus(MemoryServer(Topology()), "archive")
    address.write_text(broker.url)
    hook = Exchange(address=address, first=True, private=True, pause_seconds=0.1, pause_seconds_max=0.5)
    figures = HookFigures()
    delivery = Delivery(
        name="ocs",
        hook=hook,
        receiver=open_exchange(hook),
        figures=figures,
        bus=bus,
        topology=Topology(),
        collection="frames",
        site="a",
        base="http://archive",
        now=SystemClock().now,
    )

    async def say(number: int) -> None:
        await bus.publish(Topology().frame_event("frames", str(number)), encode(event_of(number)))

    task: asyncio.Task[None] | None = None
    try:
        with broker.running():
            await bind(broker.url)
            task = asyncio.create_task(delivery.run())
            await say(1)
            first = await heard(broker.url, until=1)
        for number in (2, 3):
            await say(number)
        async with asyncio.timeout(PATIENCE):
            while not figures.tries_failed:  # noqa: ASYNC110 - figures have no event
                await asyncio.sleep(0.01)
        with broker.running():
            later = await heard(broker.url, until=3)
    finally:
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    body = json.loads(first[0].body)
    assert (body["frameid"], body["OBJECT"], body["version_set"][0]["id"]) == (1001, "M 31", 1)
    assert first[0].delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert {"2", "3"} <= {one.message_id for one in later}

"""What a reader that is far behind leaves to others."""

import asyncio
from contextlib import aclosing

from shared.bus.nats.ordered import Start, ordered_reader
from shared.contracts.topology import Stream
from testing.bus.nats_server import server_bus

BACKLOG = 100

AT_ONCE = 4


async def test_a_reader_that_is_far_behind_lets_others_run_between_messages(nats_server):
    """Its messages are there without waiting; answers are heard, and signs of life given, all the same."""
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with server_bus(nats_server) as bus:
        subject = bus.topology.log("c")
        for number in range(BACKLOG):
            await bus.publish(subject, bytes([number]))
        other = asyncio.ensure_future(take_turns())
        seen: list[int] = []
        async with aclosing(bus.follow(Stream.LOG, subject, after=0)) as messages:
            async for message in messages:
                seen.append(turns)
                if message.sequence == BACKLOG:
                    break
        other.cancel()
    assert len(seen) == BACKLOG
    assert sorted(set(seen)) == seen


async def test_what_waits_for_a_slow_reader_is_one_pull_however_much_it_has_read(nats_server):
    """The server says the end of a pull that gave all of it when the next one stands already."""
    async with server_bus(nats_server) as bus:
        subject, jetstream = bus.topology.log("c"), bus.jetstream
        await asyncio.gather(*(bus.publish(subject, b"x") for _ in range(BACKLOG)))
        async with (
            ordered_reader(jetstream, Stream.LOG, subject, Start(sequence=1), at_once=AT_ONCE) as reader,
            aclosing(reader.messages()) as messages,
        ):
            waiting = []
            async for message in messages:
                # Whatever was asked for until now has come.
                await jetstream.connection.flush(timeout=30)
                waiting.append(bus.unread)
                if message.sequence == BACKLOG // 2:
                    break
    assert max(waiting) <= AT_ONCE

"""The ground of the suite of a bus: the bus under test, and ways to send and to take what must come."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from shared.bus.port import (
    Bus,
    Delivery,
    Message,
    PublishAck,
)
from shared.contracts.topology import ConsumerSpec, Topology

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


async def work_on(working: Delivery, *, seconds: float) -> float:
    """Say for so long that work goes on; return the longest time in which it was not said."""
    time = asyncio.get_running_loop().time
    end, before, longest = time() + seconds, time(), 0.0
    while before < end:
        await asyncio.sleep(ACK_WAIT / 10)
        await working.in_progress()
        longest, before = max(longest, time() - before), time()
    return longest

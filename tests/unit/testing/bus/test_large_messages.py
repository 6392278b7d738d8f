"""Publishing and reading what may be larger than one message."""

from random import Random

import pytest

from shared.bus.codec import BadMessageError
from shared.bus.event_headers import EventHeaders
from shared.bus.large_messages import publish_large, read_large
from shared.bus.port import BusTimeoutError
from shared.contracts.topology import Stream
from testing.bus.memory import MemoryBus


@pytest.fixture
def bus(memory_server):
    """A client."""
    return MemoryBus(memory_server, "test")


async def publish(bus, data, *, message_bytes=10):
    """Publish to a log; return the message."""
    subject = bus.topology.log("c")
    ack = await publish_large(
        bus, bus.topology, subject, data, message_id=data.hex(), message_bytes=message_bytes
    )
    return await bus.get(Stream.LOG, ack.sequence)


@pytest.mark.parametrize(("size", "chunks"), [(0, 0), (10, 0), (11, 2), (20, 2), (21, 3)])
async def test_what_was_published_is_read(memory_server, bus, size, chunks):
    """As one message up to the bound, and above it as chunks."""
    data = bytes(range(size))
    message = await publish(bus, data)
    assert message.sequence == chunks + 1
    assert (message.data == data) is (chunks == 0)
    assert await read_large(bus, Stream.LOG, message) == data
    stored = memory_server.stored(Stream.LOG, bus.topology.log_chunk("c"))
    assert [len(one.data) for one in stored] == [min(10, size - 10 * n) for n in range(chunks)]


async def test_chunks_of_a_batch_are_kept_under_the_name_of_its_site(memory_server, bus):
    """By these subjects the server holds a site to its own."""
    topology = bus.topology
    await publish_large(bus, topology, topology.batch("c", "a"), b"123", message_id="m", message_bytes=2)
    assert [one.subject for one in memory_server.stored(Stream.BATCHES)] == [
        topology.batch_chunk("c", "a"),
        topology.batch_chunk("c", "a"),
        topology.batch("c", "a"),
    ]


async def test_the_message_that_names_chunks_is_of_a_version_of_its_own(memory_server):
    """Its CloudEvents type says so, as its payload does."""
    stamp = EventHeaders(prefix="rack", origin="/a", source=Random(1))
    stamped = MemoryBus(memory_server, "stamped", stamp=stamp)
    message = await publish(stamped, bytes(11))
    types = [one.headers["ce-type"] for one in memory_server.stored(Stream.LOG)]
    assert types == ["spicerack.commit.chunk.v1"] * 2 + ["spicerack.commit.v2"]
    assert message.headers["ce-datacontenttype"] == "application/json"


async def test_a_chunk_that_is_not_there_makes_the_message_bad(memory_server, bus):
    """All readers see that it is so: the message is there, and what was stored before it is not."""
    message = await publish(bus, bytes(11))
    memory_server.stream(Stream.LOG).remove(message.sequence - 1)
    with pytest.raises(BadMessageError, match="not there"):
        await read_large(bus, Stream.LOG, message)


async def test_a_message_that_is_gone_is_not_bad(memory_server, bus):
    """It was done meanwhile and its chunks purged, or a store was rolled back: the server is asked again."""
    message = await publish(bus, bytes(11))
    for sequence in range(1, 4):
        memory_server.stream(Stream.LOG).remove(sequence)
    with pytest.raises(BusTimeoutError):
        await read_large(bus, Stream.LOG, message)


async def test_another_message_under_its_number_is_not_bad_either(memory_server, bus):
    """A store that was rolled back gives numbers again."""
    message = await publish(bus, bytes(11))
    memory_server.stream(Stream.LOG).roll_back(3)
    for _ in range(3):
        await bus.publish(bus.topology.log("other"), b"x")
    memory_server.stream(Stream.LOG).remove(2)
    with pytest.raises((BusTimeoutError, BadMessageError)):
        await read_large(bus, Stream.LOG, message)


async def test_a_message_that_names_more_chunks_than_there_are_messages_is_bad(bus):
    """Numbers begin at 1."""
    message = await publish(bus, bytes(30))
    forged = await bus.get(Stream.LOG, (await bus.publish(bus.topology.log("d"), message.data)).sequence)
    with pytest.raises(BadMessageError):
        await read_large(bus, Stream.LOG, forged)

"""Comparing the log on the server with the one that was folded."""

from dataclasses import replace

from shared.bus.codec import encode
from shared.bus.large_messages import publish_large
from shared.catalog.fold.fold import body_hash
from shared.catalog.fold.position import LogPosition
from shared.catalog.follow.log_check import Compared, holds, look_at_log
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from testing.bus.faults import Fate, NoFaults
from testing.bus.memory import MemoryBus, MemoryServer

TOPOLOGY = Topology()
KEY = SigningKey(b"e" * 32)


class Counted(NoFaults):
    """Counts what is read."""

    def __init__(self) -> None:
        self.read = 0

    def fate(self, client: str, operation: str, target: str) -> Fate:
        """Let it through."""
        self.read += operation in ("get", "last")
        return super().fate(client, operation, target)


async def append(bus: MemoryBus, body: str) -> LogPosition:
    """Append a message that goes as some chunks; return the position after it."""
    data = encode(KEY.sign(body))
    ack = await publish_large(
        bus, TOPOLOGY, TOPOLOGY.log("c"), data, message_id=body_hash(body), message_bytes=50
    )
    return LogPosition(log_id="a" * 32, revision=ack.sequence, hash=body_hash(body))


async def look(bus: MemoryBus, folded: LogPosition, compared: Compared) -> bool:
    """Tell whether the log begins with what was folded."""
    seen = await look_at_log(bus, topology=TOPOLOGY, collection="c", folded=folded, compared=compared)
    assert seen is not None
    return holds(seen, folded)


async def test_chunks_of_a_commit_are_read_once_at_rest():
    """A site that looks every quarter of a minute does not fetch the last delivery each time."""
    faults, compared = Counted(), Compared()
    bus = MemoryBus(MemoryServer(TOPOLOGY, faults=faults), "test")
    folded = await append(bus, "one")
    assert await look(bus, folded, compared)
    first, faults.read = faults.read, 0
    assert await look(bus, folded, compared)
    assert (first > 2, faults.read) == (True, 1)


async def test_another_commit_at_the_same_place_is_seen():
    """In a server's store that was lost and filled anew, and by who was folded further."""
    compared = Compared()
    one, other = (MemoryBus(MemoryServer(TOPOLOGY), "test") for _ in range(2))
    folded, foreign = await append(one, "one"), await append(other, "two")
    assert folded.revision == foreign.revision
    assert await look(one, folded, compared)
    assert not await look(other, folded, compared)
    assert not await look(one, replace(folded, hash="b" * 64), compared)
    assert await look(one, folded, compared)

"""Questions counted over several replicas."""

import asyncio
import secrets

import pytest

from services.satellites.errors import CutOffError
from services.satellites.visits.counting import BusCounts, Counting
from services.satellites.visits.pair import COUNTS_BYTES, Seal
from services.satellites.visits.quota import Asked, Counts, QuotaLimits, merged
from shared.bus.port import BusError
from shared.contracts.topology import Bucket, Topology
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.satellites.visits.worlds import box, question, visit

KEY = visit().key


def asking(detector, size):
    """Return a question that differs by the size of its box."""
    return question(detector, [(1, box(10.0, -29.5, size))])


class Wire(BusCounts):
    """Counts over a bus that a test can cut."""

    cut = False

    async def read(self, key):
        """Read, or fail."""
        self.check()
        return await super().read(key)

    async def write(self, key, counts, revision):
        """Write, or fail."""
        self.check()
        return await super().write(key, counts, revision)

    def check(self):
        """Fail while the wire is cut."""
        if Wire.cut:
            raise BusError("cut")


@pytest.fixture
def server():
    """A bus for two replicas."""
    Wire.cut = False
    return MemoryServer(Topology())


def replica(server, name, **limits):
    """Return the counting of one replica."""
    seal = Seal(b"0123456789abcdef", secrets.token_bytes)
    return Counting(QuotaLimits(**limits), Wire(MemoryBus(server, name), seal, 3600.0), visits=100)


async def test_who_asks_two_replicas_in_turns_gets_no_more_than_of_one(server):
    """The fourth different question about a detector is cut off wherever the others were asked."""
    a, b = replica(server, "a"), replica(server, "b")
    for one, size in ((a, 0.001), (b, 0.002), (a, 0.003), (b, 0.001)):
        await one.count(KEY, [asking(1, size)])
    for one in (a, b):
        with pytest.raises(CutOffError):
            await one.count(KEY, [asking(1, 0.004)])
        await one.count(KEY, [asking(2, 0.004)])


async def test_questions_at_one_moment_are_all_counted(server):
    """Replicas that change the record at the same time lose no question of each other."""
    a, b = replica(server, "a", detectors=100), replica(server, "b", detectors=100)
    await asyncio.gather(
        *(
            one.count(KEY, [asking(detector + shift, 0.001)])
            for detector in range(0, 80, 2)
            for one, shift in ((a, 0), (b, 1))
        )
    )
    fresh = replica(server, "c", detectors=80)
    with pytest.raises(CutOffError):
        await fresh.count(KEY, [asking(80, 0.001)])
        await fresh.count(KEY, [asking(81, 0.001)])


async def test_a_replica_without_the_bus_goes_on_counting(server):
    """What was counted at each while the bus was away counts at both when it is back."""
    a, b = replica(server, "a"), replica(server, "b")
    await a.count(KEY, [asking(1, 0.001)])
    Wire.cut = True
    await a.count(KEY, [asking(1, 0.002)])
    await b.count(KEY, [asking(1, 0.003)])
    Wire.cut = False
    await b.count(KEY, [asking(1, 0.003)])
    await a.count(KEY, [asking(1, 0.002)])
    for one in (a, b):
        with pytest.raises(CutOffError):
            await one.count(KEY, [asking(1, 0.004)])


async def test_a_batch_counts_as_a_whole_or_not_at_all(server):
    """A batch with one question too many is not counted: nothing of it was answered."""
    a = replica(server, "a", detectors=2)
    for _ in range(3):
        with pytest.raises(CutOffError):
            await a.count(KEY, [asking(number, 0.001) for number in range(3)])
    await a.count(KEY, [asking(number, 0.001) for number in (7, 8)])


async def test_nothing_of_the_counts_is_read_on_the_bus(server):
    """Records are of few lengths, and tell neither detectors nor the visit."""
    a = replica(server, "a")
    await a.count(KEY, [asking(number, 0.001) for number in range(200)])
    ((name, message),) = (await MemoryBus(server, "reader").values(Bucket.SATELLITES)).items()
    assert str(KEY.visit_id) not in name
    assert b"detectors" not in message.data
    assert (len(message.data) - 28) % COUNTS_BYTES == 0


def test_counts_of_two_replicas_together_hold_both():
    """Marks are joined, and the larger of the numbers counts; the order does not matter but for marks."""
    one = Counts(detectors={1: Asked(marks=("a",), repeats=2)}, sources=5)
    other = Counts(detectors={1: Asked(marks=("b", "a"), repeats=1), 2: Asked(marks=("c",))}, sources=9)
    both = merged(one, other)
    assert both.sources == merged(other, one).sources == 9
    assert set(both.detectors[1].marks) == {"a", "b"}
    assert both.detectors[1].repeats == 2
    assert both.detectors[2].marks == ("c",)

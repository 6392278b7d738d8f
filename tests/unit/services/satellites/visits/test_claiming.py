"""Exposures compared over several replicas."""

import asyncio
import secrets

import pytest

from services.satellites.errors import CutOffError
from services.satellites.visits.claiming import BusClaims, Claiming
from services.satellites.visits.pair import COUNTS_BYTES, Seal
from services.satellites.visits.policy import VisitLimits
from shared.bus.port import BusError
from shared.contracts.topology import Bucket, Topology
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.satellites.visits.worlds import visit, visit_before


class Wire(BusClaims):
    """Claims over a bus that a test can cut."""

    cut = False

    async def read(self, span):
        """Read, or fail."""
        if Wire.cut:
            raise BusError("cut")
        return await super().read(span)


@pytest.fixture
def replicas():
    """Two replicas and a bus between them."""
    Wire.cut = False
    server, seal = MemoryServer(Topology()), Seal(b"0123456789abcdef", secrets.token_bytes)
    return [Claiming(VisitLimits(), Wire(MemoryBus(server, name), seal, 3600.0)) for name in "ab"], MemoryBus(
        server, "reader"
    )


async def test_numbers_announced_at_two_replicas_at_one_moment_share_counts(replicas):
    """Whichever is first, all numbers of an exposure are counted as one; the next exposure as itself."""
    (a, b), _ = replicas
    found = await asyncio.gather(
        *(one.claim(visit(n * 2 + k)) for n in range(10) for k, one in enumerate((a, b)))
    )
    assert len(set(found)) == 1
    assert {await one.claim(visit_before(1, 99)) for one in (a, b)} == {visit(99).key}
    assert await b.claim(visit(7, historical=True)) == visit(7, historical=True).key


async def test_a_replica_without_the_bus_goes_on_comparing(replicas):
    """Each compares with what it knows; back on the bus, nobody joins what both had let in."""
    (a, b), _ = replicas
    await a.claim(visit(1))
    Wire.cut = True
    assert await a.claim(visit(2)) == visit(1).key
    assert await b.claim(visit(3)) == visit(3).key
    assert await b.claim(visit(4)) == visit(3).key
    Wire.cut = False
    assert await a.claim(visit(2)) == visit(1).key
    with pytest.raises(CutOffError):
        await b.claim(visit(5))


async def test_nothing_of_the_exposures_is_read_on_the_bus(replicas):
    """Records are of few lengths, and tell neither times nor numbers."""
    (a, _), reader = replicas
    await a.claim(visit())
    for name, message in (await reader.values(Bucket.SATELLITES)).items():
        assert name.startswith("time.")
        assert b"visit" not in message.data
        assert (len(message.data) - 28) % COUNTS_BYTES == 0

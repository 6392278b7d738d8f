"""A bus that is silent, and what it costs a visit."""

import asyncio
import secrets

import pytest

from services.satellites.errors import CutOffError
from services.satellites.visits.claiming import BusClaims, Claiming
from services.satellites.visits.counting import BusCounts, Counting
from services.satellites.visits.pair import Seal
from services.satellites.visits.patient_records import REST_SECONDS, PatientRecords
from services.satellites.visits.policy import VisitLimits
from services.satellites.visits.quota import QuotaLimits
from shared.bus.port import BusError, BusTimeoutError
from shared.contracts.topology import Bucket, Topology
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.satellites.clocks import SetClock
from tests.unit.services.satellites.visits.worlds import question, visit, visit_before

DETECTORS = 189
SEAL = Seal(b"0123456789abcdef", secrets.token_bytes)
PATIENCE = 900.0
"""Seconds: a bus that answers does so before, on however busy a machine."""


class Bus(MemoryBus):
    """A bus that is away while a test wants it so."""

    silent = True
    asked = 0

    async def value(self, bucket, key):
        """Read, if it is there."""
        await self._heard()
        return await super().value(bucket, key)

    async def create(self, bucket, key, value, *, ttl=None):
        """Write, if it is there."""
        await self._heard()
        return await super().create(bucket, key, value, ttl=ttl)

    async def _heard(self):
        self.asked += 1
        if self.silent:
            raise BusTimeoutError("away")


@pytest.fixture
def bus():
    """The bus."""
    return Bus(MemoryServer(Topology()), "one")


async def test_the_detectors_of_a_visit_wait_once_for_a_silent_bus(bus):
    """The first question waits; the others are counted at once, and the bus is asked again after its rest."""
    clock = SetClock()
    records = PatientRecords(bus, clock.monotonic, seconds=PATIENCE)
    counting = Counting(QuotaLimits(detectors=DETECTORS + 1), BusCounts(records, SEAL, 3600.0), visits=10)
    await asyncio.gather(*(counting.count(visit().key, [question(n)]) for n in range(DETECTORS)))
    assert bus.asked == 1

    clock.seconds += REST_SECONDS
    bus.silent = False
    await counting.count(visit().key, [question(DETECTORS)])
    assert len(await bus.values(Bucket.SATELLITES)) == 1
    with pytest.raises(CutOffError):
        await counting.count(visit().key, [question(DETECTORS + 1)])


async def test_visits_of_a_silent_bus_wait_once(bus):
    """Exposures are compared at this replica alone until the bus has rested."""
    clock = SetClock()
    claims = BusClaims(PatientRecords(bus, clock.monotonic, seconds=PATIENCE), SEAL, 3600.0)
    claiming = Claiming(VisitLimits(), claims)
    assert [await claiming.claim(visit_before(n, n)) for n in range(5)] == [
        visit_before(n, n).key for n in range(5)
    ]
    assert bus.asked == 1


async def test_a_bus_that_says_nothing_is_not_waited_for(bus, monkeypatch):
    """An answer that does not come is given up, and not asked for again at once."""

    async def nothing(*_):
        bus.asked += 1
        await asyncio.Event().wait()

    monkeypatch.setattr(bus, "value", nothing)
    bus.silent = False
    records = PatientRecords(bus, SetClock().monotonic, seconds=0.001)
    for _ in range(3):
        with pytest.raises(BusTimeoutError):
            await records.value(Bucket.SATELLITES, "a")
    assert bus.asked == 1


async def test_a_bus_that_refuses_is_asked_again(bus, monkeypatch):
    """An error that comes at once costs nobody time, and is no silence."""

    async def refused(*_):
        bus.asked += 1
        raise BusError("refused")

    monkeypatch.setattr(bus, "value", refused)
    records = PatientRecords(bus, SetClock().monotonic, seconds=PATIENCE)
    for _ in range(3):
        with pytest.raises(BusError, match="refused"):
            await records.value(Bucket.SATELLITES, "a")
    assert bus.asked == 3

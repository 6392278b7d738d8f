"""Budgets of providers: one suite over the local one and the one on the bus."""

import asyncio
import random

import pytest

from services.satellites.providers.budget import Allowance, BusBudget, LocalBudget
from services.satellites.providers.port import ProviderBusyError, SlotTakenError
from shared.observability.clock import SystemClock
from testing.bus.nats_server import server_bus
from tests.integration.satellites.satellites_process import PATIENCE

THREE = Allowance("test", 3, 3600.0)
SHORT = Allowance("test", 3, 1.0)
"""One second is the shortest life of a key on the server."""


@pytest.fixture(params=["local", "bus"])
async def budgets(request, nats_server):
    """Two budgets of one account, as two processes have them, and one of another account."""
    if request.param == "local":
        one = LocalBudget(asyncio.get_running_loop().time)
        yield one, one, LocalBudget(asyncio.get_running_loop().time)
        return
    async with server_bus(nats_server) as bus:
        yield tuple(BusBudget(bus, account, random.Random(7), SystemClock()) for account in ("a", "a", "b"))


async def test_all_processes_of_an_account_share_its_slots(budgets):
    """So many uses in all, and none more; another account is not touched."""
    first, second, other = budgets
    slots = [await first.take(THREE), await second.take(THREE), await first.take(THREE)]
    assert len(set(slots)) == 3
    for budget in (first, second):
        with pytest.raises(SlotTakenError) as caught:
            await budget.take(THREE)
        assert 0.0 < caught.value.seconds <= THREE.seconds

    await other.take(THREE)


async def test_a_slot_given_back_is_free(budgets):
    """What was not used can be used by the other process."""
    first, second, _ = budgets
    slots = [await first.take(THREE) for _ in range(3)]
    await first.give_back(slots[1])

    assert await second.take(THREE) == slots[1]


async def test_slots_vanish_by_themselves(budgets):
    """After its window a slot is free again, though nobody gave it back."""
    first, second, _ = budgets
    for _ in range(3):
        await first.take(SHORT)

    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await second.take(SHORT)
            except ProviderBusyError:
                await asyncio.sleep(0.1)
            else:
                return

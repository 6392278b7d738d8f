"""Bytes in flight are bounded, and nobody waits for ever."""

import asyncio

import pytest

from shared.bus.budget import BytesBudget


async def hold(budget, size, entered, leave):
    """Hold bytes until told to leave."""
    async with budget.hold(size):
        entered.append(size)
        await leave.wait()


async def settle():
    """Let all tasks run until they wait."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_holders_get_in_while_they_fit():
    """The next one waits until enough is given back, and those behind wait with it."""
    budget, entered, leave = BytesBudget(10), [], asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for size in (4, 6, 1, 9):
            group.create_task(hold(budget, size, entered, leave))
        await settle()
        assert entered == [4, 6]
        assert budget.used == 10
        leave.set()
    assert entered == [4, 6, 1, 9]
    assert budget.used == 0


async def test_what_exceeds_the_budget_goes_alone():
    """It is not refused, and nobody is beside it."""
    budget, entered, leave = BytesBudget(10), [], asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for size in (50, 1):
            group.create_task(hold(budget, size, entered, leave))
        await settle()
        assert entered == [50]
        leave.set()
    assert entered == [50, 1]


async def test_cancelled_waiter_does_not_block_those_behind_it():
    """Its place in the queue is given up."""
    budget, entered, leave = BytesBudget(10), [], asyncio.Event()
    first = asyncio.create_task(hold(budget, 6, entered, leave))
    await settle()
    large = asyncio.create_task(hold(budget, 9, entered, leave))
    small = asyncio.create_task(hold(budget, 3, entered, leave))
    await settle()
    large.cancel()
    await settle()
    assert entered == [6, 3]
    leave.set()
    await asyncio.gather(first, small)
    with pytest.raises(asyncio.CancelledError):
        await large
    assert budget.used == 0


async def test_waiter_cancelled_just_as_it_is_let_in_gives_back():
    """No byte stays held by nobody."""
    budget, entered, leave = BytesBudget(10), [], asyncio.Event()
    async with budget.hold(10):
        second = asyncio.create_task(hold(budget, 10, entered, leave))
        await settle()
    assert budget.used == 10
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    assert entered == []
    assert budget.used == 0

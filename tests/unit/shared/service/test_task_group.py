"""Failures of tasks that work together come out as callers expect them."""

import asyncio

import pytest

from shared.bus.port import BusError, BusTimeoutError
from shared.bus.retry_forever import retry_forever
from shared.service.task_group import one_outcome, together
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop


async def fail(error: Exception) -> None:
    """Raise what is given."""
    raise error


async def test_failure_of_a_task_comes_out_by_itself():
    """A caller that catches the error of a task sees it, not a group."""
    with pytest.raises(BusError, match="the bus failed"):
        async with one_outcome() as group:
            group.create_task(fail(BusError("the bus failed")))
            await asyncio.Event().wait()


async def test_failure_of_the_body_comes_out_by_itself_and_ends_the_tasks():
    """What the body raises is raised, and no task of it is left."""
    with pytest.raises(LookupError):
        async with one_outcome() as group:
            task = group.create_task(asyncio.Event().wait())
            raise LookupError
    assert task.cancelled()


async def test_cancellation_stays_a_cancellation():
    """Who cancels work in a group gets a cancelled task."""

    async def work() -> None:
        async with one_outcome() as group:
            group.create_task(asyncio.Event().wait())

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_work_on_many_is_begun_in_order_and_bounded():
    """No more are under way than is said, and each is begun after those before it."""
    under_way, most, begun = 0, 0, []

    async def work(number: int) -> None:
        nonlocal under_way, most
        begun.append(number)
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1

    await together(range(9), work, most=4)
    assert begun == list(range(9))
    assert most == 4


async def test_work_on_many_fails_as_its_first_failure():
    """A caller that catches the error of one of many sees it, not a group."""
    with pytest.raises(BusError, match="the bus failed"):
        await together([BusError("the bus failed")] * 3, fail, most=2)


async def test_action_of_several_tasks_begins_anew_when_the_bus_fails_one():
    """An action that fails by a group of bus errors is run again, as one that fails by a bus error is."""
    runs = 0

    async def action() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise BusError("alone")
        if runs == 2:
            async with asyncio.TaskGroup() as group:
                group.create_task(fail(BusTimeoutError("in a task")))

    await retry_forever(action, doing="test", pause=0)
    assert runs == 3


async def test_action_that_fails_otherwise_is_not_begun_anew():
    """What is not the bus' failure goes through."""

    async def action() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(BusError("the bus")))
            group.create_task(fail(LookupError("not the bus")))

    with pytest.raises(ExceptionGroup) as raised:
        await retry_forever(action, doing="test", pause=0)
    assert raised.group_contains(LookupError)


def test_pause_grows_with_each_failure_and_has_an_end():
    """A bus that is away for long is asked seldom, and noticed soon after it is back."""
    tries = 0

    async def action() -> None:
        nonlocal tries
        tries += 1
        if tries < 12:
            raise BusError("away")

    loop = SimulatedLoop(Choices(1))
    try:
        loop.run_until_complete(retry_forever(action, doing="test", pause=1.0))
        assert 1 + 2 + 4 + 8 * 8 <= loop.time() < 80
    finally:
        loop.close()

"""A task that is cancelled ends, also where its answer comes in the same moment."""

import asyncio

import pytest

from shared.bus.nats.heed_cancellation import heeding_cancellation


async def test_a_cancellation_that_comes_with_the_answer_is_heard() -> None:
    """The client library waits with `wait_for`, which loses it in some versions of Python."""
    answer = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(heeding_cancellation(asyncio.wait_for(answer, 60)))
    await asyncio.sleep(0)
    answer.set_result("answer")
    await asyncio.sleep(0)  # The answer is on its way to the task.
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_who_was_cancelled_before_still_gets_answers() -> None:
    """What leaves says so on the bus."""

    async def leave() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return await heeding_cancellation(asyncio.sleep(0, "left"))
        return "never"

    task = asyncio.create_task(leave())
    await asyncio.sleep(0)
    task.cancel()
    assert await task == "left"

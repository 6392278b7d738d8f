"""The order in which ranges are given to sources."""

import asyncio

from services.orchestrator.supply.range_queue import RangeQueue


async def test_the_first_ranges_go_first_and_what_failed_goes_before_later_ones():
    """Targets append them in their order."""
    queue = RangeQueue(4, ahead=4)
    assert [await queue.next(), await queue.next()] == [0, 1]
    queue.give_back(0)
    assert [await queue.next(), await queue.next()] == [0, 2]


async def test_no_range_is_built_far_ahead_of_what_has_come():
    """It would stand on the bus."""
    queue = RangeQueue(3, ahead=1)
    assert await queue.next() == 0
    following = asyncio.ensure_future(queue.next())
    queue.built()
    await asyncio.sleep(0)
    assert not following.done()
    queue.come(1)
    assert await following == 1


async def test_a_source_waits_while_another_one_may_fail():
    """Only what stands on the bus needs no source any more."""
    queue = RangeQueue(1, ahead=1)
    assert await queue.next() == 0
    other = asyncio.ensure_future(queue.next())
    await asyncio.sleep(0)
    assert not other.done()
    queue.give_back(0)
    assert await other == 0
    queue.built()
    assert await queue.next() is None


async def test_when_no_target_takes_more_nothing_is_built():
    """They ask again for what is left."""
    queue = RangeQueue(3, ahead=3)
    assert await queue.next() == 0
    queue.end()
    queue.built()
    assert await queue.next() is None

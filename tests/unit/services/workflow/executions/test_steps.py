"""Results of steps are heard, whenever following begins, ends and begins again."""

import asyncio
from contextlib import aclosing

from services.workflow.executions.steps import Steps
from shared.bus.codec import encode
from shared.contracts.messages.step import StepSucceeded
from shared.contracts.topology import Topology
from shared.observability.clock import SystemClock
from testing.bus.memory import MemoryBus, MemoryServer

PATIENCE = 60.0


async def test_results_that_came_while_following_began_again_are_heard():
    """A step that was given out after the first beginning has its result, though nobody followed then."""
    topology, clock = Topology(), SystemClock()
    bus = MemoryBus(MemoryServer(topology), "w")
    steps = Steps(bus, topology=topology, collection="c", clock=clock)

    async def succeed(task):
        result = StepSucceeded(task=task, at=clock.now(), runner="r", output=task)
        await bus.publish(topology.step_result("c", "e", task), encode(result))

    async def hear(count):
        found = []
        async with asyncio.timeout(PATIENCE), aclosing(steps.follow(wanted=lambda _: True)) as results:
            async for _, result in results:
                found.append(result.task)
                if len(found) == count:
                    break
        return found

    await succeed("before")
    await steps.begin()
    await succeed("as-it-begins")
    assert await hear(1) == ["as-it-begins"]
    await succeed("between-1")
    await succeed("between-2")
    assert await hear(1) == ["between-1"]
    await succeed("last")
    assert await hear(2) == ["between-2", "last"]

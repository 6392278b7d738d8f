"""A program with every kind of hidden order in it; prints the trace of its run under one seed.

Run as `python simulated_program.py SEED JUNK`; JUNK objects are made first, to move all addresses.
"""

import asyncio
import sys
from collections.abc import AsyncIterator

from testing.simulation.machine.crashes import RandomCrashes
from testing.simulation.machine.process import Process
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop
from testing.simulation.scheduling.owner import crash_point


async def numbers() -> AsyncIterator[int]:
    """Count, and await on the way out."""
    try:
        for number in range(100):
            await asyncio.sleep(0.001)
            yield number
    finally:
        await asyncio.sleep(0.001)


def blocking(loop: SimulatedLoop, label: str) -> None:
    """Have two effects, between which a crash may come."""
    for half in ("first", "second"):
        crash_point()
        loop.note(f"{label} {half}")


async def worker(loop: SimulatedLoop, queue: asyncio.Queue[int], number: int) -> None:
    """Work until cancelled, and say when that was."""
    try:
        while True:
            item = await queue.get()
            await asyncio.to_thread(blocking, loop, f"item {item}")
            async with asyncio.timeout(0.01 * (item % 3)):
                await asyncio.sleep(0.01)
    except TimeoutError:
        loop.note(f"worker {number} timed out")
    except asyncio.CancelledError:
        loop.note(f"worker {number} cancelled")
        raise


async def service(loop: SimulatedLoop) -> None:
    """Feed workers, leave a generator in the middle, and fail, so that a group cancels its tasks."""
    queue: asyncio.Queue[int] = asyncio.Queue(3)
    async with asyncio.TaskGroup() as group:
        for number in range(12):
            group.create_task(worker(loop, queue, number))
        async for number in numbers():
            await queue.put(number)
            if number == 20:
                break
        raise RuntimeError("enough")


async def world(loop: SimulatedLoop) -> None:
    """Run two services that crash now and then, and start them again."""
    plan = RandomCrashes(loop.choices, mean_gap=150)

    def again(process: Process, _: object) -> None:
        if process.lives < 5:
            loop.call_later(0.1, process.start)

    processes = [Process(loop, name, lambda: service(loop), plan=plan, on_exit=again) for name in ("a", "b")]
    for process in processes:
        process.start()
    await asyncio.sleep(10)


def run(seed: int) -> SimulatedLoop:
    """Run under `seed` and return the closed loop."""
    loop = SimulatedLoop(Choices(seed))
    try:
        loop.run_until_complete(world(loop))
    finally:
        loop.close()
    return loop


if __name__ == "__main__":
    junk = [object() for _ in range(int(sys.argv[2]))]
    finished = run(int(sys.argv[1]))
    print(finished.trace.text())
    print(finished.steps, finished.trace.digest(), finished.choices.recording().encode())
    print(finished.unhandled)

"""A process that stands still does nothing at all, and then goes on where it stood."""

import asyncio
import itertools

import pytest

from testing.simulation.census import Happening
from testing.simulation.machine.pauses import LONG, RandomPauses
from testing.simulation.machine.process import Process
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop


@pytest.fixture
def loop():
    """Return a loop that is closed after the test."""
    loop = SimulatedLoop(Choices(7))
    yield loop
    loop.close()


async def _every_second(times: list[float]) -> None:
    while True:
        await asyncio.sleep(1)
        times.append(asyncio.get_running_loop().time())


def test_nothing_of_a_process_runs_while_it_stands_still(loop):
    """No task, no timer and no blocking call runs until it goes on; then each does, late."""
    done: list[str] = []

    async def main():
        asyncio.get_running_loop().call_later(5, done.append, "timer")
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(done.append, "thread"))
            group.create_task(asyncio.sleep(7)).add_done_callback(lambda _: done.append("task"))

    async def world():
        process = Process(loop, "p", main)
        process.start()
        process.pause(60)
        await asyncio.sleep(59)
        before = list(done)
        await asyncio.sleep(30)
        return before, process.exits[0].error

    before, error = loop.run_until_complete(world())
    assert before == []
    assert error is None
    assert sorted(done) == ["task", "thread", "timer"]
    assert loop.census[Happening.PAUSE] == 1


def test_what_happened_meanwhile_is_ready_when_a_process_goes_on(loop):
    """A time-out and the answer that came too late for it are both there: either may be first."""

    def outcome(seed: int) -> str:
        loop = SimulatedLoop(Choices(seed))
        answer = loop.create_future()
        seen = []

        async def main():
            try:
                async with asyncio.timeout(5):
                    seen.append(await answer)
            except TimeoutError:
                seen.append("timed out")

        async def world():
            process = Process(loop, "p", main)
            process.start()
            await asyncio.sleep(1)
            process.pause(60)
            await asyncio.sleep(10)
            answer.set_result("answered")
            await asyncio.sleep(100)

        loop.run_until_complete(world())
        loop.close()
        return seen[0]

    assert {outcome(seed) for seed in range(20)} == {"timed out", "answered"}


def test_a_process_goes_on_when_it_is_told_to(loop):
    """The end of all faults ends its standing still, and an earlier end does not cut a later one short."""
    times: list[float] = []

    async def world():
        process = Process(loop, "p", lambda: _every_second(times))
        process.start()
        process.pause(100)
        await asyncio.sleep(10)
        process.go_on()
        await asyncio.sleep(10)
        process.pause(200)
        await asyncio.sleep(150)
        process.crash()

    loop.run_until_complete(world())
    assert times
    assert all(10 <= time <= 21 for time in times)


def test_who_dies_while_standing_still_begins_anew(loop):
    """The next life runs, and nothing of the one before."""
    lives: list[int] = []

    async def main():
        mine = len(lives)
        lives.append(mine)
        await asyncio.sleep(5)
        lives.append(mine)

    async def world():
        process = Process(loop, "p", main)
        process.start()
        await asyncio.sleep(1)
        process.pause(60)
        await asyncio.sleep(20)
        process.restart()
        await asyncio.sleep(200)

    loop.run_until_complete(world())
    assert lives == [0, 1, 1]


def test_processes_stand_still_at_random_until_told_to_stop(loop):
    """Some stand still for longer than others wait for them; in the end nobody does."""
    plan = RandomPauses(loop.choices, mean_gap=20)
    times: list[float] = []

    async def world():
        process = Process(loop, "p", lambda: _every_second(times), pauses=plan)
        process.start()
        await asyncio.sleep(2000)
        plan.stop()
        process.go_on()
        await asyncio.sleep(100)
        process.crash()

    loop.run_until_complete(world())
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert max(gaps) > LONG[0]
    assert max(gaps[-90:]) < 2
    assert loop.census[Happening.PAUSE] > 10

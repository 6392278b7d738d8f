"""A crash ends a process without a word: no handler, no callback, no effect."""

import asyncio
import gc
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from testing.simulation.errors import ProcessCrashed
from testing.simulation.machine.crashes import CrashAt, RandomCrashes
from testing.simulation.machine.process import ExitKind, Process
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop
from testing.simulation.scheduling.owner import crash_point


@pytest.fixture
def loop():
    """Return a loop that is closed after the test."""
    loop = SimulatedLoop(Choices(7))
    yield loop
    loop.close()


async def _busy(words: list[str]) -> None:
    """Do something of every kind, and note every word said on the way out."""

    async def child(number: int) -> None:
        try:
            await asyncio.sleep(100 + number)
        finally:
            words.append("child finally")

    loop = asyncio.get_running_loop()
    loop.call_later(50, words.append, "timer")
    try:
        async with asyncio.timeout(70), asyncio.TaskGroup() as group:
            for number in range(3):
                group.create_task(child(number)).add_done_callback(lambda _: words.append("done callback"))
    except BaseException:
        words.append("except")
        raise
    finally:
        words.append("finally")


def test_no_handler_of_a_crashed_process_ever_runs(loop):
    """No finally, no except, no done callback, no timer and no time-out of it runs after the crash."""
    words: list[str] = []

    async def world():
        process = Process(loop, "p", lambda: _busy(words))
        process.start()
        await asyncio.sleep(10)
        process.crash()
        assert not process.alive
        await asyncio.sleep(1000)
        gc.collect()
        return list(words), process.exits[0].kind

    assert loop.run_until_complete(world()) == ([], ExitKind.CRASHED)
    assert loop.unhandled == []


def test_without_a_crash_the_same_process_says_all_its_words(loop):
    """The test above would notice."""
    words: list[str] = []

    async def world():
        process = Process(loop, "p", lambda: _busy(words))
        process.start()
        await asyncio.sleep(1000)
        return process.exits[0]

    ended = loop.run_until_complete(world())
    assert ended.kind is ExitKind.FAILED
    assert isinstance(ended.error, TimeoutError)
    assert set(words) == {"timer", "child finally", "done callback", "except", "finally"}


def test_others_that_wait_for_a_dead_process_still_wait(loop):
    """A crash wakes nobody: what a dead process would have set stays unset."""
    event = asyncio.Event()

    async def setter():
        await asyncio.sleep(10)
        event.set()

    async def world():
        process = Process(loop, "p", setter)
        process.start()
        await asyncio.sleep(5)
        process.crash()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(100):
                await event.wait()

    loop.run_until_complete(world())


def test_what_others_set_for_a_dead_process_runs_nothing(loop):
    """A future that a dead task waits for may be resolved without harm."""
    woken = []
    future = loop.create_future()

    async def waiter():
        woken.append(await future)

    async def world():
        process = Process(loop, "p", waiter)
        process.start()
        await asyncio.sleep(1)
        process.crash()
        future.set_result(1)
        await asyncio.sleep(1)

    loop.run_until_complete(world())
    assert woken == []


def test_a_restart_begins_anew_and_lives_beside_the_dead_tasks(loop):
    """A new life calls main again; the old one stays dead."""
    seen = []

    async def world():
        process = Process(loop, "p", lambda: count(len(seen)))
        process.start()
        await asyncio.sleep(2.5)
        process.restart()
        await asyncio.sleep(2.5)
        with pytest.raises(RuntimeError, match="runs already"):
            process.start()
        return process.lives

    async def count(start):
        for number in range(100):
            seen.append((start, number))
            await asyncio.sleep(1)

    assert loop.run_until_complete(world()) == 2
    assert seen == [(0, 0), (0, 1), (0, 2), (3, 0), (3, 1), (3, 2)]


def test_a_call_in_flight_at_a_crash_happens_wholly_or_not_at_all():
    """A blocking call without crash points is one piece, and its waiter never hears of it."""

    def attempt(step: int) -> tuple[list[str], bool]:
        loop = SimulatedLoop(Choices(3))
        disk: list[str] = []
        heard = []

        def write():
            disk.append("one")
            disk.append("two")

        async def main():
            await asyncio.to_thread(write)
            heard.append(True)

        async def world():
            Process(loop, "p", main, plan=CrashAt([("p", step)])).start()
            await asyncio.sleep(10)

        loop.run_until_complete(world())
        loop.close()
        return disk, bool(heard)

    outcomes = [attempt(step) for step in range(1, 5)]
    assert outcomes == [([], False), ([], False), (["one", "two"], False), (["one", "two"], True)]


def test_a_crash_within_a_blocking_call_undoes_nothing_and_lets_nothing_more_happen():
    """What came before the crash point stays, and cleaning up on the way out has no effect."""
    outcomes = []
    for step in range(1, 9):
        loop = SimulatedLoop(Choices(3))
        disk: list[str] = []

        def effect(word, disk=disk):
            crash_point()
            disk.append(word)

        def write(effect=effect):
            effect("staged")
            try:
                effect("written")
                effect("published")
            except BaseException:
                effect("cleaned")
                raise

        async def main(write=write):
            try:
                await asyncio.to_thread(write)
            finally:
                await asyncio.to_thread(write)

        async def world(loop=loop, main=main, step=step):
            process = Process(loop, "p", main, plan=CrashAt([("p", step)]))
            process.start()
            await asyncio.sleep(10)
            return process.exits[0].kind

        assert loop.run_until_complete(world()) is ExitKind.CRASHED
        assert loop.unhandled == []
        outcomes.append("-".join(disk))
        loop.close()
    once = ["", "staged", "staged-written", "staged-written-published"]
    assert outcomes == ["", "", *once, once[-1], once[-1]]


def test_every_step_of_a_process_can_be_its_last():
    """Crashing at each step in turn ends the run at more and more progress."""

    def progress(step: int) -> int:
        loop = SimulatedLoop(Choices(1))
        reached = []

        async def main():
            for number in range(5):
                reached.append(number)
                await asyncio.sleep(1)

        async def world():
            process = Process(loop, "p", main, plan=CrashAt([("p", step)]))
            process.start()
            await asyncio.sleep(10)
            return process.exits[0].kind

        kind = loop.run_until_complete(world())
        loop.close()
        return len(reached) if kind is ExitKind.CRASHED else -1

    assert [progress(step) for step in range(1, 13)] == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, -1]


def test_the_world_hears_of_a_death_at_once_and_may_start_the_next_life(loop):
    """The listener runs on behalf of the world: what it schedules outlives the dead."""
    plan = RandomCrashes(loop.choices, mean_gap=20)

    async def main():
        for _ in range(10_000):
            await asyncio.sleep(1)

    async def world():
        process = Process(loop, "p", main, plan=plan, on_exit=lambda dead, _: loop.call_later(5, dead.start))
        process.start()
        await asyncio.sleep(1000)
        plan.stop()
        await asyncio.sleep(100)
        return process.lives, process.alive

    lives, alive = loop.run_until_complete(world())
    assert lives > 10
    assert alive


def test_a_process_ends_with_its_main_coroutine(loop):
    """When main returns nothing else of the process goes on."""
    words = []

    async def straggler():
        await asyncio.sleep(10)
        words.append("straggler")

    async def main():
        main.task = asyncio.create_task(straggler())
        await asyncio.sleep(1)

    async def world():
        process = Process(loop, "p", main)
        process.start()
        await asyncio.sleep(100)
        return process.exits[0].kind, process.alive

    assert loop.run_until_complete(world()) == (ExitKind.RETURNED, False)
    assert words == []


def test_crash_points_are_open_to_the_world_and_closed_to_the_dead(loop):
    """Outside of a process a crash point does nothing; in a dead one it raises every time."""
    crash_point()
    raised = []

    def effects(process):
        process.crash()
        for _ in range(3):
            try:
                crash_point()
            except ProcessCrashed:
                raised.append(True)

    async def main():
        await asyncio.to_thread(effects, process)

    process = Process(loop, "p", main)

    async def world():
        process.start()
        await asyncio.sleep(1)

    loop.run_until_complete(world())
    assert raised == [True] * 3


STUBBORN = """
import asyncio, logging
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop
from testing.simulation.machine.process import Process

logging.basicConfig()

async def generate():
    try:
        while True:
            yield 1
            await asyncio.sleep(1)
    finally:
        await asyncio.sleep(1)

async def stubborn():
    while True:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(asyncio.sleep(5))
                async for _ in generate():
                    await asyncio.sleep(3)
        except BaseException as error:
            logging.error("on my way out", exc_info=error)
            try:
                asyncio.create_task(asyncio.sleep(1))
            finally:
                await asyncio.sleep(1)
            raise

async def failing():
    raise ValueError("nobody looks")

async def main():
    task = asyncio.create_task(failing())
    never_begun = asyncio.create_task(asyncio.sleep(1))
    await stubborn()

async def world(loop):
    for name in "abc":
        process = Process(loop, name, main)
        process.start()
        await asyncio.sleep({steps})
        process.crash()
    Process(loop, "d", main).start()
    await asyncio.sleep(2)

loop = SimulatedLoop(Choices(1))
loop.run_until_complete(world(loop))
loop.close()
del loop
"""


@pytest.mark.parametrize("steps", ["0", "0.5", "4"])
def test_the_dead_leave_without_a_word_even_when_the_interpreter_ends(steps):
    """No warning, log line or traceback comes from tasks that never finished."""
    root = Path(__file__).parents[4]
    program = STUBBORN.replace("{steps}", steps)
    command = [sys.executable, "-X", "dev", "-c", program]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_logging_works_again_after_a_loop_was_closed():
    """The silence for the dead ends with them."""
    before = logging.root.manager.disable
    loop = SimulatedLoop(Choices(1))
    loop.close()
    assert logging.root.manager.disable == before

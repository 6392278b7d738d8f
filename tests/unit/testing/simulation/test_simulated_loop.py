"""asyncio works unchanged on the simulated loop, which finds what cannot go on."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from testing.simulation.errors import DeadlockError, StepLimitError
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop
from testing.simulation.scheduling.loop_settings import LoopSettings

SEEDS = range(20)


def run(main: Callable[[SimulatedLoop], Coroutine[Any, Any, Any]], *, seed: int = 0, **settings: Any) -> Any:
    """Run `main` on a loop of its own, and find no error that nobody handled."""
    loop = SimulatedLoop(Choices(seed), LoopSettings(**settings))
    try:
        result = loop.run_until_complete(main(loop))
        assert loop.unhandled == []
        return result
    finally:
        loop.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_task_group_waits_for_all_and_cancels_the_others_on_failure(seed):
    """A failing member cancels its siblings, whose finally blocks run, and its error comes out."""

    async def main(loop):
        cleaned = []

        async def patient(number):
            try:
                await asyncio.sleep(100)
            finally:
                cleaned.append(number)

        async def failing():
            await asyncio.sleep(1)
            raise ValueError("no")

        with pytest.raises(ExceptionGroup) as caught:
            async with asyncio.TaskGroup() as group:
                for number in range(5):
                    group.create_task(patient(number))
                group.create_task(failing())
        assert caught.group_contains(ValueError) if hasattr(caught, "group_contains") else True
        return sorted(cleaned), loop.time()

    assert run(main, seed=seed) == ([0, 1, 2, 3, 4], 1.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_queue_keeps_its_order_and_its_bound(seed):
    """Items come out as they went in, and a full queue holds its producer back."""

    async def main(loop):
        queue = asyncio.Queue(2)
        seen = []

        async def produce():
            for number in range(20):
                await queue.put(number)
                assert queue.qsize() <= 2
            await queue.put(None)

        async def consume():
            while (item := await queue.get()) is not None:
                seen.append(item)

        await asyncio.gather(produce(), consume())
        return seen

    assert run(main, seed=seed) == list(range(20))


@pytest.mark.parametrize("seed", SEEDS)
def test_locks_conditions_and_semaphores_exclude(seed):
    """Never more tasks inside than the primitive lets in, and all get their turn."""

    async def main(loop):
        inside = {"lock": 0, "semaphore": 0}
        done = []
        lock, semaphore, condition = asyncio.Lock(), asyncio.Semaphore(3), asyncio.Condition()

        async def visit(kind, primitive, limit):
            async with primitive:
                inside[kind] += 1
                assert inside[kind] <= limit
                await asyncio.sleep(0.01)
                inside[kind] -= 1
            async with condition:
                done.append(kind)
                condition.notify_all()

        async with asyncio.TaskGroup() as group:
            for _ in range(6):
                group.create_task(visit("lock", lock, 1))
                group.create_task(visit("semaphore", semaphore, 3))
            async with condition:
                await condition.wait_for(lambda: len(done) == 12)
        return len(done)

    assert run(main, seed=seed) == 12


@pytest.mark.parametrize("seed", SEEDS)
def test_events_wake_every_waiter(seed):
    """Setting an event wakes all that wait for it."""

    async def main(loop):
        event = asyncio.Event()
        waiters = [asyncio.create_task(event.wait()) for _ in range(5)]
        await asyncio.sleep(1)
        event.set()
        return await asyncio.gather(*waiters)

    assert run(main, seed=seed) == [True] * 5


@pytest.mark.parametrize("seed", SEEDS)
def test_timeouts_end_what_takes_too_long_and_nothing_else(seed):
    """A time-out comes at its virtual time; work that ends in time is left alone."""

    async def main(loop):
        async with asyncio.timeout(10):
            await asyncio.sleep(9)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(10):
                await asyncio.sleep(11)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.sleep(11), 10)
        return loop.time()

    assert run(main, seed=seed) == 29.0


def test_years_pass_in_no_time():
    """Virtual time jumps to what is next."""

    async def main(loop):
        for _ in range(10):
            await asyncio.sleep(365 * 24 * 3600)
        return loop.time()

    assert run(main) == 10 * 365 * 24 * 3600


@pytest.mark.parametrize("seed", SEEDS)
def test_blocking_calls_run_later_and_hand_back_results_and_errors(seed):
    """A call in a thread returns its result or raises its error, and sees no running loop."""

    async def main(loop):
        def work(number, *, fail):
            with pytest.raises(RuntimeError):
                asyncio.get_running_loop()
            if fail:
                raise OSError("disk")
            return number + 1

        assert await asyncio.to_thread(work, 1, fail=False) == 2
        with pytest.raises(OSError, match="disk"):
            await asyncio.to_thread(work, 1, fail=True)
        assert await loop.run_in_executor(None, divmod, 7, 2) == (3, 1)
        return 0 <= loop.time() < 0.06

    assert run(main, seed=seed)


def test_a_cancelled_blocking_call_sometimes_runs_all_the_same():
    """As with a real thread: cancelling the wait does not stop what has begun."""

    async def main(loop):
        ran = []
        task = asyncio.create_task(asyncio.to_thread(ran.append, 1))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(1)
        return len(ran)

    assert {run(main, seed=seed) for seed in range(60)} == {0, 1}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cancelled_task_runs_its_finally_blocks(seed):
    """Cancellation is delivered at the await, cleaning up may await itself."""

    async def main(loop):
        steps = []

        async def task():
            try:
                await asyncio.sleep(10)
            finally:
                await asyncio.sleep(1)
                steps.append("cleaned")

        running = asyncio.create_task(task())
        await asyncio.sleep(1)
        running.cancel()
        await asyncio.wait([running])
        return running.cancelled(), steps, loop.time()

    assert run(main, seed=seed) == (True, ["cleaned"], 2.0)


def test_orders_differ_between_seeds():
    """Tasks that are ready at once run in every order."""

    async def main(loop):
        order = []

        async def note(number):
            order.append(number)

        await asyncio.gather(*(note(number) for number in range(3)))
        return tuple(order)

    assert len({run(main, seed=seed) for seed in range(100)}) == 6


def test_a_plain_replay_runs_first_come_first_served():
    """Without any draws the loop behaves like asyncio's own."""

    async def main():
        order = []

        async def note(number):
            order.append(number)

        await asyncio.gather(*(note(number) for number in range(5)))
        return order

    empty = Choices(0).recording()
    loop = SimulatedLoop(Choices.replaying(empty))
    assert loop.run_until_complete(main()) == list(range(5))
    loop.close()


def test_timers_sometimes_overtake_what_is_ready():
    """On a busy host a short time-out comes before work that was ready; the loop tries that too."""

    async def main(loop):
        spin_was_first = []
        loop.call_later(0.5, spin_was_first.append, False)

        async def spin():
            for _ in range(50):
                await asyncio.sleep(0)
            spin_was_first.append(True)

        await spin()
        return spin_was_first[0]

    assert {run(main, seed=seed, stall_mean_gap=100) for seed in range(40)} == {True, False}
    assert {run(main, seed=seed, stall_mean_gap=0) for seed in range(10)} == {True}


def test_a_deadlock_is_found_and_every_task_is_shown_where_it_stands():
    """When nothing can ever run again the run ends, and the error tells who waits where."""

    async def main(loop):
        lock = asyncio.Lock()

        async def hold():
            async with lock:
                await asyncio.Event().wait()

        async def want():
            await asyncio.sleep(1)
            async with lock:
                pass

        await asyncio.gather(hold(), want())

    with pytest.raises(DeadlockError) as caught:
        run(main)
    text = str(caught.value)
    assert "nothing is ready" in text
    assert "hold#" in text
    assert "want#" in text
    assert "Lock.acquire" in text


def test_a_run_without_end_is_stopped():
    """A livelock meets the step limit."""

    async def main(loop):
        async for _ in endless():
            pass

    async def endless():
        while True:
            yield await asyncio.sleep(0)

    with pytest.raises(StepLimitError, match="more than 500 steps"):
        run(main, steps_max=500)


def test_errors_that_nobody_handles_are_collected():
    """A callback that raises and a failed task that nobody awaits both end in `unhandled`."""

    async def main(loop):
        async def fail():
            raise ValueError("lost")

        asyncio.create_task(fail())  # noqa: RUF006 - nobody holds or awaits it: that is the case
        loop.call_soon(lambda: 1 / 0)
        await asyncio.sleep(1)

    loop = SimulatedLoop(Choices(0))
    loop.run_until_complete(main(loop))
    assert sorted(one.detail.splitlines()[-1] for one in loop.unhandled) == [
        "ValueError: lost",
        "ZeroDivisionError: division by zero",
    ]
    loop.close()


def test_an_abort_ends_the_run_whoever_calls():
    """A check may stop the run from within any callback, even where every error is caught."""

    async def main(loop):
        loop.abort(AssertionError("invariant broken"))
        await asyncio.sleep(1)

    with pytest.raises(AssertionError, match="invariant broken"):
        run(main)


def test_met_timeouts_do_not_pile_up():
    """Cancelled timers are swept long before their time."""

    async def main(loop):
        for _ in range(5000):
            async with asyncio.timeout(10_000):
                await asyncio.sleep(0)
        return len(loop._timers)

    assert run(main) < 1500


def test_garbage_is_collected_at_fixed_steps_only():
    """The collector is off during the run and back on afterwards."""

    async def main(loop):
        return gc.isenabled()

    assert run(main) is False
    assert gc.isenabled()


def test_a_closed_loop_refuses_to_schedule():
    """After the run nothing can be started on its loop."""
    loop = SimulatedLoop(Choices(0))
    loop.close()
    loop.close()
    with pytest.raises(RuntimeError, match="the run is over"):
        loop.call_soon(print)

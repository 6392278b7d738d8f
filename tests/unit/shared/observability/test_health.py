"""Liveness and readiness."""

import asyncio

import pytest

from shared.observability.health import NOT_DRAINING, Health, beat_forever


class Stopwatch:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.seconds


def test_a_loop_that_beats_is_alive_and_one_that_does_not_is_stuck() -> None:
    """Liveness ends when the last beat is older than allowed, and comes back with the next."""
    clock = Stopwatch()
    health = Health(monotonic=clock, stale_after=10)

    clock.seconds += 10
    assert health.liveness().status == "alive"
    clock.seconds += 1
    assert health.liveness().status == "stuck"
    assert health.liveness().stuck == ("loop: 11 s",)
    health.beat()
    assert health.liveness().status == "alive"


def test_a_worker_must_beat_until_it_retires() -> None:
    """One silent worker makes the process stuck, unless it has said that it ended."""
    clock = Stopwatch()
    health = Health(monotonic=clock, stale_after=10)
    health.beat("scan")
    clock.seconds += 20
    health.beat()

    assert health.liveness().stuck == ("scan: 20 s",)
    health.retire("scan")
    assert health.liveness().status == "alive"


def test_ready_needs_every_condition() -> None:
    """A process is ready only while all of its conditions hold; the reason of each failure is told."""
    health = Health(conditions=["connected", "bound"], monotonic=Stopwatch())
    assert health.readiness().status == "not ready"

    health.fulfil("connected")
    health.fulfil("bound")
    assert health.readiness().status == "ready"

    health.fail("connected", "the server closed the connection")
    body = health.readiness()
    assert body.status == "not ready"
    assert [c.reason for c in body.conditions if not c.holds] == ["the server closed the connection"]


def test_a_draining_process_is_alive_and_not_ready() -> None:
    """Draining ends readiness and leaves liveness alone."""
    health = Health(monotonic=Stopwatch())
    assert health.readiness().status == "ready"

    health.drain()

    assert health.readiness().status == "not ready"
    assert [c.name for c in health.readiness().conditions if not c.holds] == [NOT_DRAINING]
    assert health.liveness().status == "alive"


def test_an_unknown_condition_is_refused() -> None:
    """A misspelt condition is an error, since nothing would ever wait for it."""
    with pytest.raises(KeyError, match="conected"):
        Health(conditions=["connected"], monotonic=Stopwatch()).fulfil("conected")


async def test_the_loop_beats_until_cancelled() -> None:
    """The beating task keeps a stopped clock's process alive after the clock has jumped."""
    clock = Stopwatch()
    health = Health(monotonic=clock, stale_after=10)
    task = asyncio.create_task(beat_forever(health, every=0))
    clock.seconds += 60

    await asyncio.sleep(0)

    assert health.liveness().status == "alive"
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

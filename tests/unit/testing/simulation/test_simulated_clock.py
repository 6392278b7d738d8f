"""A host's clock follows virtual time, as wrong as it was made."""

from datetime import UTC, datetime, timedelta

from shared.observability.clock import Clock
from testing.simulation.machine.clock import EPOCH, SimulatedClock
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop


def test_the_clock_is_virtual_time_plus_skew_and_jumps():
    """Hosts differ, and a jump moves one of them, both ways."""
    loop = SimulatedLoop(Choices(0))
    true: Clock = SimulatedClock(loop)
    ahead = SimulatedClock(loop, skew_ns=3600 * 10**9)
    loop.call_later(90, loop.stop)
    loop.run_forever()
    assert true.now() == EPOCH + timedelta(seconds=90)
    assert ahead.now() - true.now() == timedelta(hours=1)
    ahead.jump(-7200)
    assert true.now() - ahead.now() == timedelta(hours=1)
    assert true.now().tzinfo is UTC
    loop.close()


def test_nanoseconds_and_date_agree():
    """Both read the same clock."""
    loop = SimulatedLoop(Choices(0))
    clock = SimulatedClock(loop)
    assert datetime.fromtimestamp(clock.time_ns() / 10**9, UTC) == EPOCH
    loop.close()


def test_no_two_readings_at_one_instant_are_equal():
    """File times taken from it tell two edits apart."""
    loop = SimulatedLoop(Choices(0))
    clock = SimulatedClock(loop)
    readings = [clock.time_ns() for _ in range(5)]
    assert readings == sorted(set(readings))
    loop.close()

"""Answers come at fixed times."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.satellites.visits.pace import Pace, answer_time
from tests.unit.services.satellites.clocks import SetClock


@settings(deadline=None)
@given(work=st.floats(0, 100), begun=st.floats(0, 1e6))
def test_answers_stand_on_the_grid_and_never_before_they_are_done(work, begun):
    """An answer comes at a step of the grid from its request: the next one after the work."""
    when = answer_time(begun, begun + work, 0.25)
    steps = (when - begun) / 0.25

    assert steps == pytest.approx(round(steps), abs=1e-6)
    assert when >= begun + work
    assert when - (begun + work) <= 0.25 + 1e-6


async def test_times_of_few_and_many_satellites_are_one_distribution():
    """Work that grows with what is in the field, and its jitter, are not seen in the times of the answers."""
    draw = random.Random(7)
    times = {few: [await timed(draw, few) for _ in range(200)] for few in (True, False)}

    assert {round(time, 9) for time in times[True]} == {round(time, 9) for time in times[False]} == {0.25}


async def timed(draw, few):
    """Return how long an answer takes by the clock, with work that depends on the sky."""
    clock = SetClock()

    async def sleep(seconds):
        clock.move(seconds)

    pace = Pace(0.25, clock.monotonic, sleep)
    begun = clock.monotonic()
    async with pace.padded():
        clock.move(draw.uniform(0.0, 0.01) if few else draw.uniform(0.1, 0.2))
    return clock.monotonic() - begun


async def test_errors_come_at_fixed_times_too():
    """What raises is padded as what returns."""
    clock = SetClock()

    async def sleep(seconds):
        clock.move(seconds)

    with pytest.raises(ValueError, match="x"):
        async with Pace(0.25, clock.monotonic, sleep).padded():
            clock.move(0.1)
            raise ValueError("x")

    assert clock.seconds == pytest.approx(1000.25)

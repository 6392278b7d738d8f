"""Bytes that are held back, so that no more pass in a second than may."""

import asyncio

from services.transfer.pace.pace import Departures, Pace
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop


def test_bytes_have_their_time_one_after_the_other() -> None:
    """However many ask at once; an idle time is not saved up."""
    departures = Departures()
    assert [departures.delay(100, now=10.0, rate=50) for _ in range(3)] == [2.0, 4.0, 6.0]
    assert departures.delay(100, now=30.0, rate=50) == 2.0


def test_a_bound_that_ends_frees_what_comes_next() -> None:
    """At the end of working hours, say; one that begins counts from then on."""
    departures = Departures()
    departures.delay(1000, now=0.0, rate=1)
    assert departures.delay(100, now=1.0, rate=None) == 0.0
    assert departures.delay(100, now=1.0, rate=100) == 1.0


def test_a_worker_sends_as_much_in_a_second_as_it_may() -> None:
    """A thousand pieces of 10 kB at 1 MB a second take ten seconds, four at a time."""
    loop = SimulatedLoop(Choices(1))
    try:
        pace = Pace(lambda: 1_000_000)

        async def send() -> None:
            for _ in range(250):
                await pace.take(10_000)

        async def together() -> float:
            await asyncio.gather(*(send() for _ in range(4)))
            return loop.time()

        assert round(loop.run_until_complete(together()), 6) == 10.0
        assert pace.waited_seconds > 0
    finally:
        loop.close()

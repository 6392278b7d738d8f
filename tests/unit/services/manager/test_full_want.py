"""A want of as many paths as fit: none follows it before a report, since nobody would heed it."""

import asyncio

import pytest

from services.manager.publisher import FULL_WANT_STANDS, SitePublisher
from services.manager.state.change_traces import Traces
from services.manager.state.database.site_values import SiteValue
from services.manager.timing import Timing
from shared.contracts.messages.batch import Change
from shared.contracts.messages.transfers.want import NEEDS_MAX
from shared.contracts.topology import Stream
from shared.observability.clock import SystemClock
from shared.observability.tracing import NoTracer
from testing.bus.memory import MemoryBus, MemoryServer
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop import SimulatedLoop
from tests.unit.services.manager.site import Orchestrator, Site, file
from tests.unit.services.manager.wiring import TOPOLOGY

NONE = frozenset[str]()


class Asking:
    """A site that lacks many files, and its publisher."""

    def __init__(self, files: int) -> None:
        orchestrator = Orchestrator()
        orchestrator.others_change(*(Change(path=f"f{n:04}", state=file("1")) for n in range(files)))
        self.site = Site(orchestrator)
        self.site.folds()
        self.server = MemoryServer(TOPOLOGY)
        self.publisher = SitePublisher(
            MemoryBus(self.server, "manager"),
            topology=TOPOLOGY,
            identity=self.site.identity,
            state=self.site.state,
            clock=SystemClock(),
            timing=Timing(),
            traces=Traces(),
            tracer=NoTracer(),
        )

    async def say(self, *, asking: bool = True, unhashed: frozenset[str] = NONE) -> int:
        """Say a want after one more file was placed unheard; return the sequence of the newest."""
        path = f"f{next(self.site.touches):04}"
        self.site.sees(path, file("1"))
        tally = self.site.state.index.tally()
        await self.publisher.say_want(tally, asking=asking, unhashed=unhashed)
        (want,) = self.server.stored(Stream.WANTS)
        return want.sequence


@pytest.fixture
def loop():
    """A loop on a clock of its own."""
    made = SimulatedLoop(Choices(1))
    yield made
    made.close()


def test_a_full_want_stands_until_its_report(loop):
    """What is placed meanwhile is no reason for another one; the report is."""
    asking = Asking(NEEDS_MAX + 100)

    async def ask():
        before = [await asking.say(), await asking.say()]
        asking.publisher.answered()
        return before, await asking.say()

    assert loop.run_until_complete(ask()) == ([1, 1], 2)


def test_a_want_during_which_a_report_was_heard_is_followed_at_once(loop):
    """It was worked out without that report, and orchestrators pass over it: the site would wait in vain."""
    asking = Asking(NEEDS_MAX + 100)

    async def ask():
        first = await asking.say()
        asking.site.state.values.keep(SiteValue.REPORTS_AFTER, 7)
        return first, await asking.say()

    assert loop.run_until_complete(ask()) == (1, 2)


def test_a_full_want_whose_report_is_late_is_followed_by_another(loop):
    """The pack may be lost, and what is asked for may be overtaken."""
    asking = Asking(NEEDS_MAX + 100)

    async def ask():
        first = await asking.say()
        await asyncio.sleep(FULL_WANT_STANDS)
        return first, await asking.say()

    assert loop.run_until_complete(ask()) == (1, 2)


@pytest.mark.parametrize("change", [{"asking": False}, {"unhashed": frozenset({"f0900"})}])
def test_what_must_not_be_placed_is_said_at_once(loop, change):
    """Where nothing is asked for any more, or somebody writes to a file that was, no report is waited for."""
    asking = Asking(NEEDS_MAX + 100)

    async def ask():
        return await asking.say(), await asking.say(**change)

    assert loop.run_until_complete(ask()) == (1, 2)


def test_a_want_that_asks_for_less_is_followed_at_once(loop):
    """There is room for more in the next one."""
    asking = Asking(NEEDS_MAX - 1)

    async def ask():
        return await asking.say(), await asking.say()

    assert loop.run_until_complete(ask()) == (1, 2)

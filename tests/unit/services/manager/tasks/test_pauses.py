"""A site that a person has paused publishes nothing and asks for nothing, and loses nothing by it."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from services.manager.context import ManagerContext
from services.manager.look.directory.scan import WHOLE
from services.manager.status.presence import presence_of
from services.manager.tasks.heed_pauses import heed_pauses, read_pause
from services.manager.tasks.manager import Manager
from services.manager.tasks.publish import PublishTask
from shared.bus.codec import decode
from shared.contracts.messages.ask import EVERYBODY
from shared.contracts.messages.batch import Change
from shared.contracts.messages.transfers.want import Want
from shared.contracts.topology import Stream
from shared.service.pauses import PauseStore
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.manager.site import Orchestrator, file, trusts
from tests.unit.services.manager.wiring import TOPOLOGY, new_core, until

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def context() -> ManagerContext:
    """Return site a, which lacks `theirs` of another site and has `ours` to publish."""
    context = new_core(bus=MemoryBus(MemoryServer(TOPOLOGY), "manager"), collection="kernels", site="a")
    orchestrator = Orchestrator()
    orchestrator.others_change(Change(path="theirs", state=file("1")))
    for at, signed in orchestrator.log:
        context.state.fold(at, signed, trusts=trusts, incarnation=lambda: "1" * 16)
    context.state.begin(lambda: "1" * 16)
    context.observed.unhashed.take(WHOLE, frozenset(), finished=True)
    context.state.index.note_local("ours", file("2"), None)
    return context


@asynccontextmanager
async def speaking(context: ManagerContext):
    """Yield the task that speaks, which heeds pauses."""
    task = PublishTask(context)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        await read_pause(context)
        works = [group.create_task(heed_pauses(context)), group.create_task(task.run())]
        yield task
        for work in works:
            work.cancel()


def want(context: ManagerContext) -> Want | None:
    """Return the standing want."""
    said = context.bus._server.stored(Stream.WANTS)
    return decode(Want, said[-1].data) if said else None


def batches(context: ManagerContext) -> int:
    """Return how many batches were published."""
    return len(context.bus._server.stored(Stream.BATCHES))


async def test_a_paused_site_says_what_it_has_placed_and_nothing_else(context: ManagerContext) -> None:
    """Also where the pause was made before its manager was started; status says since when, and by whom."""
    await PauseStore(context.bus, "kernels").pause("a", since=NOON, by="ada")
    async with speaking(context) as task:
        await until(lambda: want(context) is not None)
        said, presence = want(context), presence_of(context, task)
    assert said is not None
    assert (said.paused, said.needs, said.placed, batches(context)) == (True, (), 0, 0)
    assert (presence.state, presence.behind) == ("paused", 1)
    assert presence.pause is not None
    assert presence.pause.words == "paused since 2026-05-04T12:00:00Z by ada"


async def test_a_site_that_is_resumed_publishes_and_asks_at_once(context: ManagerContext) -> None:
    """What was changed meanwhile was kept."""
    store = PauseStore(context.bus, "kernels")
    await store.pause(EVERYBODY, since=NOON, by="ada")
    async with speaking(context):
        await until(lambda: want(context) is not None)
        await store.resume(EVERYBODY)
        await until(lambda: batches(context) == 1)
        await until(lambda: bool((said := want(context)) and said.needs))
        said = want(context)
    assert said is not None
    assert (said.paused, [need.path for need in said.needs]) == (False, ["theirs"])


async def test_a_pause_takes_a_standing_want_back(context: ManagerContext) -> None:
    """The orchestrator has no want of this site to answer any more."""
    async with speaking(context):
        await until(lambda: bool((said := want(context)) and said.needs))
        await PauseStore(context.bus, "kernels").pause("a", since=NOON, by="")
        await until(lambda: bool((said := want(context)) and said.paused))
        said = want(context)
    assert said is not None
    assert said.needs == ()


async def test_a_scrub_rests_while_its_site_is_paused(context: ManagerContext) -> None:
    """The disk is wanted by whoever has paused the site."""
    manager = Manager(context)
    assert not await manager._is_busy()
    await PauseStore(context.bus, "kernels").pause("a", since=NOON, by="")
    await read_pause(context)
    assert await manager._is_busy()

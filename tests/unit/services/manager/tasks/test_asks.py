"""Asks of others to a site."""

import asyncio

from services.manager.look.directory.scan import Scope
from services.manager.state.database.site_values import SiteValue
from services.manager.tasks.follow_log import LogFollower
from services.manager.tasks.reports_and_asks import follow_asks
from shared.bus.codec import encode
from shared.contracts.messages.ask import Ask, AskKind
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.manager.wiring import TOPOLOGY, new_core, until


async def test_an_ask_that_names_directories_is_a_look_at_them_alone() -> None:
    """Whoever wrote there knows where; the count of whole looks is not touched."""
    bus = MemoryBus(MemoryServer(TOPOLOGY), "manager")
    context = new_core(bus=bus)
    await context.dirty.take(timeout=1)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        task = group.create_task(follow_asks(context, LogFollower(context, group)))
        await until(lambda: bool(context.state.values.text(SiteValue.ASKS_AFTER)))
        ask = Ask(collection="c", kind=AskKind.SCAN, site="b", directories=("", "a/b"))
        await bus.publish(TOPOLOGY.ask("c", "b"), encode(ask))
        assert await context.dirty.take(timeout=None) == Scope(directories=frozenset(("", "a/b")))
        assert context.observed.asked.last == 0
        task.cancel()

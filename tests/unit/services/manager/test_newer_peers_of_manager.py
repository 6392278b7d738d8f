"""A worker or manager of a newer major version does not end a manager: it waits for its own upgrade."""

import asyncio
import json

from services.manager.state.database.site_values import SiteValue
from services.manager.tasks.follow_log import LogFollower
from services.manager.tasks.reports_and_asks import follow_asks, follow_reports
from shared.bus.codec import encode
from shared.contracts.messages.ask import Ask, AskKind
from shared.contracts.messages.transfers.report import Applied
from shared.contracts.messages.version import SCHEMA_VERSION
from shared.model.base import FrozenModel
from testing.bus.memory import MemoryBus, MemoryServer
from tests.unit.services.manager.wiring import TOPOLOGY, new_core, until


def newer(message: FrozenModel) -> bytes:
    """Return a message as a newer major version might publish it."""
    return json.dumps(json.loads(encode(message)) | {"schema_version": SCHEMA_VERSION + 1}).encode()


async def test_what_a_newer_peer_says_waits_for_an_upgrade() -> None:
    """Newer reports and asks are passed over, the ones after them are heard; a restart reads them again."""
    bus = MemoryBus(MemoryServer(TOPOLOGY), "manager")
    context = new_core(bus=bus)
    applied = Applied(collection="c", site="b", pack="ab" * 16)
    ask = Ask(collection="c", kind=AskKind.SCAN)
    values = context.state.values
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(follow_reports(context, LogFollower(context, group))),
            group.create_task(follow_asks(context, LogFollower(context, group))),
        ]
        await until(lambda: bool(values.text(SiteValue.REPORTS_AFTER) and values.text(SiteValue.ASKS_AFTER)))
        await bus.publish(TOPOLOGY.report("c", "b"), newer(applied))
        await bus.publish(TOPOLOGY.ask("c", "_"), newer(ask))
        await asyncio.sleep(0.05)
        assert values.number(SiteValue.REPORTS_AFTER) == 0
        await bus.publish(TOPOLOGY.report("c", "b"), encode(applied))
        await bus.publish(TOPOLOGY.ask("c", "_"), encode(ask))
        await until(lambda: values.number(SiteValue.REPORTS_AFTER) == 2 and context.observed.asked.last == 2)
        for task in tasks:
            task.cancel()

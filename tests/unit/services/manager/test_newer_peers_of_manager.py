"""A worker or manager of a newer major version does not end a manager: it waits for its own upgrade."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from random import Random

from services.manager.app import make_core
from services.manager.brake import BrakeSettings
from services.manager.facts import Fact
from services.manager.following import LogFollower
from services.manager.hearing import follow_asks, follow_reports
from services.manager.settings import Timing
from services.manager.site_state import Who
from services.manager.watcher_polling import PollingWatcher
from shared.bus.codec import encode
from shared.bus.memory import MemoryBus, MemoryServer
from shared.bus.topology import Topology
from shared.identity.keys import SigningKey
from shared.messages.ask import Ask, AskKind
from shared.messages.report import Applied
from shared.messages.version import SCHEMA_VERSION
from shared.model.base import FrozenModel
from shared.observability.clock import SystemClock

TOPOLOGY = Topology()


def newer(message: FrozenModel) -> bytes:
    """Return a message as a newer major version might publish it."""
    return json.dumps(json.loads(encode(message)) | {"schema_version": SCHEMA_VERSION + 1}).encode()


def no_files():
    """Nothing is looked at here."""
    raise AssertionError


async def until(true: Callable[[], bool]) -> None:
    """Let others work until `true()`."""
    for _ in range(5000):
        if true():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("never came")


async def test_what_a_newer_peer_says_waits_for_an_upgrade() -> None:
    """Newer reports and asks are passed over, the ones after them are heard; a restart reads them again."""
    bus = MemoryBus(MemoryServer(TOPOLOGY), "manager")
    core = make_core(
        bus=bus,
        topology=TOPOLOGY,
        who=Who(collection="c", site="b"),
        key=SigningKey(bytes(32)),
        database=Path(":memory:"),
        open_files=no_files,
        watcher=PollingWatcher(poll_seconds=1),
        clock=SystemClock(),
        source=Random(1),
        timing=Timing(),
        brake=BrakeSettings(),
        brake_window=1,
    )
    applied = Applied(collection="c", site="b", pack="ab" * 16)
    ask = Ask(collection="c", kind=AskKind.SCAN)
    facts = core.parts.state.facts
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(follow_reports(core)),
            group.create_task(follow_asks(core, LogFollower(core, group))),
        ]
        await until(lambda: bool(facts.text(Fact.REPORTS_AFTER) and facts.text(Fact.ASKS_AFTER)))
        await bus.publish(TOPOLOGY.report("c", "b"), newer(applied))
        await bus.publish(TOPOLOGY.ask("c", "_"), newer(ask))
        await asyncio.sleep(0.05)
        assert facts.number(Fact.REPORTS_AFTER) == 0
        await bus.publish(TOPOLOGY.report("c", "b"), encode(applied))
        await bus.publish(TOPOLOGY.ask("c", "_"), encode(ask))
        await until(lambda: facts.number(Fact.REPORTS_AFTER) == 2 and core.notes.asked.last == 2)
        for task in tasks:
            task.cancel()

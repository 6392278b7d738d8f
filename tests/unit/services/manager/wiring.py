"""A manager's core in memory, for tests. No test module."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random

from services.manager.app import make_context
from services.manager.context import ManagerContext
from services.manager.look.safeguards.brake import BrakeSettings
from services.manager.state.site_identity import SiteIdentity
from services.manager.surroundings import SiteRules, Surroundings
from services.manager.timing import Timing
from services.manager.watch.polling import PollingWatcher
from shared.contracts.topology import Topology
from shared.heads.quarantine import NO_POLICY, Policy
from shared.identity.keys import SigningKey
from shared.observability.clock import SystemClock
from shared.roots.posix.files.port import Files
from testing.bus.memory import MemoryBus, MemoryServer

TOPOLOGY = Topology()
PATIENCE = 60.0


def no_files() -> Files:
    """Nothing is looked at."""
    raise AssertionError


def new_core(
    *,
    bus: MemoryBus | None = None,
    database: Path = Path(":memory:"),
    open_files: Callable[[], Files] = no_files,
    settle: float = 0.0,
    unfinished: float = 300.0,
    collection: str = "c",
    site: str = "b",
    policy: Policy = NO_POLICY,
    first_operator: frozenset[str] = frozenset(),
) -> ManagerContext:
    """Return the context of a site: `b` in collection `c`, where no other is named."""
    around = Surroundings(
        bus=bus or MemoryBus(MemoryServer(TOPOLOGY), "manager"),
        topology=TOPOLOGY,
        database=database,
        open_files=open_files,
        watcher=PollingWatcher(poll_seconds=1),
        clock=SystemClock(),
        source=Random(1),
    )
    rules = SiteRules(
        identity=SiteIdentity(collection=collection, site=site),
        key=SigningKey(bytes(32)),
        timing=Timing(settle=settle, unfinished=unfinished),
        brake=BrakeSettings(),
        brake_window=1,
        policy=policy,
        first_operator=first_operator,
    )
    return make_context(around, rules)


async def until(true: Callable[[], bool]) -> None:
    """Let others work until `true()`: how many turns threads take depends on the machine."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110  a state is no event
            await asyncio.sleep(0.001)

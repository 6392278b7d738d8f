"""The application over a small world, asked without a network."""

from contextlib import asynccontextmanager
from datetime import timedelta

import httpx

from services.satellites.api.application import make_application
from services.satellites.api.callers import Door
from services.satellites.api.desk import Desk
from services.satellites.catalogue.keeper import Keeper, KeeperRules
from services.satellites.catalogue.trust import SourceRules
from services.satellites.secrecy.memory import Shielded
from services.satellites.visits.pace import Pace
from services.satellites.visits.pair_watch import PairWatch
from shared.observability.health import Health
from shared.observability.metrics import new_registry
from tests.unit.services.satellites.clocks import SetClock
from tests.unit.services.satellites.sky import candidate
from tests.unit.services.satellites.visits.worlds import make_visits


class World:
    """A replica with its parts at hand."""

    def __init__(self, *, compute=None, door=None, **limits):
        self.clock = SetClock()
        self.visits = make_visits(compute, clock=self.clock, **limits)
        rules = KeeperRules(
            sources={"a": SourceRules(least_objects=1)}, age_limit=timedelta(hours=12), carry_days=30.0
        )
        self.keeper = Keeper(rules, self.clock, 7)
        self.keeper.offer(candidate(range(70001, 70101)))
        self.padded = []
        self.desk = desk = Desk(self.visits, door or Door(), Pace(0.25, self.clock.monotonic, self._sleep))
        shielded, health = Shielded(locked=True, undumpable=True), Health(monotonic=self.clock.monotonic)
        parts = (desk, self.keeper, shielded, health, new_registry(), PairWatch(None))
        self.application = make_application(parts)

    async def _sleep(self, seconds):
        self.padded.append(seconds)

    @asynccontextmanager
    async def client(self, host="127.0.0.1", scheme="http"):
        """Yield a client that seems to come from a host."""
        transport = httpx.ASGITransport(self.application, raise_app_exceptions=False, client=(host, 4711))
        async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://satellites") as client:
            yield client

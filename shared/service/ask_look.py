"""The ask that a site's manager looks where something was written."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from shared.bus.codec import encode
from shared.bus.port import Bus, BusError
from shared.contracts.messages.ask import Ask, AskKind
from shared.contracts.topology import Topology
from shared.model.paths import parent


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAsker:
    """Asks the manager of one site. Where it cannot be told, its watcher sees it a little later."""

    bus: Bus
    topology: Topology
    collection: str
    site: str

    async def ask(self, paths: Iterable[str]) -> None:
        """Have the manager look where the first of some paths lies; a group it sees whole by itself."""
        first = next(iter(paths))
        ask = Ask(collection=self.collection, kind=AskKind.SCAN, site=self.site, directories=(parent(first),))
        with suppress(BusError):
            await self.bus.publish(self.topology.ask(self.collection, self.site), encode(ask))

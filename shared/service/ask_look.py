"""The ask that a site's manager looks where something was written."""

from collections.abc import Iterable, Sequence
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
        await self.look_in((parent(next(iter(paths))),))

    async def look_in(self, directories: Sequence[str]) -> None:
        """Have the manager look in some directories, as many as one ask names at most."""
        ask = Ask(
            collection=self.collection, kind=AskKind.SCAN, site=self.site, directories=tuple(directories)
        )
        with suppress(BusError):
            await self.bus.publish(self.topology.ask(self.collection, self.site), encode(ask))

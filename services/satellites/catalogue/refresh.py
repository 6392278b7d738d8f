"""The tasks that keep the catalogue fresh, one a source."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from services.satellites.catalogue.decode.port import MalformedError
from services.satellites.catalogue.ephemerides.gather import StateCandidate
from services.satellites.catalogue.gather import Candidate, Gathering
from services.satellites.catalogue.keeper import Keeper
from services.satellites.catalogue.sizes import OwnSizes, SharedSizes
from services.satellites.providers.port import Provider, ProviderError, SlotTakenError
from services.satellites.providers.schedule import Schedule
from services.satellites.secrecy.quiet import described
from shared.bus.port import BusError
from shared.observability.clock import Clock

log = logging.getLogger(__name__)

WHERE_IT_LASTS = "It is asked again; where it lasts, the operator looks at this source and its settings"


@dataclass(slots=True)
class Loads:
    """Counts loads of one source, for metrics."""

    used: int = 0
    doubted: int = 0
    failed: int = 0


class Loader(Protocol):
    """The port to one source as a whole."""

    @property
    def name(self) -> str:
        """Name of the source, as the operator gave it."""

    async def load(self) -> Candidate | StateCandidate:
        """Return what the source has now.

        Raises:
            ProviderError: not all has come.
            MalformedError: it is not of its format, or above a bound.
            BusError: what is shared with other replicas cannot be asked.
        """


@dataclass(frozen=True, slots=True)
class ElementsLoader:
    """Loads element sets."""

    provider: Provider
    clock: Clock

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.provider.name

    async def load(self) -> Candidate:
        """Return what the provider has now."""
        gathering = Gathering(self.provider.name, self.provider.format, now=self.clock.now())
        sink = _ThreadSink(gathering)
        await self.provider.pull(sink)
        return await asyncio.to_thread(sink.gathering.finish)


@dataclass(slots=True, kw_only=True)
class Refresh:
    """Loads one source again and again."""

    loader: Loader
    keeper: Keeper
    schedule: Schedule
    clock: Clock
    sizes: SharedSizes = field(default_factory=OwnSizes)
    loads: Loads = field(default_factory=Loads)
    _taken: timedelta | None = None
    """How long the slot of the last try was still another's."""

    async def run(self) -> None:
        """Load until cancelled."""
        while True:
            pause = self._pause(used=await self.load())
            await asyncio.sleep(pause.total_seconds())

    async def load(self) -> bool:
        """Load once; return whether the load is in use. What was in use stays where it is not."""
        self._taken = None
        await self._recall()
        try:
            doubt = await self.keeper.replace(await self.loader.load())
        except SlotTakenError as error:
            self._taken = timedelta(seconds=error.seconds)
            log.info("%s was not loaded: %s", self.loader.name, error)
            return False
        except (ProviderError, MalformedError, BusError) as error:
            self.loads.failed += 1
            log.warning("%s was not loaded: %s. %s", self.loader.name, error, WHERE_IT_LASTS)
            return False
        # What no decoder foresaw is a load that cannot be read: the catalogue in use must outlive it.
        except Exception as error:  # noqa: BLE001
            self.loads.failed += 1
            log.error("%s was not loaded, by a fault of ours: %s", self.loader.name, described(error))
            return False
        if doubt is not None:
            self.loads.doubted += 1
            return False
        self.loads.used += 1
        log.info("%s was loaded", self.loader.name)
        await self._remember()
        return True

    async def _recall(self) -> None:
        """Ask by what a first load is measured: at each try, for as long as nothing is in use."""
        if self.keeper.size(self.loader.name) is None:
            recalled = await self.sizes.recalled(self.loader.name)
            if recalled is not None:
                self.keeper.recall(self.loader.name, recalled)

    async def _remember(self) -> None:
        size = self.keeper.size(self.loader.name)
        if size is not None:
            await self.sizes.remember(self.loader.name, size)

    def _pause(self, *, used: bool) -> timedelta:
        if used:
            return self.schedule.loaded(self.clock.now())
        if self._taken is not None:
            return self.schedule.taken(self.clock.now(), self._taken)
        return self.schedule.failed()


@dataclass(frozen=True, slots=True)
class _ThreadSink:
    """Reads pieces in a thread, so that no request waits for more than a record."""

    gathering: Gathering

    async def feed(self, data: bytes) -> None:
        await asyncio.to_thread(self.gathering.feed, data)

    async def next_body(self) -> None:
        await asyncio.to_thread(self.gathering.next_body)

"""The catalogue in use: swapped at once, held while somebody computes with it, wiped after.

All methods are for the event loop but `Lease.sets`, which a thread reads.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.satellites.catalogue.carry import carried
from services.satellites.catalogue.columns import joined
from services.satellites.catalogue.gather import Candidate
from services.satellites.catalogue.trust import Doubt, Measured, SourceRules, doubt_of, measure
from services.satellites.errors import CatalogueUnfitError
from services.satellites.julian import julian_date
from services.satellites.propagate.element_sets import ElementSets
from shared.observability.clock import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Load:
    """What is in use of one source."""

    sets: ElementSets
    measured: Measured
    loaded_at: datetime


@dataclass(slots=True, repr=False)
class Lease:
    """The whole catalogue at one version, with those who compute with it."""

    version: int
    sets: ElementSets
    holders: int = 0
    retired: bool = False

    def wipe_if_done(self) -> None:
        """Zero the sets, once they were replaced and nobody holds them."""
        if self.retired and not self.holders:
            self.sets.wipe()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperRules:
    """When the catalogue is fit."""

    sources: Mapping[str, SourceRules]
    """By the name of the source; without any of them there is no answer."""
    age_limit: timedelta
    """A load of any source that is older makes the service refuse."""
    carry_days: float


@dataclass(slots=True)
class Keeper:
    """Holds what is in use of each source, and all of it as one."""

    rules: KeeperRules
    clock: Clock
    first_version: int
    """Where the counter of versions begins: random, so that it tells nothing."""
    _loads: dict[str, Load] = field(default_factory=dict)
    _current: Lease | None = None
    _changes: int = 0

    def offer(self, candidate: Candidate) -> Doubt | None:
        """Put a load in use, or return why the one before stays."""
        now = self.clock.now()
        used = self._loads.get(candidate.source)
        measured = measure(candidate)
        doubt = doubt_of(
            measured,
            None if used is None else used.measured,
            self.rules.sources[candidate.source],
            now_jd=julian_date(now),
        )
        if doubt is not None:
            candidate.sets.wipe()
            log.warning("a load of %s is not used: %s", candidate.source, doubt)
            return doubt
        self._loads[candidate.source] = Load(self._with_carried(candidate, used, now), measured, now)
        self._swap()
        return None

    def unfit(self) -> str | None:
        """Return why nothing can be answered now, and who must act; None where it can."""
        missing = [name for name in self.rules.sources if name not in self._loads]
        if missing:
            return f"the catalogue is not whole: {len(missing)} of its sources have not been loaded yet"
        if self.age() > self.rules.age_limit:
            return "the catalogue is too old: the operator must see why its sources are not loaded"
        return None

    def age(self) -> timedelta:
        """Return the age of the source that was loaded longest ago; the longest there is without any."""
        if not self._loads:
            return timedelta.max
        return self.clock.now() - min(load.loaded_at for load in self._loads.values())

    def objects(self) -> int:
        """Return how many element sets are in use, in all."""
        return 0 if self._current is None else len(self._current.sets)

    @contextmanager
    def held(self) -> Iterator[Lease]:
        """Hold the catalogue for the block: it is not wiped meanwhile.

        Raises:
            CatalogueUnfitError: nothing can be answered now.
        """
        if (reason := self.unfit()) is not None or self._current is None:
            raise CatalogueUnfitError(reason or "there is no catalogue yet")
        lease = self._current
        lease.holders += 1
        try:
            yield lease
        finally:
            lease.holders -= 1
            lease.wipe_if_done()

    def close(self) -> None:
        """Wipe all that is in use; nothing can be answered after."""
        for load in self._loads.values():
            load.sets.wipe()
        self._loads.clear()
        self._retire()
        self._current = None

    def _with_carried(self, candidate: Candidate, used: Load | None, now: datetime) -> ElementSets:
        if used is None:
            return candidate.sets
        sets = carried(candidate.sets, used.sets, now_jd=julian_date(now), carry_days=self.rules.carry_days)
        used.sets.wipe()
        candidate.sets.wipe()
        return sets

    def _swap(self) -> None:
        sets = joined([load.sets for load in self._loads.values()])
        self._retire()
        self._changes += 1
        self._current = Lease(self.first_version + self._changes, sets)

    def _retire(self) -> None:
        if self._current is not None:
            self._current.retired = True
            self._current.wipe_if_done()

"""The catalogue in use: swapped at once, held while somebody computes with it, wiped after.

All methods are for the event loop but `Lease.sets`, which a thread reads.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from services.satellites.catalogue.carry import carried, carried_states
from services.satellites.catalogue.columns import joined
from services.satellites.catalogue.ephemerides.gather import StateCandidate
from services.satellites.catalogue.gather import Candidate
from services.satellites.catalogue.trust import (
    Doubt,
    Measured,
    SourceRules,
    doubt_of,
    measure,
    measure_states,
)
from services.satellites.errors import CatalogueUnfitError
from services.satellites.julian import julian_date
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.rows import chosen_rows
from services.satellites.propagate.states.follow import Followed, divided
from services.satellites.propagate.states.tables import StateTables, joined_tables
from shared.observability.clock import Clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Load:
    """What is in use of one source."""

    sets: ElementSets
    """Of a source of ephemerides: what stands for its objects without elements."""
    measured: Measured
    loaded_at: datetime
    tables: StateTables | None = None
    """Of a source of ephemerides: the states."""

    def wipe(self) -> None:
        """Zero all that is held."""
        self.sets.wipe()
        if self.tables is not None:
            self.tables.wipe()


@dataclass(slots=True, repr=False)
class Lease:
    """The whole catalogue at one version, with those who compute with it."""

    version: int
    sets: ElementSets
    """Of the objects that follow no states."""
    followed: Followed | None = None
    """The objects that follow an operator's states, as far as these reach."""
    holders: int = 0
    retired: bool = False

    def wipe_if_done(self) -> None:
        """Zero the sets, once they were replaced and nobody holds them."""
        if self.retired and not self.holders:
            self.sets.wipe()
            if self.followed is not None:
                self.followed.wipe()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperRules:
    """When the catalogue is fit."""

    sources: Mapping[str, SourceRules]
    """By the name of the source."""
    age_limit: timedelta
    """A load of any source that is older makes the service refuse."""
    carry_days: float
    optional: frozenset[str] = frozenset()
    """Sources that the service answers without: their objects then have elements alone."""

    def needed(self) -> list[str]:
        """Return the sources without which there is no answer."""
        return [name for name in self.sources if name not in self.optional]


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

    def offer(self, candidate: Candidate | StateCandidate) -> Doubt | None:
        """Put a load in use, or return why the one before stays."""
        now = self.clock.now()
        used = self._loads.get(candidate.source)
        measured = measure(candidate) if isinstance(candidate, Candidate) else measure_states(candidate)
        doubt = doubt_of(
            measured,
            None if used is None else used.measured,
            self.rules.sources[candidate.source],
            now_jd=julian_date(now),
        )
        if doubt is not None:
            candidate.wipe()
            log.warning("a load of %s is not used: %s", candidate.source, doubt)
            return doubt
        self._loads[candidate.source] = self._load(candidate, measured, used, now)
        self._swap()
        return None

    def unfit(self) -> str | None:
        """Return why nothing can be answered now, and who must act; None where it can."""
        missing = [name for name in self.rules.needed() if name not in self._loads]
        if missing:
            return f"the catalogue is not whole: {len(missing)} of its sources have not been loaded yet"
        if self.age() > self.rules.age_limit:
            return "the catalogue is too old: the operator must see why its sources are not loaded"
        return None

    def age(self) -> timedelta:
        """Return the age of the source that was loaded longest ago; the longest there is without any."""
        needed = [load for name, load in self._loads.items() if name not in self.rules.optional]
        if not needed:
            return timedelta.max
        return self.clock.now() - min(load.loaded_at for load in needed)

    def objects(self) -> int:
        """Return how many element sets are in use, in all."""
        if self._current is None:
            return 0
        followed = self._current.followed
        return len(self._current.sets) + (0 if followed is None else len(followed.elements))

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
            load.wipe()
        self._loads.clear()
        self._retire()
        self._current = None

    def _load(
        self, new: Candidate | StateCandidate, measured: Measured, used: Load | None, now: datetime
    ) -> Load:
        """Return what is put in use: the new load, and what is carried of the one before it."""
        tables = new.tables if isinstance(new, StateCandidate) else None
        if used is None:
            return Load(new.sets, measured, now, tables)
        now_jd, days = julian_date(now), self.rules.carry_days
        sets = carried(new.sets, used.sets, now_jd=now_jd, carry_days=days)
        if tables is not None and used.tables is not None:
            tables = carried_states(tables, used.tables, now_jd=now_jd, carry_days=days)
        used.wipe()
        new.wipe()
        return Load(sets, measured, now, tables)

    def _swap(self) -> None:
        loads = self._loads.values()
        sets = joined([load.sets for load in loads if load.tables is None] or [ElementSets.from_records(())])
        followed = None
        tables = [load.tables for load in loads if load.tables is not None]
        if tables:
            stand_ins = [load.sets for load in loads if load.tables is not None]
            sets, followed = _followed(sets, joined_tables(tables), joined(stand_ins))
        self._retire()
        self._changes += 1
        self._current = Lease(self.first_version + self._changes, sets, followed)

    def _retire(self) -> None:
        if self._current is not None:
            self._current.retired = True
            self._current.wipe_if_done()


def _followed(
    catalogue: ElementSets, tables: StateTables, stand_ins: ElementSets
) -> tuple[ElementSets, Followed]:
    """Return the sets of all other objects, and the objects that follow states; wipe what was copied."""
    sets, own = divided(catalogue, np.concatenate([tables.identity, stand_ins.catalog_number]))
    fresh = chosen_rows(stand_ins, ~np.isin(stand_ins.catalog_number, own.catalog_number))
    elements = joined([own, fresh])
    for part in (catalogue, stand_ins, own, fresh):
        part.wipe()
    return sets, Followed(tables, elements)

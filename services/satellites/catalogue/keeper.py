"""The catalogue in use: swapped at once, held while somebody computes with it, wiped after.

All methods are for the event loop but `Lease.sets`, which a thread reads. A load of 60 000 objects takes some
10 to 30 ms to weigh, to copy and to wipe, so `replace` does these in a thread, and swaps on the loop.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.satellites.catalogue.carry import Keeping
from services.satellites.catalogue.columns import TimedSets
from services.satellites.catalogue.ephemerides.gather import StateCandidate
from services.satellites.catalogue.gather import Candidate
from services.satellites.catalogue.giving_way import giving_way
from services.satellites.catalogue.lease import Lease, Load, Weighing, first_load, lease_of, next_load
from services.satellites.catalogue.superseded import SUPERSEDED_HOURS, superseded, too_many
from services.satellites.catalogue.trust import (
    Doubt,
    Measured,
    SourceRules,
    doubt_of,
    doubt_of_rivals,
    measure,
    measure_of_size,
    measure_states,
    yardstick,
)
from services.satellites.errors import CatalogueUnfitError
from services.satellites.julian import julian_date
from services.satellites.propagate.earth.time_scales import SECONDS_A_DAY
from services.satellites.propagate.settings import CONFIDENCE
from shared.observability.clock import Clock

log = logging.getLogger(__name__)

Wiping = Callable[[Callable[[], None]], object]
"""Calls what zeroes a catalogue once its last holder has left."""


def at_once(wipe: Callable[[], None]) -> None:
    """Zero a catalogue where its last holder leaves."""
    wipe()


def beside_the_loop(wipe: Callable[[], None]) -> None:
    """Zero a catalogue in a thread of the running loop, which waits for it before it closes.

    A million states take 72 MB, some 20 ms to zero.
    """
    asyncio.get_running_loop().run_in_executor(None, wipe)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperRules:
    """When the catalogue is fit."""

    sources: Mapping[str, SourceRules]
    """By the name of the source."""
    age_limit: timedelta
    """A load of any source that is older makes the service refuse."""
    carry_days: float
    rival_days: float = 3.0
    """How long a set stands that a new one contradicts: the wrong one of two may be either."""
    superseded_hours: float = SUPERSEDED_HOURS
    """How long a set stays masked that gave way to another one."""
    confidence: float = CONFIDENCE
    """Of the margins that the geometry masks: one set stands for another within them."""
    optional: frozenset[str] = frozenset()
    """Sources that the service answers without: their objects then have elements alone."""

    unseen_most: int = 0
    """Objects that sources name, by flawed records, and that nothing stands for: more of them refuse."""

    def needed(self) -> list[str]:
        """Return the sources without which there is no answer."""
        return [name for name in self.sources if name not in self.optional]


@dataclass(frozen=True, slots=True, repr=False)
class _Change:
    """A load that may be put in use, and the catalogue with it."""

    load: Load
    lease: Lease
    leftovers: tuple[Load | Candidate | StateCandidate, ...]
    """What was copied of: wiped once the change is in use."""

    def wipe(self) -> None:
        """Zero what is not put in use after all, and leave the load before it."""
        self.load.wipe()
        self.lease.wipe()


@dataclass(slots=True)
class Keeper:
    """Holds what is in use of each source, and all of it as one."""

    rules: KeeperRules
    clock: Clock
    first_version: int
    """Where the counter of versions begins: random, so that it tells nothing."""
    wiping: Wiping = at_once
    monotonic: Callable[[], float] = time.monotonic
    """Goes on as time passes: the catalogue grows old by it and by the clock of the day, and whatever stands
    for a time does so by this one alone."""
    _loads: dict[str, Load] = field(default_factory=dict)
    _loaded: dict[str, float] = field(default_factory=dict)
    """When each was put in use, by `monotonic`."""
    _recalled: dict[str, int] = field(default_factory=dict)
    """How many objects a source had before this process began."""
    _current: Lease | None = None
    _changes: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def recall(self, source: str, objects: int) -> None:
        """Measure the first load of a source by the size of one that another process used."""
        self._recalled[source] = objects

    def size(self, source: str) -> int | None:
        """Return how many objects the load in use of a source has; None where there is none."""
        return self._loads[source].measured.objects if source in self._loads else None

    async def replace(self, candidate: Candidate | StateCandidate) -> Doubt | None:
        """Put a load in use, or return why the one before stays; loads of several sources take turns."""
        async with self._turn:
            weighing = asyncio.ensure_future(asyncio.to_thread(self._weighed, candidate, self.clock.now()))
            try:
                change = await asyncio.shield(weighing)
            except asyncio.CancelledError:
                # A thread goes on to its end, some milliseconds away; nothing of it may stay in memory.
                if isinstance(unused := await weighing, _Change):
                    unused.wipe()
                raise
            if isinstance(change, Doubt):
                return _told(candidate, change)
            await asyncio.to_thread(_wipe, change, self._swap(candidate.source, change))
            return None

    def offer(self, candidate: Candidate | StateCandidate) -> Doubt | None:
        """Do what `replace` does, at once: for who has no event loop to keep turning."""
        change = self._weighed(candidate, self.clock.now())
        if isinstance(change, Doubt):
            return _told(candidate, change)
        _wipe(change, self._swap(candidate.source, change))
        return None

    def unfit(self) -> str | None:
        """Return why nothing can be answered now, and who must act; None where it can."""
        if missing := self.missing():
            return (
                f"operator: the catalogue is not whole: {len(missing)} of its sources were not loaded yet, "
                "and its log says why"
            )
        if self.age() > self.rules.age_limit:
            return "operator: the catalogue is too old, and its log says why its sources are not loaded"
        if self._current is not None and self._current.unseen > self.rules.unseen_most:
            return (
                "the catalogue has flawed records of objects that no other element set stands for: "
                "the provider must mend them, or the operator add a source that has these objects"
            )
        return None

    def missing(self) -> list[str]:
        """Return the names of the sources that there is no answer without, and that were never loaded."""
        return [name for name in self.rules.needed() if name not in self._loads]

    def age(self) -> timedelta:
        """Return the age of the source that was loaded longest ago; the longest there is without any."""
        needed = [name for name in self._loads if name not in self.rules.optional]
        if not needed:
            return timedelta.max
        by_day = self.clock.now() - min(self._loads[name].loaded_at for name in needed)
        by_seconds = self.monotonic() - min(self._loaded[name] for name in needed)
        return max(by_day, timedelta(seconds=by_seconds))

    def _measure_by(self, source: str) -> Measured | None:
        """Return what a load of a source is measured by: the one in use, for half the time that it is good.

        It may be the one in use that is wrong: too large, or dated ahead. Then right ones would be refused
        until nothing is answered any more. After that time a load is weighed as a first one is; what it lacks
        is carried all the same.
        """
        if (used := self._loads.get(source)) is None:
            return measure_of_size(self._recalled[source]) if source in self._recalled else None
        by_seconds = timedelta(seconds=self.monotonic() - self._loaded[source])
        if max(self.clock.now() - used.loaded_at, by_seconds) > self.rules.age_limit / 2:
            return None
        return yardstick(used.measured, used.sizes, loaded_jd=julian_date(used.loaded_at))

    def objects(self) -> int:
        """Return how many element sets are in use, in all; those that gave way to them are not."""
        return 0 if self._current is None else self._current.objects

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
            if lease.done:
                self.wiping(lease.wipe)

    def close(self) -> None:
        """Wipe all that is in use; nothing can be answered after."""
        for load in self._loads.values():
            load.wipe()
        self._loads.clear()
        if self._current is not None:
            self._current.retired = True
            if self._current.done:
                self._current.wipe()
        self._current = None

    def _weighed(self, candidate: Candidate | StateCandidate, now: datetime) -> Doubt | _Change:
        """Return the change that a load would be, or why it is none. Changes nothing; for a thread."""
        measured = measure(candidate) if isinstance(candidate, Candidate) else measure_states(candidate)
        rules, by = self.rules.sources[candidate.source], self._measure_by(candidate.source)
        doubt = doubt_of(measured, by, rules, now_jd=julian_date(now))
        if doubt is not None:
            candidate.wipe()
            return doubt
        keeping = Keeping(
            carry_days=self.rules.carry_days,
            rival_days=self.rules.rival_days,
            superseded_hours=self.rules.superseded_hours,
            confidence=self.rules.confidence,
        )
        own_days = self.monotonic() / SECONDS_A_DAY
        weighing = Weighing(measured=measured, now=now, own_days=own_days, keeping=keeping, rules=rules)
        change = self._change(candidate, weighing)
        new = change.load
        known = by is not None or not change.leftovers
        doubt = doubt_of_rivals(new.contradicted, len(new.rivals), measured.objects, rules, measured=known)
        if doubt is None and too_many(change.lease.held.get(candidate.source, TimedSets()), new.sets):
            doubt = Doubt.CROWDED
        if doubt is None and self._would_refuse(change):
            # The catalogue in use is better than one that refuses; where there is none, the refusal tells.
            doubt = Doubt.UNSEEN
        if doubt is not None:
            change.wipe()
            candidate.wipe()
            return doubt
        return change

    def _change(self, candidate: Candidate | StateCandidate, by: Weighing) -> _Change:
        used = self._loads.get(candidate.source)
        load = first_load(candidate, by) if used is None else next_load(candidate, used, by)
        held = self._held(candidate, load, by)
        version = self.first_version + self._changes + 1
        lease = lease_of(self._loads | {candidate.source: load}, held, version, self.rules.optional)
        return _Change(load, lease, () if used is None else (used, candidate))

    def _held(self, candidate: Candidate | StateCandidate, load: Load, by: Weighing) -> dict[str, TimedSets]:
        """Return what stays masked of each source: a load ends the hours of none."""
        source, before = candidate.source, {} if self._current is None else self._current.held
        leaving = giving_way(candidate, load, self._loads.get(source), list(self._loads.values()))
        held = {
            name: superseded(
                load.sets,
                before.get(name, TimedSets()),
                leaving.parts if name == source else (),
                now_jd=by.now_jd,
                own_days=by.own_days,
                hours=by.keeping.superseded_hours,
                confidence=by.keeping.confidence,
            )
            for name in dict.fromkeys([*before, *([source] if leaving.parts else [])])
        }
        leaving.wipe()
        return held

    def _would_refuse(self, change: _Change) -> bool:
        """Return whether nothing would be answered after a change, and something is before it."""
        if self._current is None or not change.leftovers:
            return False
        return change.lease.unseen > max(self._current.unseen, self.rules.unseen_most)

    def _swap(self, source: str, change: _Change) -> Lease | None:
        """Put a change in use; return the catalogue before it, which nobody gets any more."""
        before = self._current
        self._loads[source], self._current = change.load, change.lease
        self._loaded[source] = self.monotonic()
        self._changes += 1
        if before is not None:
            before.retired = True
        return before


def _wipe(change: _Change, before: Lease | None) -> None:
    """Zero what a change has replaced; those who still hold the catalogue before it zero that."""
    for leftover in change.leftovers:
        leftover.wipe()
    if before is not None and before.done:
        before.wipe()


def _told(candidate: Candidate | StateCandidate, doubt: Doubt) -> Doubt:
    log.warning("a load of %s is not used: %s", candidate.source, doubt)
    return doubt

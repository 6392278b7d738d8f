"""The catalogue's parts in use: what is held of each source, and all of it as one, at one version. Pure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from services.satellites.catalogue.carry import Keeping, Listed, carried, carried_states
from services.satellites.catalogue.columns import TimedSets, epochs_jd, joined, no_sets
from services.satellites.catalogue.ephemerides.gather import StateCandidate
from services.satellites.catalogue.gather import Candidate
from services.satellites.catalogue.rivals import rivals_of, unchanged
from services.satellites.catalogue.trust import HOURS_A_DAY, SIZES, Measured, SourceRules
from services.satellites.catalogue.unread import Unread, unseen
from services.satellites.catalogue.unsure import sinking, unconfirmed, widen
from services.satellites.julian import julian_date
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.rows import chosen_rows
from services.satellites.propagate.states.follow import Followed, divided
from services.satellites.propagate.states.tables import StateTables, joined_tables, no_tables

ORBIT_DAYS = 60.0
"""A set that is older tells no orbit: the geometry's `furthest_epoch_days`."""


@dataclass(frozen=True, slots=True, repr=False)
class Load:
    """What is in use of one source."""

    listed: Listed
    """Of a source of ephemerides: what stands for its objects without elements."""
    measured: Measured
    loaded_at: datetime
    tables: StateTables | None = None
    """Of a source of ephemerides: the states."""
    unread: Unread = field(default_factory=Unread)
    """What it named and did not tell."""
    rivals: TimedSets = field(default_factory=TimedSets)
    """What contradicts `sets`: both are masked."""
    contradicted: int = 0
    """How many of these this load has brought about."""
    sizes: tuple[int, ...] = ()
    """How many objects this load and those before it had."""

    @property
    def sets(self) -> ElementSets:
        """The set in use of each object."""
        return self.listed.sets

    def wipe(self) -> None:
        """Zero all that is held."""
        self.sets.wipe()
        self.unread.wipe()
        self.rivals.wipe()
        if self.tables is not None:
            self.tables.wipe()


@dataclass(slots=True, repr=False)
class Lease:
    """The whole catalogue at one version, with those who compute with it."""

    version: int
    sets: ElementSets
    """Of the objects that follow no states."""
    objects: int
    """How many sets are in use, in all."""
    followed: Followed | None = None
    """The objects that follow an operator's states, as far as these reach."""
    beside: Sequence[ElementSets] = ()
    """What is held of the objects that follow no states: masked beside `sets`. `followed` has the rest."""
    held: Mapping[str, TimedSets] = field(default_factory=dict)
    """What gave way to others lately, by source. No load has it, since it is long."""
    unseen: int = 0
    """Objects that a source names, and that nothing stands for: they would cross unseen."""
    holders: int = 0
    retired: bool = False

    @property
    def done(self) -> bool:
        """True once it was replaced and nobody holds it."""
        return self.retired and not self.holders

    def wipe(self) -> None:
        """Zero the sets."""
        for part in (self.sets, *self.beside, *(one.sets for one in self.held.values())):
            part.wipe()
        if self.followed is not None:
            self.followed.wipe()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What a load is taken up by."""

    measured: Measured
    now: datetime
    own_days: float
    """The time by the process' own clock, which goes on as time passes, however the clock of the day is set:
    what stands for a time does so by this one."""
    keeping: Keeping
    rules: SourceRules

    @property
    def now_jd(self) -> float:
        """The time as a Julian date (UTC)."""
        return julian_date(self.now)

    @property
    def latest_jd(self) -> float:
        """The latest epoch that is believed without another set that confirms it."""
        return self.now_jd + self.rules.ahead_hours / HOURS_A_DAY


def first_load(new: Candidate | StateCandidate, by: Weighing) -> Load:
    """Return what is held of a source that nothing was held of: the candidate's own columns."""
    sizes, listed = (by.measured.objects,), np.full(len(new.sets), by.own_days)
    if isinstance(new, StateCandidate):
        return Load(Listed(new.sets, listed), by.measured, by.now, new.tables, new.unread, sizes=sizes)
    _widen_sinking(new.sets, by)
    widen(new.sets, unconfirmed(new.sets, [], latest_jd=by.latest_jd))
    rivals = _until(new.rivals, by)
    _widen_sinking(rivals.sets, by)
    return Load(Listed(new.sets, listed), by.measured, by.now, None, new.unread, rivals, len(rivals), sizes)


def next_load(new: Candidate | StateCandidate, used: Load, by: Weighing) -> Load:
    """Return copies of the new load, of what is carried of the one before it, and of what contradicts it."""
    unread = Unread(new.unread.named.copy(), new.unread.nameless)
    sizes = (*used.sizes[1 - SIZES :], by.measured.objects)
    if isinstance(new, StateCandidate):
        return _next_states(new, used, by, unread, sizes)
    _widen_sinking(new.sets, by)
    days = by.keeping.carry_days
    listed = carried(new.sets, used.listed, unread, own_days=by.own_days, carry_days=days)
    sets = listed.sets
    widen(sets, unconfirmed(sets, [used.sets, used.rivals.sets], latest_jd=by.latest_jd))
    before = _until(used.sets, by)
    fresh = _rivals(sets, [_until(new.rivals, by), before], by)
    rivals = _rivals(sets, [fresh, before, _kept(used, sets, by)], by, newer_too=True)
    fresh.wipe()
    _widen_sinking(rivals.sets, by)
    return Load(listed, by.measured, by.now, None, unread, rivals, len(fresh), sizes)


def _next_states(
    new: StateCandidate, used: Load, by: Weighing, unread: Unread, sizes: tuple[int, ...]
) -> Load:
    days = by.keeping.carry_days
    listed = carried(new.sets, used.listed, unread, own_days=by.own_days, carry_days=days)
    before = no_tables() if used.tables is None else used.tables
    tables = carried_states(new.tables, before, now_jd=by.now_jd, carry_days=days)
    return Load(listed, by.measured, by.now, tables, unread, sizes=sizes)


def _widen_sinking(sets: ElementSets, by: Weighing) -> None:
    widen(sets, sinking(sets, now_jd=by.now_jd))


def _rivals(
    sets: ElementSets, others: Sequence[TimedSets], by: Weighing, *, newer_too: bool = False
) -> TimedSets:
    return rivals_of(sets, others, now_jd=by.now_jd, own_days=by.own_days, newer_too=newer_too)


def _until(sets: ElementSets, by: Weighing) -> TimedSets:
    """Return sets as rivals from now on."""
    return TimedSets(sets, np.full(len(sets), by.own_days + by.keeping.rival_days))


def _kept(used: Load, sets: ElementSets, by: Weighing) -> TimedSets:
    """Return the rivals before a load; a set that came again confirms nothing, so that their time stands.

    It stands until they tell no orbit any more. The columns of the sets are those of `used`.
    """
    rivals = used.rivals
    again = np.isin(rivals.sets.catalog_number, unchanged(sets, used.sets))
    again &= epochs_jd(rivals.sets) > by.now_jd - ORBIT_DAYS
    until = np.where(again, by.own_days + by.keeping.rival_days, rivals.until)
    return TimedSets(rivals.sets, until)


def lease_of(
    loads: Mapping[str, Load],
    held: Mapping[str, TimedSets],
    version: int,
    optional: Container[str] = (),
) -> Lease:
    """Return the whole catalogue, as copies but for what is held.

    All objects of optional sources have elements in others.
    """
    every = loads.values()
    unread = [load.unread for name, load in loads.items() if name not in optional]
    missing = unseen(unread, [numbers for load in every for numbers in _standing(load)])
    plain = [load for load in every if load.tables is None]
    sets = joined([no_sets(), *(load.sets for load in plain), *(load.rivals.sets for load in plain)])
    beside = [one.sets for one in held.values()]
    if len(plain) == len(every):
        return Lease(version, sets, len(sets), beside=beside, held=held, unseen=missing)
    tables = joined_tables([load.tables for load in every if load.tables is not None])
    stand_ins = joined([load.sets for load in every if load.tables is not None])
    parts = _followed(sets, tables, stand_ins, beside)
    return Lease(version, *parts, held=held, unseen=missing)


def _standing(load: Load) -> list[NDArray[np.int64]]:
    """Return the objects that a load stands for."""
    return [load.sets.catalog_number, *([] if load.tables is None else [load.tables.identity])]


def _followed(
    catalogue: ElementSets, tables: StateTables, stand_ins: ElementSets, held: Sequence[ElementSets]
) -> tuple[ElementSets, int, Followed, list[ElementSets]]:
    """Return the sets of all other objects, how many are in use, and the objects that follow states.

    Then what is held of all others. The sets in use are wiped.
    """
    numbers = np.concatenate([tables.identity, stand_ins.catalog_number])
    sets, own = divided(catalogue, numbers)
    fresh = chosen_rows(stand_ins, ~np.isin(stand_ins.catalog_number, own.catalog_number))
    beside, behind = zip(*[divided(part, numbers) for part in held], strict=True) if held else ((), ())
    elements = joined([own, fresh, *behind])
    in_use = len(sets) + len(own) + len(fresh)
    for part in (catalogue, stand_ins, own, fresh, *behind):
        part.wipe()
    return sets, in_use, Followed(tables, elements), list(beside)

"""The catalogue's parts in use: what is held of each source, and all of it as one, at one version. Pure."""

from collections.abc import Container, Mapping
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
    followed: Followed | None = None
    """The objects that follow an operator's states, as far as these reach."""
    held: Mapping[str, TimedSets] = field(default_factory=dict)
    """What gave way to `sets` lately, by source: masked as well. No load has it, since it is long."""
    unseen: int = 0
    """Objects that a source names, and that nothing stands for: they would cross unseen."""
    holders: int = 0
    retired: bool = False

    @property
    def beside(self) -> list[ElementSets]:
        """The sets that are masked beside those in use."""
        return [one.sets for one in self.held.values()]

    @property
    def done(self) -> bool:
        """True once it was replaced and nobody holds it."""
        return self.retired and not self.holders

    def wipe(self) -> None:
        """Zero the sets."""
        for part in (self.sets, *self.beside):
            part.wipe()
        if self.followed is not None:
            self.followed.wipe()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """What a load is taken up by."""

    measured: Measured
    now: datetime
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
    sizes, listed = (by.measured.objects,), np.full(len(new.sets), by.now_jd)
    if isinstance(new, StateCandidate):
        return Load(Listed(new.sets, listed), by.measured, by.now, new.tables, new.unread, sizes=sizes)
    widen(new.sets, sinking(new.sets, now_jd=by.now_jd))
    widen(new.sets, unconfirmed(new.sets, [], latest_jd=by.latest_jd))
    rivals = _until(new.rivals, by)
    return Load(Listed(new.sets, listed), by.measured, by.now, None, new.unread, rivals, len(rivals), sizes)


def next_load(new: Candidate | StateCandidate, used: Load, by: Weighing) -> Load:
    """Return copies of the new load, of what is carried of the one before it, and of what contradicts it."""
    unread = Unread(new.unread.named.copy(), new.unread.nameless)
    sizes = (*used.sizes[1 - SIZES :], by.measured.objects)
    if isinstance(new, StateCandidate):
        return _next_states(new, used, by, unread, sizes)
    widen(new.sets, sinking(new.sets, now_jd=by.now_jd))
    days = by.keeping.carry_days
    listed = carried(new.sets, used.listed, unread, now_jd=by.now_jd, carry_days=days)
    sets = listed.sets
    widen(sets, unconfirmed(sets, [used.sets, used.rivals.sets], latest_jd=by.latest_jd))
    before = _until(used.sets, by)
    fresh = rivals_of(sets, [_until(new.rivals, by), before], now_jd=by.now_jd)
    rivals = rivals_of(sets, [fresh, before, _kept(used, sets, by)], now_jd=by.now_jd, newer_too=True)
    fresh.wipe()
    return Load(listed, by.measured, by.now, None, unread, rivals, len(fresh), sizes)


def _next_states(
    new: StateCandidate, used: Load, by: Weighing, unread: Unread, sizes: tuple[int, ...]
) -> Load:
    days = by.keeping.carry_days
    listed = carried(new.sets, used.listed, unread, now_jd=by.now_jd, carry_days=days)
    before = no_tables() if used.tables is None else used.tables
    tables = carried_states(new.tables, before, now_jd=by.now_jd, carry_days=days)
    return Load(listed, by.measured, by.now, tables, unread, sizes=sizes)


def _until(sets: ElementSets, by: Weighing) -> TimedSets:
    """Return sets as rivals from now on."""
    return TimedSets(sets, np.full(len(sets), by.now_jd + by.keeping.rival_days))


def _kept(used: Load, sets: ElementSets, by: Weighing) -> TimedSets:
    """Return the rivals before a load; a set that came again confirms nothing, so that their time stands.

    It stands until they tell no orbit any more. The columns of the sets are those of `used`.
    """
    rivals = used.rivals
    again = np.isin(rivals.sets.catalog_number, unchanged(sets, used.sets))
    again &= epochs_jd(rivals.sets) > by.now_jd - ORBIT_DAYS
    until = np.where(again, by.now_jd + by.keeping.rival_days, rivals.until)
    return TimedSets(rivals.sets, until)


def lease_of(loads: Mapping[str, Load], version: int, optional: Container[str] = ()) -> Lease:
    """Return the whole catalogue, as copies. All objects of optional sources have elements in others."""
    held = loads.values()
    unread = [load.unread for name, load in loads.items() if name not in optional]
    missing = unseen(unread, [numbers for load in held for numbers in _standing(load)])
    plain = [load for load in held if load.tables is None]
    sets = joined([no_sets(), *(load.sets for load in plain), *(load.rivals.sets for load in plain)])
    tables = [load.tables for load in held if load.tables is not None]
    if not tables:
        return Lease(version, sets, unseen=missing)
    stand_ins = joined([load.sets for load in held if load.tables is not None])
    return Lease(version, *_followed(sets, joined_tables(tables), stand_ins), unseen=missing)


def _standing(load: Load) -> list[NDArray[np.int64]]:
    """Return the objects that a load stands for."""
    return [load.sets.catalog_number, *([] if load.tables is None else [load.tables.identity])]


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

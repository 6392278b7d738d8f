"""Sets that gave way to others lately: they stay masked for some hours. Pure.

A newer set may be false and near, and nothing tells then which of the two is right. So a load adds to what is
masked, and takes nothing away before those hours are over.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.satellites.catalogue.columns import TimedSets, joined_rows
from services.satellites.catalogue.rivals import changed, contradicting, distinct, same
from services.satellites.propagate.apart import beyond_margin
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.rows import chosen_rows

Integers = NDArray[np.int64]
Places = NDArray[np.intp]

HOURS_A_DAY = 24.0

NOBODY: Integers = np.empty(0, np.int64)

SUPERSEDED_HOURS = 12.0
"""As long as a set is used where no newer load comes: the limit of the catalogue's age."""

HELD_MOST = 2
"""Sets of one object that are held at a time: that bounds the memory. Of those that give way within half of
the hours the first is held."""

MORE_SHARE = 0.1
"""Of the objects: so many sets more are held, of those that lie beyond the margin of the set in use. They are
few where sets are right, and all sets of a provider that sends false and right ones in turns."""


def superseded(
    used: ElementSets,
    held: TimedSets,
    giving_way: Sequence[ElementSets],
    *,
    now_jd: float,
    hours: float,
    without: Integers = NOBODY,
) -> TimedSets:
    """Return copies of the sets that stay masked beside `used`: held before, or giving way now.

    giving_way: sets that were in use, and others of the load that agree with those in use now. Those that
    stand for their whole orbit told no place, and leave.
    without: objects that nothing is held of.
    """
    until = now_jd + hours / HOURS_A_DAY
    stay = (held.until > now_jd) & ~np.isin(held.sets.catalog_number, without)
    if giving_way:
        stay[same(used, held.sets)] = False
    lately = held.sets.catalog_number[stay & (held.until > until - hours / HOURS_A_DAY / HELD_MOST)]
    room = int(MORE_SHARE * len(used)) - _above(held.sets.catalog_number[stay])
    parts = [(held.sets, np.flatnonzero(stay))]
    for sets in giving_way if hours else ():
        rows = _told_places(used, sets, without)
        first = _first(sets, rows, lately)
        more = _beyond(used, sets, np.setdiff1d(rows, first), now_jd)[: max(room, 0)]
        parts.insert(0, (sets, np.union1d(first, more)))
        lately, room = np.append(lately, sets.catalog_number[first]), room - len(more)
    times = [*(np.full(len(rows), until) for _, rows in parts[:-1]), held.until[stay]]
    return _each_once(TimedSets(joined_rows(parts), np.concatenate(times)))


def _told_places(used: ElementSets, sets: ElementSets, without: Integers) -> Places:
    """Return the rows that are not the set in use, and that told where their object is."""
    rows = changed(used, sets)
    return rows[sets.propagated[rows] & ~np.isin(sets.catalog_number[rows], without)]


def _beyond(used: ElementSets, sets: ElementSets, rows: Places, now_jd: float) -> Places:
    """Return which of these rows lie beyond the margin of the set in use."""
    if not len(rows):
        return rows
    return np.intersect1d(rows, contradicting(used, sets, now_jd=now_jd, apart=beyond_margin))


def _above(numbers: Integers) -> int:
    """Return how many sets are held beyond those that every object may have."""
    _, counts = np.unique(numbers, return_counts=True)
    return int(np.maximum(counts - HELD_MOST, 0).sum())


def _first(sets: ElementSets, rows: Places, lately: Integers) -> Places:
    """Return the first of these rows of each object of which nothing is held lately."""
    rows = rows[~np.isin(sets.catalog_number[rows], lately)]
    _, first = np.unique(sets.catalog_number[rows], return_index=True)
    return np.asarray(rows[np.sort(first)])


def _each_once(held: TimedSets) -> TimedSets:
    """Return each set once, with its latest date, which is its first; what is not returned is wiped."""
    rows = distinct(held.sets)
    if len(rows) == len(held):
        return held
    once = TimedSets(chosen_rows(held.sets, rows), held.until[rows])
    held.wipe()
    return once

"""Sets that gave way to others lately: they stay masked for some hours. Pure.

A newer set may be false and near, and nothing tells then which of the two is right. So a load adds to what is
masked, and takes nothing away before those hours are over.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.satellites.catalogue.columns import TimedSets, joined_rows
from services.satellites.catalogue.rivals import changed
from services.satellites.propagate.element_sets import ElementSets

Integers = NDArray[np.int64]

HOURS_A_DAY = 24.0

NOBODY: Integers = np.empty(0, np.int64)

SUPERSEDED_HOURS = 12.0
"""As long as a set is used where no newer load comes: the limit of the catalogue's age."""

HELD_MOST = 2
"""Sets of one object that are held at a time: that bounds the memory. Of those that give way within half of
the hours the first is held, so that set after set does not push out the one before them all."""


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

    giving_way: one set of an object each, the first before the others. Those that stand for their whole orbit
    told no place, and leave.
    without: objects that nothing is held of.
    """
    until, spacing = now_jd + hours / HOURS_A_DAY, hours / HOURS_A_DAY / HELD_MOST
    stay = np.flatnonzero((held.until > now_jd) & ~np.isin(held.sets.catalog_number, without))
    parts, times = [(held.sets, stay)], [held.until[stay]]
    lately = [without, held.sets.catalog_number[held.until > until - spacing]]
    for sets in giving_way if hours else ():
        rows = changed(used, sets)
        rows = rows[sets.propagated[rows] & ~np.isin(sets.catalog_number[rows], np.concatenate(lately))]
        parts.append((sets, rows))
        times.append(np.full(len(rows), until))
        lately.append(sets.catalog_number[rows])
    return TimedSets(joined_rows(parts), np.concatenate(times))

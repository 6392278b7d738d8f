"""Sets that gave way to others lately: they stay masked for some hours. Pure.

A newer set may be false and near, and nothing tells then which of the two is right. So a load adds to what is
masked, and takes nothing away before those hours are over, by a clock that goes on as time passes.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from services.satellites.catalogue.columns import TimedSets, joined_rows
from services.satellites.catalogue.rivals import Apart, changed, contradicting, distinct
from services.satellites.catalogue.unsure import sinking, widen
from services.satellites.propagate.apart import beyond_margin
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.rows import chosen_rows

Places = NDArray[np.intp]
_Part = tuple[ElementSets, Places]

HOURS_A_DAY = 24.0

SUPERSEDED_HOURS = 12.0
"""As long as a set is used where no newer load comes: the limit of the catalogue's age."""

COVER_SHARE = 0.5
"""Of the hours: a set that gave way within them stands for one that gives way now, where each is within the
margin of the other. It stays for the hours of the other then."""

HELD_SHARE = 2.25
"""Of the objects: so many sets are held at a time. Those of a provider that measures all of its objects each
six hours are two. A load that needs more is refused: nothing is dropped, since any may be the right one."""

HELD_MOST = 105_000
"""Sets of a source that are held at a time, which bounds the memory (200 MiB beside 60 000 in use) and the
time of a visit (25 ms)."""

HELD_LEAST = 100
"""However few objects a source has: one that is measured each hour has a dozen sets in its hours."""

LAYERS_MOST = 8
"""Sets of an object, in one load, that are compared with those before them; of more each is held."""


def superseded(
    used: ElementSets,
    held: TimedSets,
    giving_way: Sequence[ElementSets],
    *,
    now_jd: float,
    own_days: float,
    hours: float,
    confidence: float,
) -> TimedSets:
    """Return copies of the sets that stay masked beside `used`: held before, or giving way now.

    One that is in use again stays as well: it may stand for others.
    giving_way: sets that were in use, and others that the load tells of and that are masked no more.
    own_days: the time by the process' own clock, which the hours go by.
    confidence: of the margins that are masked.
    """
    apart = partial(beyond_margin, confidence=confidence)
    until, half = own_days + hours / HOURS_A_DAY, hours * COVER_SHARE / HOURS_A_DAY
    stay = held.until > own_days
    times = held.until.copy()
    parts: list[_Part] = [(held.sets, np.flatnonzero(stay & (times > until - half)))]
    for sets in giving_way if hours else ():
        *layers, rest = _layers(sets, changed(used, sets))
        for rows in layers:
            near = _near(sets, rows, parts, now_jd, apart)
            times[near[0]] = until
            parts.append((sets, _without(sets, rows, [part for part, _ in parts], near)))
        parts.append((sets, rest))
    parts = [*parts[1:], (held.sets, np.flatnonzero(stay))]
    until_each = [*(np.full(len(rows), until) for _, rows in parts[:-1]), times[stay]]
    found = _each_once(TimedSets(joined_rows(parts), np.concatenate(until_each)))
    widen(found.sets, sinking(found.sets, now_jd=now_jd))
    return found


def too_many(held: TimedSets, used: ElementSets) -> bool:
    """Return whether more is held beside the sets in use than there is room for."""
    return len(held) > min(max(HELD_SHARE * len(used), HELD_LEAST), HELD_MOST)


def _layers(sets: ElementSets, rows: Places) -> list[Places]:
    """Return these rows, one set of an object at a time, and at last all others."""
    layers: list[Places] = []
    while len(rows) and len(layers) < LAYERS_MOST:
        _, first = np.unique(sets.catalog_number[rows], return_index=True)
        layers.append(rows[np.sort(first)])
        rows = np.delete(rows, first)
    return [*layers, rows]


def _near(
    sets: ElementSets, rows: Places, parts: Sequence[_Part], now_jd: float, apart: Apart
) -> list[Places]:
    """Return the rows of each part that stand for the set which `rows` has of their object."""
    layer = chosen_rows(sets, rows)
    try:
        return [_within(layer, part, among, now_jd, apart) for part, among in parts]
    finally:
        layer.wipe()


def _within(layer: ElementSets, part: ElementSets, among: Places, now_jd: float, apart: Apart) -> Places:
    paired = among[np.isin(part.catalog_number[among], layer.catalog_number)]
    return np.setdiff1d(paired, contradicting(layer, part, now_jd=now_jd, apart=apart))


def _without(sets: ElementSets, rows: Places, parts: Sequence[ElementSets], near: Sequence[Places]) -> Places:
    """Return the rows whose object has no set near."""
    covered = [part.catalog_number[found] for part, found in zip(parts, near, strict=True)]
    return np.asarray(rows[~np.isin(sets.catalog_number[rows], np.concatenate(covered))])


def _each_once(held: TimedSets) -> TimedSets:
    """Return each set once, with its latest date, which is its first; what is not returned is wiped."""
    rows = distinct(held.sets)
    if len(rows) == len(held):
        return held
    once = TimedSets(chosen_rows(held.sets, rows), held.until[rows])
    held.wipe()
    return once

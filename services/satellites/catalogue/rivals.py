"""Sets that tell of another orbit of an object than the set in use: both stand, and both are masked. Pure.

A record may be wrong and be of an object that has a good set, so no set drives out another that it does not
agree with: not the newer one of two in a load, and not the one of a new load. The other stays as a rival
until a set in use agrees with it, or for some days: an object that changed its orbit has left the old one.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from services.satellites.catalogue.columns import (
    TimedSets,
    epochs_jd,
    joined,
    newest_rows,
    no_sets,
    pairs_of,
)
from services.satellites.propagate.apart import far_apart
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.rows import chosen_rows

Places = NDArray[np.intp]
Floats = NDArray[np.float64]


class Apart(Protocol):
    """What compares sets row by row."""

    def __call__(self, one: ElementSets, other: ElementSets, /, *, now_jd: float) -> NDArray[np.bool_]:
        """Return which rows are apart."""


ORBITS_MOST = 8
"""Orbits of an object of which the newest set alone is kept; of more every set is, and too many refuse."""

BLOCK = 4096
"""Pairs that are compared at a time: some 2 MB of columns."""


def contradicting(
    used: ElementSets, others: ElementSets, *, now_jd: float, apart: Apart = far_apart
) -> Places:
    """Return the rows of `others` whose object has a set in `used` that tells of another orbit.

    used: one set of an object.
    apart: tells it of pairs.
    """
    place, rows = pairs_of(used, others)
    differ = _differ(used, place, others, rows)
    place, rows = place[differ], rows[differ]
    blocks = [slice(first, first + BLOCK) for first in range(0, len(rows), BLOCK)]
    found = [
        rows[block][_apart(chosen_rows(used, place[block]), chosen_rows(others, rows[block]), now_jd, apart)]
        for block in blocks
    ]
    return np.concatenate([np.empty(0, np.intp), *found])


def changed(used: ElementSets, others: ElementSets) -> Places:
    """Return the rows of `others` whose object has another set in `used`."""
    place, rows = pairs_of(used, others)
    return np.asarray(rows[_differ(used, place, others, rows)])


def distinct(sets: ElementSets) -> Places:
    """Return the first row of each set: bodies of one provider may have a set in several places."""
    columns = (sets.catalog_number, *_told(sets))
    order = np.lexsort(columns)
    first = np.ones(len(order), np.bool_)
    if len(order):
        first[1:] = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    return np.sort(order[first])


def unchanged(used: ElementSets, others: ElementSets) -> NDArray[np.int64]:
    """Return the objects whose set in `others` is the one that they have in `used`."""
    place, rows = pairs_of(used, others)
    return np.asarray(others.catalog_number[rows[~_differ(used, place, others, rows)]])


def _differ(used: ElementSets, place: Places, others: ElementSets, rows: Places) -> NDArray[np.bool_]:
    """Return which pairs are not one set that came twice: most are, from one load to the next."""
    differ = np.zeros(len(rows), np.bool_)
    for one, other in zip(_told(used), _told(others), strict=True):
        differ |= one[place] != other[rows]
    return differ


def _told(sets: ElementSets) -> tuple[Floats | NDArray[np.bool_], ...]:
    """Return the columns that make up a set, whole orbits apart from places."""
    orbit = (sets.mean_motion, sets.eccentricity, sets.inclination, sets.node, sets.perigee)
    return sets.epoch_day, sets.epoch_fraction, *orbit, sets.mean_anomaly, sets.bstar, sets.propagated


def _apart(one: ElementSets, other: ElementSets, now_jd: float, apart: Apart) -> NDArray[np.bool_]:
    try:
        return apart(one, other, now_jd=now_jd)
    finally:
        one.wipe()
        other.wipe()


def rivals_of(
    used: ElementSets, others: Sequence[TimedSets], *, now_jd: float, own_days: float, newer_too: bool = False
) -> TimedSets:
    """Return copies of those of `others` that contradict the set in use, each once.

    own_days: the time by the process' own clock, which tells whose time is over.

    newer_too: those as well that are newer than it. A provider that sends an older set again takes the newer
    one back, or is late: either may be the true one.
    """
    parts, until = [no_sets()], [np.empty(0)]
    for one in others:
        rows = contradicting(used, one.sets, now_jd=now_jd)
        rows = np.union1d(rows, _newer(used, one.sets)) if newer_too else rows
        rows = rows[one.until[rows] > own_days]
        parts.append(chosen_rows(one.sets, rows))
        until.append(one.until[rows])
    return _each_once(joined(parts), np.concatenate(until), parts, now_jd)


def _newer(used: ElementSets, others: ElementSets) -> Places:
    place, rows = pairs_of(used, others)
    return np.asarray(rows[epochs_jd(others)[rows] > epochs_jd(used)[place]])


def _each_once(
    together: ElementSets, until: Floats, parts: Sequence[ElementSets], now_jd: float
) -> TimedSets:
    """Return of each object the newest set of each orbit that its rivals tell of; wipe what was copied.

    None is left out for want of room: it may be the true one.
    """
    rest, kept = np.argsort(-until, kind="stable"), [np.empty(0, np.intp)]
    for _ in range(ORBITS_MOST):
        left = chosen_rows(together, rest)
        rows = newest_rows(left)
        newest = chosen_rows(left, rows)
        kept.append(rest[rows])
        rest = rest[contradicting(newest, left, now_jd=now_jd)]
        left.wipe()
        newest.wipe()
    once = np.concatenate([*kept, rest])
    found = TimedSets(chosen_rows(together, once), until[once])
    for part in (together, *parts):
        part.wipe()
    return found

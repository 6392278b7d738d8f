"""Objects that a new load lacks go on with their last good set. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.satellites.catalogue.columns import joined
from services.satellites.catalogue.unread import Unread
from services.satellites.propagate.earth.time_scales import MJD_2000, MJD_TO_JD, SECONDS_A_DAY
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.rows import chosen_rows
from services.satellites.propagate.states.tables import StateTables, chosen_segments, joined_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How long sets stand that a new load does not have."""

    carry_days: float
    """Of objects that it lacks: from their epoch."""
    rival_days: float
    """Of objects that it has elsewhere: from that load."""
    superseded_hours: float
    """Of objects of which it has another set that is near: from that load."""
    confidence: float
    """Of the margins that are masked around sets."""


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """Sets of a source, each with the time at which a load last had its object."""

    sets: ElementSets
    at_days: NDArray[np.float64]
    """By the process' own clock."""


def carried(
    new: ElementSets,
    old: Listed,
    unread: Unread,
    *,
    own_days: float,
    carry_days: float,
) -> Listed:
    """Return a copy of `new`, and of the sets in `old` of objects that `new` lacks.

    A lost object flies on; its margin grows with the age of its set. It leaves `carry_days` after the last
    load that had it, or when the geometry finds it decayed. One that the provider still names, by a record
    that is flawed, stays.

    own_days: the time by the process' own clock.
    """
    missing = ~np.isin(old.sets.catalog_number, new.catalog_number)
    stays = old.at_days > own_days - carry_days
    if len(unread.named):
        stays |= np.isin(old.sets.catalog_number, unread.named)
    kept = missing & stays
    lost = chosen_rows(old.sets, kept)
    together = joined([new, lost])
    lost.wipe()
    return Listed(together, np.concatenate([np.full(len(new), own_days), old.at_days[kept]]))


def carried_states(new: StateTables, old: StateTables, *, now_jd: float, carry_days: float) -> StateTables:
    """Return a copy of `new`, and of the segments in `old` of objects that `new` lacks.

    A lost object follows its last states to their end. They are forgotten `carry_days` after it; whether TAI
    or UTC is meant does not matter for that.
    """
    missing = ~np.isin(old.identity, new.identity)
    oldest = (now_jd - carry_days - MJD_TO_JD - MJD_2000) * SECONDS_A_DAY
    return joined_tables([new, chosen_segments(old, missing & (old.end > oldest))])

"""Objects that a new load lacks go on with their last good set. Pure."""

from dataclasses import dataclass

import numpy as np

from services.satellites.catalogue.columns import epochs_jd, joined, pairs_of
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


def carried(
    new: ElementSets,
    old: ElementSets,
    unread: Unread,
    *,
    now_jd: float,
    carry_days: float,
    newest_jd: float = -np.inf,
) -> ElementSets:
    """Return a copy of `new`, and of the sets in `old` of objects that `new` lacks or has an older set of.

    A lost object flies on; its margin grows with the age of its set. It leaves once its set is older than
    `carry_days`, or when the geometry finds it decayed. One that the provider still names, by a record that
    is flawed, stays.

    newest_jd: no set with a later epoch is kept in the place of an older one.
    """
    missing = ~np.isin(old.catalog_number, new.catalog_number)
    stays = epochs_jd(old) > now_jd - carry_days
    if len(unread.named):
        stays |= np.isin(old.catalog_number, unread.named)
    place, rows = pairs_of(new, old)
    epochs = epochs_jd(old)[rows]
    newer = (epochs > epochs_jd(new)[place]) & (epochs <= newest_jd) & stays[rows]
    renewed = np.ones(len(new), np.bool_)
    renewed[place[newer]] = False
    missing[rows[newer]] = True
    parts = [chosen_rows(new, renewed), chosen_rows(old, missing & stays)]
    together = joined(parts)
    for part in parts:
        part.wipe()
    return together


def carried_states(new: StateTables, old: StateTables, *, now_jd: float, carry_days: float) -> StateTables:
    """Return a copy of `new`, and of the segments in `old` of objects that `new` lacks.

    A lost object follows its last states to their end. They are forgotten `carry_days` after it; whether TAI
    or UTC is meant does not matter for that.
    """
    missing = ~np.isin(old.identity, new.identity)
    oldest = (now_jd - carry_days - MJD_TO_JD - MJD_2000) * SECONDS_A_DAY
    return joined_tables([new, chosen_segments(old, missing & (old.end > oldest))])

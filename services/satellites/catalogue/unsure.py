"""Sets that tell an orbit and no place on it: their objects are masked on all of it. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.satellites.catalogue.columns import epochs_jd
from services.satellites.catalogue.fields import LOWEST_KM
from services.satellites.catalogue.rivals import contradicting
from services.satellites.propagate.element_sets import MINUTES_A_DAY, ElementSets
from services.satellites.propagate.rows import chosen_rows
from services.satellites.propagate.secular import EARTH_RADIUS_KM

Bools = NDArray[np.bool_]

OLD_DAYS = 2.5
"""Before the geometry's `decayed_after_days`, by the time for which a catalogue is used."""

SINKS_FASTER = 5.0
"""Than by the first power of time: the nearer an orbit is to the ground the faster it sinks."""


def falling(sets: ElementSets) -> Bools:
    """Return which sets have so much drag that their orbit would reach the ground within a day, shape (n,).

    Either sign: what would raise an orbit as fast is as false. An object that does fall so fast is as unsure.
    """
    rates = sets.secular
    height = rates.axis_km * (1.0 - sets.eccentricity) - EARTH_RADIUS_KM - LOWEST_KM
    sinks = 2.0 * np.abs(rates.drag) * MINUTES_A_DAY * rates.axis_km
    return np.asarray(~(sinks < height), np.bool_)


def sinking(sets: ElementSets, *, now_jd: float) -> Bools:
    """Return which sets may tell of a decayed object, while a load still has it, shape (n,).

    The geometry leaves out an object that SGP4 finds in the Earth by an old set. A false drag term would do
    that to one that flies, so one that is listed is masked on its orbit. A carried one that decayed leaves.
    """
    rates = sets.secular
    days = now_jd - epochs_jd(sets) + 1.0
    height = rates.axis_km * (1.0 - sets.eccentricity) - EARTH_RADIUS_KM - LOWEST_KM
    sinks = SINKS_FASTER * 2.0 * np.abs(rates.drag) * days * MINUTES_A_DAY * rates.axis_km
    return np.asarray((days > OLD_DAYS) & ~(sinks < height), np.bool_)


def unconfirmed(sets: ElementSets, used: Sequence[ElementSets], *, latest_jd: float) -> Bools:
    """Return which sets have an epoch after `latest_jd` that no set in use before it confirms, shape (n,)."""
    ahead = epochs_jd(sets) > latest_jd
    if not ahead.any():
        return ahead
    rows = np.flatnonzero(ahead)
    chosen = chosen_rows(sets, rows)
    for known in used:
        past = chosen_rows(known, epochs_jd(known) <= latest_jd)
        told = np.isin(chosen.catalog_number, past.catalog_number)
        told[contradicting(past, chosen, now_jd=latest_jd)] = False
        ahead[rows[told]] = False
        past.wipe()
    chosen.wipe()
    return ahead


def widen(sets: ElementSets, rows: Bools) -> None:
    """Let these sets stand for whole orbits, in place."""
    sets.propagated[rows] = False

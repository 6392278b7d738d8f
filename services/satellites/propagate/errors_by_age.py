"""Errors of element sets by age and class of orbit: how late an object may be, and how far aside."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.orbit_class import GRAVITY_KM3_S2, OrbitClass

Floats = NDArray[np.float64]

TABLE = "error_table.csv"
LIKE = {
    OrbitClass.MEO: (OrbitClass.GEO, 1.0),
    OrbitClass.HEO: (OrbitClass.GEO, 3.0),
}
"""Classes that no series was kept of: the class whose rows they take, and by how much wider.

A guess to the safe side: nothing keeps station at MEO, and three objects of HEO were 70 km along and 52 km
across at most, of sets up to 7 days old."""
GROWTH_POWER = 2.0
"""Beyond the last age measured errors grow as this power of age; arXiv 2605.19850 finds 1 to 2."""
AGES_DAYS = (0.0, 0.15, 0.3, 0.6, 1.2, 2.0, 3.5, 7.0, 14.0)
"""The ages that a table has, for every class."""


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """What a share of the objects keeps to, by class of orbit and age of the element set."""

    age_days: Floats
    """Shape (a,), rising from 0."""
    along_km: Floats
    """Shape (classes, a): along the orbit, by `OrbitClass`."""
    cross_km: Floats
    """Shape (classes, a): across the orbit and in radius."""


def errors(sets: ElementSets, age_days: Floats, table: ErrorTable) -> tuple[Floats, Floats]:
    """Return how early or late each object may be, s, and how far aside, km; shape (n,) each.

    age_days: the distance of the epoch from the exposure, days, shape (n,), not negative.
    """
    along_km, cross_km = np.empty(len(sets)), np.empty(len(sets))
    growth = np.maximum(age_days / table.age_days[-1], 1.0) ** GROWTH_POWER
    for orbit_class in OrbitClass:
        chosen = np.flatnonzero(sets.orbit_class == orbit_class)
        along_km[chosen] = np.interp(age_days[chosen], table.age_days, table.along_km[orbit_class])
        cross_km[chosen] = np.interp(age_days[chosen], table.age_days, table.cross_km[orbit_class])
    speed = np.cbrt(GRAVITY_KM3_S2 * sets.mean_motion / 60.0)
    return along_km * growth / speed, cross_km * growth


@cache
def error_table(confidence: float) -> ErrorTable:
    """Return the measured table at a confidence, between its confidences by straight lines."""
    rows = [_row(orbit_class, confidence) for orbit_class in OrbitClass]
    return ErrorTable(
        age_days=np.array(AGES_DAYS),
        along_km=np.array([along for along, _ in rows]),
        cross_km=np.array([cross for _, cross in rows]),
    )


def _row(orbit_class: OrbitClass, confidence: float) -> tuple[Floats, Floats]:
    """Return km along and across at `AGES_DAYS`: never less for an older set than for a younger one."""
    like, wider = LIKE.get(orbit_class, (orbit_class, 1.0))
    measured = _measured()[like]
    ages = sorted({age for age, _ in measured})
    levels = sorted({level for _, level in measured})
    growth = np.maximum(np.array(AGES_DAYS) / ages[-1], 1.0) ** GROWTH_POWER

    def bound(axis: int) -> Floats:
        at_level = [
            np.interp(confidence, levels, [measured[age, level][axis] for level in levels]) for age in ages
        ]
        return np.maximum.accumulate(np.interp(AGES_DAYS, ages, at_level)) * growth * wider

    return bound(0), bound(1)


@cache
def _measured() -> dict[OrbitClass, dict[tuple[float, float], tuple[float, float]]]:
    found: dict[OrbitClass, dict[tuple[float, float], tuple[float, float]]] = {}
    text = resources.files("services.satellites.propagate").joinpath(TABLE).read_text("ascii")
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        place = (float(row["age_days"]), float(row["confidence"]))
        bounds_km = (float(row["along_km"]), float(row["cross_km"]))
        found.setdefault(OrbitClass[row["orbit_class"]], {})[place] = bounds_km
    return found

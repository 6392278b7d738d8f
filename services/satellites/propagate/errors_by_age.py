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
    OrbitClass.LOW: (OrbitClass.LEO, 2.0),
    OrbitClass.MEO: (OrbitClass.GEO, 1.0),
    OrbitClass.HEO: (OrbitClass.GEO, 3.0),
}
"""Classes that no series was kept of: the class whose rows they take, and by how much wider."""
GROWTH_PER_DAY_POWER = 1.5
"""Beyond the last age of the table errors grow as a power of age; arXiv 2605.19850 finds 1 to 2."""


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """The errors of one class at one confidence, by age."""

    age_days: Floats
    along_km: Floats
    cross_km: Floats

    def at(self, age_days: Floats) -> tuple[Floats, Floats]:
        """Return the errors along and across the orbit in km at these ages, shape (n,) each."""
        growth = np.maximum(age_days / self.age_days[-1], 1.0) ** GROWTH_PER_DAY_POWER
        return (
            np.interp(age_days, self.age_days, self.along_km) * growth,
            np.interp(age_days, self.age_days, self.cross_km) * growth,
        )


def errors(sets: ElementSets, age_days: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return what this share of objects keeps to: time early or late in s, and km across; shape (n,) each.

    age_days: the distance of the epoch from the exposure, days, shape (n,), not negative.
    """
    along_km, cross_km = np.empty(len(sets)), np.empty(len(sets))
    for orbit_class in OrbitClass:
        chosen = np.flatnonzero(sets.orbit_class == orbit_class)
        if len(chosen):
            along, across = error_row(orbit_class, confidence).at(age_days[chosen])
            along_km[chosen], cross_km[chosen] = along, across
    speed = np.cbrt(GRAVITY_KM3_S2 * sets.mean_motion / 60.0)
    return along_km / speed, cross_km


@cache
def error_row(orbit_class: OrbitClass, confidence: float) -> ErrorRow:
    """Return the errors of a class at a confidence, between the table's confidences by straight lines."""
    like, wider = LIKE.get(orbit_class, (orbit_class, 1.0))
    table = _table()[like]
    ages = sorted({age for age, _ in table})
    levels = sorted({level for _, level in table})
    along, across = np.array(
        [
            [np.interp(confidence, levels, [table[age, level][axis] for level in levels]) for age in ages]
            for axis in (0, 1)
        ]
    )
    return ErrorRow(np.array(ages), along * wider, across * wider)


@cache
def _table() -> dict[OrbitClass, dict[tuple[float, float], tuple[float, float]]]:
    found: dict[OrbitClass, dict[tuple[float, float], tuple[float, float]]] = {}
    text = resources.files("services.satellites.propagate").joinpath(TABLE).read_text("ascii")
    for row in csv.DictReader(text.splitlines()):
        place = (float(row["age_days"]), float(row["confidence"]))
        errors_km = (float(row["along_km"]), float(row["cross_km"]))
        found.setdefault(OrbitClass[row["orbit_class"]], {})[place] = errors_km
    return found

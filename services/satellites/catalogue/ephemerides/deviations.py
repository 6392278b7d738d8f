"""Deviations of states: by the covariances of their file, or by the setting where it has none. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.satellites.catalogue.ephemerides.bounds import SIGMA_KM_MAX
from services.satellites.catalogue.ephemerides.raw import Numbers, RawSegment

Floats = NDArray[np.float64]

ORBITAL = {"RSW": 1, "RTN": 1, "UVW": 1, "RIC": 1, "TNW": 0}
"""The axis of a covariance that lies along the orbit. On all other axes the largest deviation of any
direction is taken for along and for across."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRules:
    """The deviations of one source; km, one standard deviation."""

    along_km: float
    """Where a file has no covariance."""
    cross_km: float
    covariance_factor: float
    """What covariances are multiplied with: operators' are too small, as a rule."""
    least_km: float
    """No deviation is taken to be smaller."""


@dataclass(frozen=True, slots=True, repr=False)
class Deviations:
    """One standard deviation at each state, km, shape (m,)."""

    along_km: Floats
    cross_km: Floats

    def at(self, kept: slice) -> "Deviations":
        """Return those of some states."""
        return Deviations(self.along_km[kept], self.cross_km[kept])


def deviations(raw: RawSegment, times: Floats, read: Callable[[str], float], rules: StateRules) -> Deviations:
    """Return the deviations at the times of states.

    Between covariances they go by straight lines. Before the first and after the last they are at least those
    of the setting, since nothing says how they grow.

    Raises:
        ValueError: a covariance is none, or their epochs do not rise.

    """
    if not raw.covariances:
        return Deviations(
            np.full(len(times), max(rules.along_km, rules.least_km)),
            np.full(len(times), max(rules.cross_km, rules.least_km)),
        )
    epochs = np.array([read(one.epoch) for one in raw.covariances])
    if not (np.diff(epochs) > 0.0).all():
        raise ValueError("epochs of covariances do not rise")
    found = _of_axes([one.axes for one in raw.covariances], [one.numbers for one in raw.covariances])
    outside = (times < epochs[0]) | (times > epochs[-1])

    def bound(values: Floats, usual: float) -> Floats:
        between = np.interp(times, epochs, values) * rules.covariance_factor
        return np.maximum(np.where(outside, np.maximum(between, usual), between), rules.least_km)

    return Deviations(bound(found[:, 0], rules.along_km), bound(found[:, 1], rules.cross_km))


def _of_axes(axes: Sequence[str | None], numbers: Sequence[Numbers]) -> Floats:
    """Return deviations along and across, shape (c, 2). Raises ValueError."""
    lower = np.array(numbers, np.float64).reshape(len(numbers), 6)
    whole = lower[:, [0, 1, 3, 1, 2, 4, 3, 4, 5]].reshape(-1, 3, 3)
    if not np.isfinite(whole).all():
        raise ValueError("a covariance has a number that is not finite")
    values = np.linalg.eigvalsh(whole)
    if not (values[:, 0] >= -1e-6 * np.maximum(values[:, 2], 0.0)).all() or values.max() > SIGMA_KM_MAX**2:
        raise ValueError("a covariance is not one, or too large")
    diagonal = np.maximum(np.diagonal(whole, axis1=1, axis2=2), 0.0)
    found = np.repeat(values[:, 2:], 2, axis=1)
    for place, name in enumerate(axes):
        along = ORBITAL.get((name or "").upper())
        if along is not None:
            others = [axis for axis in range(3) if axis != along]
            found[place] = diagonal[place, along], diagonal[place, others].max()
    return np.asarray(np.sqrt(np.maximum(found, 0.0)))

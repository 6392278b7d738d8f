"""The compiled kernel. `services/satellites/propagate/kernel/view.py` explains each number."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

class View:
    """One field during one exposure: radians, km, seconds, km/s; axes GCRS; epochs in minutes."""

    def __init__(
        self,
        *,
        teme_to_gcrs: Sequence[Sequence[float]],
        pole: Sequence[float],
        observer: Sequence[float],
        earth_velocity: Sequence[float],
        mid_day: float,
        mid_fraction: float,
        half_exposure: float,
        centre: Sequence[float],
        field_radius: float,
        step: float,
        half_width: float,
        turn_error: float,
        clock_error: float,
        largest_late: float,
        furthest_epoch: float,
        decayed_after: float,
        error_ages: Sequence[float],
        error_along: Sequence[Sequence[float]],
        error_cross: Sequence[Sequence[float]],
        error_growth: float,
    ) -> None: ...

def arcs(
    view: View,
    threads: int,
    *,
    epoch_day: Floats,
    epoch_fraction: Floats,
    mean_motion: Floats,
    eccentricity: Floats,
    inclination: Floats,
    node: Floats,
    perigee: Floats,
    mean_anomaly: Floats,
    bstar: Floats,
    axis_km: Floats,
    node_rate: Floats,
    node_drag: Floats,
    perigee_rate: Floats,
    anomaly_rate: Floats,
    drag: Floats,
    orbit_class: NDArray[np.int8],
    propagated: NDArray[np.bool_],
) -> tuple[Floats, Floats, Floats]:
    """Return starts (a, 3), ends (a, 3) and margins (a,) of the arcs that meet the field.

    Raises:
        ValueError: columns differ in length, or there are not 1 to 64 threads.

    """

def allowed(
    threads: int,
    *,
    start: Floats,
    end: Floats,
    margin: Floats,
    centre: Sequence[float],
    field_radius: float,
    largest_box: float,
    boxes: Floats,
) -> NDArray[np.bool_]:
    """Return which boxes, degrees, shape (b, k, 2), lie in the field and within margin of no arc.

    Raises:
        ValueError: the arcs differ in length, or boxes have not 1 to 8 corners.

    """

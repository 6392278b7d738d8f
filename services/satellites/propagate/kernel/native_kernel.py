"""The native kernel: the adapter of the compiled `spicerack-native`."""

from collections.abc import Sequence

import numpy as np
import spicerack_native
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.errors_by_age import GROWTH_POWER
from services.satellites.propagate.kernel.view import View
from services.satellites.propagate.port import Tracks

Floats = NDArray[np.float64]


class NativeKernel:
    """The kernel in C++, on some threads. It holds the interpreter's lock only to read and give arrays."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads

    @property
    def name(self) -> str:
        """The name of the kernel."""
        return "native"

    def arcs(self, sets: ElementSets, view: View) -> tuple[Floats, Floats, Floats]:
        """Return the arcs that meet the field."""
        return spicerack_native.arcs(
            _native_view(view),
            self._threads,
            epoch_day=sets.epoch_day,
            epoch_fraction=sets.epoch_fraction,
            mean_motion=sets.mean_motion,
            eccentricity=sets.eccentricity,
            inclination=sets.inclination,
            node=sets.node,
            perigee=sets.perigee,
            mean_anomaly=sets.mean_anomaly,
            bstar=sets.bstar,
            axis_km=sets.secular.axis_km,
            node_rate=sets.secular.node_rate,
            node_drag=sets.secular.node_drag,
            perigee_rate=sets.secular.perigee_rate,
            anomaly_rate=sets.secular.anomaly_rate,
            drag=sets.secular.drag,
            orbit_class=sets.orbit_class,
            propagated=sets.propagated,
        )

    def allowed(self, tracks: Tracks, boxes: Floats) -> NDArray[np.bool_]:
        """Return which boxes lie within the field and come nowhere within margin of an arc."""
        return spicerack_native.allowed(
            self._threads,
            start=tracks.start,
            end=tracks.end,
            margin=tracks.margin,
            centre=tracks.centre.tolist(),
            field_radius=tracks.field_radius,
            largest_box=tracks.largest_box,
            boxes=boxes,
        )


def _native_view(view: View) -> spicerack_native.View:
    frame = view.frame
    rows: Sequence[Sequence[float]] = frame.teme_to_gcrs.tolist()
    return spicerack_native.View(
        teme_to_gcrs=rows,
        pole=frame.pole.tolist(),
        observer=frame.observer.tolist(),
        earth_velocity=frame.earth_velocity.tolist(),
        mid_day=view.mid_day,
        mid_fraction=view.mid_fraction,
        half_exposure=view.half_exposure,
        centre=view.centre.tolist(),
        field_radius=view.field_radius,
        step=view.step,
        half_width=view.half_width,
        turn_error=view.turn_error,
        clock_error=view.clock_error,
        largest_late=view.largest_late,
        furthest_epoch=view.furthest_epoch,
        decayed_after=view.decayed_after,
        error_ages=view.errors.age_days.tolist(),
        error_along=view.errors.along_km.tolist(),
        error_cross=view.errors.cross_km.tolist(),
        error_growth=GROWTH_POWER,
    )

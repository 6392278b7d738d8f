"""The fallback kernel: numpy and the `sgp4` package, the same answers as the native one."""

import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec

from services.satellites.propagate.boxes import corner_vectors, within
from services.satellites.propagate.element_sets import MINUTES_A_DAY, ElementSets
from services.satellites.propagate.errors_by_age import errors
from services.satellites.propagate.kernel import rings, sieve, sphere
from services.satellites.propagate.kernel import sight as sights
from services.satellites.propagate.kernel.sight import Sight
from services.satellites.propagate.kernel.view import Age, View
from services.satellites.propagate.port import Tracks

Floats = NDArray[np.float64]

SGP4_EPOCH_JD = 2433281.5
"""1949-12-31T00:00, which `sgp4init` counts its epochs from."""
DECAYED = 6
"""SGP4's error code of an object inside the Earth."""


class NumpyKernel:
    """The kernel in numpy."""

    @property
    def name(self) -> str:
        """The name of the kernel."""
        return "numpy"

    def arcs(self, sets: ElementSets, view: View) -> tuple[Floats, Floats, Floats]:
        """Return the arcs that meet the field."""
        minutes = minutes_since_epoch(sets, view)
        late, cross = errors(sets, np.abs(minutes) / MINUTES_A_DAY, view.errors)
        found = [
            sights.field_arcs(
                _object_arcs(sets, int(row), Age(minutes[row], late[row], cross[row]), view), view
            )
            for row in sieve.may_meet(sets, minutes, late, cross, view)
        ]
        parts = [part for part in found if len(part[2])]
        if not parts:
            return np.empty((0, 3)), np.empty((0, 3)), np.empty(0)
        start, end, margin = (np.concatenate([part[axis] for part in parts]) for axis in range(3))
        return start, end, margin

    def allowed(self, tracks: Tracks, boxes: Floats) -> NDArray[np.bool_]:
        """Return which boxes lie within the field and come nowhere within margin of an arc.

        An arc with a number that is not finite may be anywhere, and so no box is clear of it.
        """
        if not all(np.isfinite(column).all() for column in (tracks.start, tracks.end, tracks.margin)):
            return np.zeros(len(boxes), np.bool_)
        corners, valid = corner_vectors(boxes)
        valid &= within(corners, tracks)
        valid[valid] = sphere.clear((tracks.start, tracks.end, tracks.margin), corners[valid])
        return valid


def minutes_since_epoch(sets: ElementSets, view: View) -> Floats:
    """Return the minutes from each epoch to mid exposure, shape (n,)."""
    days = (view.mid_day - sets.epoch_day) + (view.mid_fraction - sets.epoch_fraction)
    return np.asarray(days * MINUTES_A_DAY)


def satrec_of(sets: ElementSets, row: int) -> Satrec:
    """Return the `sgp4` package's record of one set; its number is a stand-in, since 340000 would not fit."""
    record = Satrec()
    epoch = (sets.epoch_day[row] - SGP4_EPOCH_JD) + sets.epoch_fraction[row]
    record.sgp4init(
        WGS72,
        "i",
        0,
        epoch,
        sets.bstar[row],
        0.0,
        0.0,
        sets.eccentricity[row],
        sets.perigee[row],
        sets.inclination[row],
        sets.mean_anomaly[row],
        sets.mean_motion[row],
        sets.node[row],
    )
    return record


def _object_arcs(sets: ElementSets, row: int, age: Age, view: View) -> tuple[Floats, Floats, Floats] | None:
    minutes, late, cross = age.minutes, age.late, age.cross
    if not sets.propagated[row] or abs(minutes) > view.furthest_epoch or not late <= view.largest_late:
        return rings.ring(sets, row, age, view)
    record = satrec_of(sets, row)
    error, middle = _sight(record, minutes, np.zeros(1), view)
    if error == DECAYED and minutes > view.decayed_after:
        return None
    if middle is None:
        return rings.ring(sets, row, age, view)
    if not sights.may_meet(middle, late, cross, view)[0]:
        return None
    half = view.half_exposure + view.clock_error + late * sights.stretch(middle)
    _, sight = _sight(record, minutes, sights.times(half, view.step), view)
    if sight is None:
        return rings.ring(sets, row, age, view)
    margin = sights.margin(sight, late, cross, view)
    return sight.direction[:-1], sight.direction[1:], np.maximum(margin[:-1], margin[1:])


def _sight(record: Satrec, minutes: float, seconds: Floats, view: View) -> tuple[int, Sight | None]:
    days = np.full(len(seconds), record.jdsatepoch)
    fractions = record.jdsatepochF + (minutes + seconds / 60.0) / MINUTES_A_DAY
    errors, places, velocities = record.sgp4_array(days, fractions)
    if errors.any():
        return int(errors.max()), None
    if not (np.isfinite(places).all() and np.isfinite(velocities).all()):
        return -1, None
    turn = view.frame.teme_to_gcrs.T
    found = sights.sight_of(places @ turn, velocities @ turn, seconds, view)
    return (0, found) if np.isfinite(found.distance).all() else (-1, None)

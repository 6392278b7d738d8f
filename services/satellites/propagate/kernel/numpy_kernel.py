"""The fallback kernel: numpy and the `sgp4` package, the same answers as the native one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec

from services.satellites.propagate.boxes import corner_vectors, within
from services.satellites.propagate.earth.frames import EARTH_TURN_RAD_S
from services.satellites.propagate.element_sets import MINUTES_A_DAY, ElementSets
from services.satellites.propagate.errors_by_age import errors
from services.satellites.propagate.kernel import rings, sieve, sphere
from services.satellites.propagate.kernel.view import SPEED_OF_LIGHT_KM_S, Age, View
from services.satellites.propagate.port import Tracks

Floats = NDArray[np.float64]

SGP4_EPOCH_JD = 2433281.5
"""1949-12-31T00:00, which `sgp4init` counts its epochs from."""
DECAYED = 6
"""SGP4's error code of an object inside the Earth."""
SLOW = 0.25
"""An object whose place on the sky moves slower than this share of its speed has no direction of a trail."""
BOUND_PAD = 1e-3
"""Radians that light time and aberration (1e-4) and the bend of a path may move a direction."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """Where an object is seen at some times: all of shape (m, 3), or (m,)."""

    direction: Floats
    distance: Floats
    """km."""
    seen_velocity: Floats
    """Relative to the observer, km/s, GCRS axes."""
    velocity: Floats
    """km/s, GCRS axes."""
    observer_velocity: Floats


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
            _field_arcs(_object_arcs(sets, int(row), Age(minutes[row], late[row], cross[row]), view), view)
            for row in sieve.may_meet(sets, minutes, late, cross, view)
        ]
        parts = [part for part in found if len(part[2])]
        if not parts:
            return np.empty((0, 3)), np.empty((0, 3)), np.empty(0)
        start, end, margin = (np.concatenate([part[axis] for part in parts]) for axis in range(3))
        return start, end, margin

    def allowed(self, tracks: Tracks, boxes: Floats) -> NDArray[np.bool_]:
        """Return which boxes lie within the field and come nowhere within margin of an arc."""
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
    if not _may_meet(middle, late, cross, view):
        return None
    half = view.half_exposure + view.clock_error + late * _stretch(middle)
    _, sight = _sight(record, minutes, _times(half, view.step), view)
    if sight is None:
        return rings.ring(sets, row, age, view)
    margin = _margin(sight, late, cross, view)
    return sight.direction[:-1], sight.direction[1:], np.maximum(margin[:-1], margin[1:])


def _times(half: float, step: float) -> Floats:
    """Return times from mid exposure, no further apart than a step, s."""
    return np.linspace(-half, half, int(np.ceil(2.0 * half / step)) + 1)


def _sight(record: Satrec, minutes: float, seconds: Floats, view: View) -> tuple[int, _Sight | None]:
    days = np.full(len(seconds), record.jdsatepoch)
    fractions = record.jdsatepochF + (minutes + seconds / 60.0) / MINUTES_A_DAY
    errors, places, velocities = record.sgp4_array(days, fractions)
    if errors.any():
        return int(errors.max()), None
    if not (np.isfinite(places).all() and np.isfinite(velocities).all()):
        return -1, None
    turn = view.frame.teme_to_gcrs.T
    place, velocity = places @ turn, velocities @ turn
    observer = observers(seconds, view)
    observer_velocity = np.cross(view.frame.pole * EARTH_TURN_RAD_S, observer)
    apart = place - observer
    light = np.linalg.norm(apart, axis=1)[:, None] / SPEED_OF_LIGHT_KM_S
    seen = apart - (velocity + view.frame.earth_velocity) * light
    distance = np.linalg.norm(seen, axis=1)
    if not distance.min() > 0.0:
        return -1, None
    return 0, _Sight(
        seen / distance[:, None], distance, velocity - observer_velocity, velocity, observer_velocity
    )


def observers(seconds: Floats, view: View) -> Floats:
    """Return the observer's places at times from mid exposure, shape (m, 3), km, GCRS axes."""
    pole, middle = view.frame.pole, view.frame.observer
    angle = (EARTH_TURN_RAD_S * seconds)[:, None]
    on_axis = pole * (pole @ middle)
    return np.asarray(on_axis + (middle - on_axis) * np.cos(angle) + np.cross(pole, middle) * np.sin(angle))


def _may_meet(middle: _Sight, late: float, cross: float, view: View) -> bool:
    """Return whether the object can be seen near the field at all, by its own speed and range."""
    time = view.half_exposure + view.clock_error + 2.0 * late + view.turn_error
    speed = float(np.linalg.norm(middle.seen_velocity[0])) + float(
        np.linalg.norm(middle.observer_velocity[0])
    )
    moved = speed * time + 0.5 * sieve.FALL_KM_S2 * time * time + cross
    distance = float(middle.distance[0])
    if moved >= distance:
        return True
    allowed = view.field_radius + view.half_width + BOUND_PAD + float(np.arcsin(moved / distance))
    return sphere.angle(middle.direction[0], view.centre) <= allowed


def _stretch(middle: _Sight) -> float:
    """Return by how much longer than its lateness a late object's trail is: the sky turns meanwhile."""
    seen, own = _sideways(middle.seen_velocity, middle), _sideways(middle.velocity, middle)
    if seen[0] < SLOW * own[0]:
        return 1.0
    return float(min(max(own[0] / seen[0], 1.0), 2.0))


def _sideways(velocity: Floats, sight: _Sight) -> Floats:
    along = np.einsum("ij,ij->i", velocity, sight.direction)[:, None] * sight.direction
    return np.asarray(np.linalg.norm(velocity - along, axis=1))


def _margin(sight: _Sight, late: float, cross: float, view: View) -> Floats:
    """Return the margin at each time, radians: research section 5, sigma times k from the table of errors."""
    beside = _beside(sight)
    own, seen = _sideways(sight.velocity, sight), _sideways(sight.seen_velocity, sight)
    drift = np.where(seen < SLOW * own, own + _sideways(sight.observer_velocity, sight), beside)
    km = np.hypot(cross, drift * late) + view.turn_error * np.linalg.norm(sight.observer_velocity, axis=1)
    return np.asarray(np.arcsin(np.minimum(km / sight.distance, 1.0)) + view.half_width)


def _beside(sight: _Sight) -> Floats:
    """Return the observer's speed across the trail: neither along the line of sight nor along the motion."""
    seen = sight.seen_velocity
    seen = seen - np.einsum("ij,ij->i", seen, sight.direction)[:, None] * sight.direction
    across = np.cross(sight.direction, seen)
    length = np.linalg.norm(across, axis=1)
    return np.asarray(
        np.abs(np.einsum("ij,ij->i", across, sight.observer_velocity)) / np.where(length > 0.0, length, 1.0)
    )


def _field_arcs(arcs: tuple[Floats, Floats, Floats] | None, view: View) -> tuple[Floats, Floats, Floats]:
    if arcs is None:
        return np.empty((0, 3)), np.empty((0, 3)), np.empty(0)
    start, end, margin = arcs
    near = sphere.arc_distance(start, end, view.centre) <= margin + view.field_radius
    return start[near], end[near], margin[near]

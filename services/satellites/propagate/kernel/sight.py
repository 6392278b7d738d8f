"""Sights: where an observer sees an object, and how wide its trail is, whatever its places come from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.earth.frames import EARTH_TURN_RAD_S
from services.satellites.propagate.kernel import sieve, sphere
from services.satellites.propagate.kernel.view import SPEED_OF_LIGHT_KM_S, View

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Arcs = tuple[Floats, Floats, Floats]
"""Starts and ends (a, 3), unit vectors, and margins (a,), radians."""

SLOW = 0.25
"""An object whose place on the sky moves slower than this share of its speed has no direction of a trail."""
BOUND_PAD = 1e-3
"""Radians that light time and aberration (1e-4) and the bend of a path may move a direction."""


@dataclass(frozen=True, slots=True, repr=False)
class Sight:
    """Where an object is seen at some times: all of shape (m, 3), or (m,)."""

    direction: Floats
    distance: Floats
    """km."""
    seen_velocity: Floats
    """Relative to the observer, km/s, GCRS axes."""
    velocity: Floats
    """km/s, GCRS axes."""
    observer_velocity: Floats


def sight_of(place: Floats, velocity: Floats, seconds: Floats, view: View) -> Sight:
    """Return how an object is seen whose places are known; it is nowhere (NaN) if it is at the observer.

    place: km, GCRS axes, shape (m, 3). velocity: km/s. seconds: from mid exposure, shape (m,).
    """
    observer = observers(seconds, view)
    observer_velocity = np.cross(view.frame.pole * EARTH_TURN_RAD_S, observer)
    apart = place - observer
    light = np.linalg.norm(apart, axis=1)[:, None] / SPEED_OF_LIGHT_KM_S
    seen = apart - (velocity + view.frame.earth_velocity) * light
    distance = np.linalg.norm(seen, axis=1)
    distance = np.where(distance > 0.0, distance, np.nan)
    return Sight(
        seen / distance[:, None], distance, velocity - observer_velocity, velocity, observer_velocity
    )


def chosen(sight: Sight, index: int) -> Sight:
    """Return the sight at one of its times alone."""
    place = slice(index, index + 1)
    return Sight(
        sight.direction[place],
        sight.distance[place],
        sight.seen_velocity[place],
        sight.velocity[place],
        sight.observer_velocity[place],
    )


def times(half: float, step: float) -> Floats:
    """Return times from mid exposure, no further apart than a step, s."""
    return np.linspace(-half, half, int(np.ceil(2.0 * half / step)) + 1)


def observers(seconds: Floats, view: View) -> Floats:
    """Return the observer's places at times from mid exposure, shape (m, 3), km, GCRS axes."""
    pole, middle = view.frame.pole, view.frame.observer
    angle = (EARTH_TURN_RAD_S * seconds)[:, None]
    on_axis = pole * (pole @ middle)
    return np.asarray(on_axis + (middle - on_axis) * np.cos(angle) + np.cross(pole, middle) * np.sin(angle))


def may_meet(middle: Sight, late: Floats | float, cross: Floats | float, view: View) -> Bools:
    """Return which objects can be seen near the field at all, by their own speed and range, shape (m,).

    True for whatever is not a number.
    """
    time = view.half_exposure + view.clock_error + 2.0 * np.asarray(late) + view.turn_error
    speed = np.linalg.norm(middle.seen_velocity, axis=1) + np.linalg.norm(middle.observer_velocity, axis=1)
    moved = speed * time + 0.5 * sieve.FALL_KM_S2 * time * time + cross
    share = moved / middle.distance
    reach = view.field_radius + view.half_width + BOUND_PAD + np.arcsin(np.minimum(share, 1.0))
    return np.asarray(~(share < 1.0) | ~(sphere.angles(middle.direction, view.centre) > reach))


def stretch(middle: Sight) -> float:
    """Return by how much longer than its lateness a late object's trail is: the sky turns meanwhile."""
    seen, own = sideways(middle.seen_velocity, middle), sideways(middle.velocity, middle)
    if seen[0] < SLOW * own[0]:
        return 1.0
    return float(min(max(own[0] / seen[0], 1.0), 2.0))


def sideways(velocity: Floats, sight: Sight) -> Floats:
    """Return speeds across the line of sight, km/s, shape (m,)."""
    along = np.einsum("ij,ij->i", velocity, sight.direction)[:, None] * sight.direction
    return np.asarray(np.linalg.norm(velocity - along, axis=1))


def margin(sight: Sight, late: float, cross: float, view: View) -> Floats:
    """Return the margin at each time, radians: research section 5, sigma times k from the table of errors."""
    aside = beside(sight)
    own, seen = sideways(sight.velocity, sight), sideways(sight.seen_velocity, sight)
    drift = np.where(seen < SLOW * own, own + sideways(sight.observer_velocity, sight), aside)
    km = np.hypot(cross, drift * late) + view.turn_error * np.linalg.norm(sight.observer_velocity, axis=1)
    return np.asarray(np.arcsin(np.minimum(km / sight.distance, 1.0)) + view.half_width)


def beside(sight: Sight) -> Floats:
    """Return the observer's speed across the trail: neither along the line of sight nor along the motion."""
    seen = sight.seen_velocity
    seen = seen - np.einsum("ij,ij->i", seen, sight.direction)[:, None] * sight.direction
    across = np.cross(sight.direction, seen)
    length = np.linalg.norm(across, axis=1)
    return np.asarray(
        np.abs(np.einsum("ij,ij->i", across, sight.observer_velocity)) / np.where(length > 0.0, length, 1.0)
    )


def field_arcs(arcs: Arcs | None, view: View) -> Arcs:
    """Return the arcs that come within margin of the field; what cannot be compared stays, and hides it."""
    if arcs is None:
        return np.empty((0, 3)), np.empty((0, 3)), np.empty(0)
    start, end, margin = arcs
    near = ~(sphere.arc_distance(start, end, view.centre) > margin + view.field_radius)
    return start[near], end[near], margin[near]

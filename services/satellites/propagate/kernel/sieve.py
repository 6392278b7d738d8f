"""The sieve: which objects may come near the field at all, by their mean orbits, for all 60 000 of them.

Whatever is not sure passes. `native/src/kernel/sieve.cpp` is its twin; a test measures the pads.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.kernel.view import View
from services.satellites.propagate.orbit_class import GRAVITY_KM3_S2
from services.satellites.propagate.secular import EARTH_RADIUS_KM

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NEAR_PERIOD_MINUTES = 225.0
"""From this period on SGP4 takes the deep-space branch."""
SURE_MINUTES = 14 * 1440.0
"""Sets further from their epoch are not sure."""
SURE_DRAG = 0.01
"""Orbits that drag has shrunk by twice this share are not sure."""
SURE_RING_DRAG = 2e-5
"""And of objects that stand for their whole orbit by this one: their rings may lie a kilometre lower."""
SURE_ECCENTRICITY = 0.75
SURE_AXIS_KM = 60000.0
SURE_PERIGEE_KM = 100.0
"""Orbits more eccentric, larger or lower than this are not sure: Moon, Sun and air bend them."""
ROUND = 0.02
"""Up to this eccentricity an object's place is known well enough by two terms."""
ELLIPSE_PAD = 0.05
"""The share of its axis by which an eccentric deep-space object may be away from its place on its ellipse.
Measured over 60 000 made-up places at perigee, 3 days either way, with periods in resonance with the Earth's
turn among them: at most 0.0224."""
ELLIPSE_MINUTES = 3 * 1440.0
"""Sets further from their epoch are not sure of a place on an ellipse: in 14 days resonance moves an object
by 0.039 of its axis."""
ELLIPSE_SLIP = 3.0
"""An object goes faster than its mean motion at perigee: 2.65 times where the eccentricity is 0.75."""
KEPLER_STEPS = 8
"""Of Newton's method: six are enough up to an eccentricity of 0.75."""
KEPLER_ERROR = 1e-6
"""Radians, 40 m of a geosynchronous orbit; an object without its solution is not sure."""
SURE_PHASE = 0.1
"""Radians: a place that drag may have moved further is not sure."""
PAD_KM = 35.0
"""Periodic terms of J2 move an object by at most 17 km from its mean place, and by 3 km from its plane."""
DEEP_PAD = 0.02
"""The share of its distance by which Moon and Sun may move a deep-space object from its plane, or a round one
from its mean place. Measured over 6000 made-up orbits and 14 days either way: at most 0.0062."""
OBSERVER_KM_S = 0.466
"""No observer on the ground moves faster with the Earth's turn."""
FALL_KM_S2 = 0.0099
"""No object in orbit is accelerated more than this; it bounds how far a velocity carries."""


@dataclass(frozen=True, slots=True)
class _Now:
    """The sets at mid exposure, shape (n,) each: minutes since the epoch, errors (s, km), node (radians)."""

    minutes: Floats
    late: Floats
    cross: Floats
    node: Floats


def may_meet(sets: ElementSets, minutes: Floats, late: Floats, cross: Floats, view: View) -> NDArray[np.intp]:
    """Return the rows of the sets whose object may come near the field.

    minutes: since each epoch, shape (n,). late: s, shape (n,). cross: km, shape (n,).
    """
    with np.errstate(all="ignore"):
        placed = sets.propagated & (late <= view.largest_late) & (np.abs(minutes) <= view.furthest_epoch)
        node = sets.node + (sets.secular.node_rate + sets.secular.node_drag * minutes) * minutes
        now = _Now(minutes, np.minimum(late, view.largest_late), cross, node)
        far = _plane_is_far(sets, now, view) | (placed & _place_is_far(sets, now, view))
        near = np.flatnonzero(~(far & _sure(sets, minutes)))
        eccentric = near[(placed & _sure(sets, minutes) & _deep(sets))[near]]
        gone = eccentric[_ellipse_is_far(sets, eccentric, now, view)]
        return np.setdiff1d(near, gone, assume_unique=True)


def _sure(sets: ElementSets, minutes: Floats) -> Bools:
    """Return whose mean orbit tells enough; of an object that stands for its whole orbit its plane alone."""
    axis = sets.secular.axis_km
    return np.asarray(
        (np.abs(minutes) <= SURE_MINUTES)
        & (np.abs(sets.secular.drag * minutes) <= np.where(sets.propagated, SURE_DRAG, SURE_RING_DRAG))
        & (sets.eccentricity <= SURE_ECCENTRICITY)
        & (axis <= SURE_AXIS_KM)
        & (axis * (1.0 - sets.eccentricity) >= EARTH_RADIUS_KM + SURE_PERIGEE_KM)
    )


def _plane_is_far(sets: ElementSets, now: _Now, view: View) -> Bools:
    """Return whose plane stays away from the line of sight between the heights that the orbit has."""
    sight, observer = _in_teme(view)
    sine, cosine = np.sin(sets.inclination), np.cos(sets.inclination)
    normal = (sine * np.sin(now.node), -sine * np.cos(now.node), cosine)
    axis = sets.secular.axis_km
    apogee = axis * (1.0 + sets.eccentricity)
    pad = PAD_KM + now.cross + OBSERVER_KM_S * _time(now.late, view)
    pad = pad + np.where(_deep(sets), DEEP_PAD * apogee, 0.0)
    shrunk = 4.0 * np.abs(sets.secular.drag * now.minutes) * axis
    nearest = _distance(axis * (1.0 - sets.eccentricity) - pad - shrunk, 1.0, sight, observer, view)
    furthest = _distance(apogee + pad + shrunk, -1.0, sight, observer, view)
    at_observer = _dot(normal, observer)
    at_nearest = at_observer + nearest * _dot(normal, sight)
    at_furthest = at_observer + furthest * _dot(normal, sight)
    least = np.minimum(np.abs(at_nearest), np.abs(at_furthest))
    apart = np.where(at_nearest * at_furthest <= 0.0, 0.0, least)
    return np.asarray(apart > pad + furthest * (view.field_radius + view.half_width))


def _place_is_far(sets: ElementSets, now: _Now, view: View) -> Bools:
    """Return which round orbits have their object away from the cone of the field."""
    sight, observer = _in_teme(view)
    rates, minutes, node = sets.secular, now.minutes, now.node
    anomaly = sets.mean_anomaly + rates.anomaly_rate * minutes
    perigee = sets.perigee + rates.perigee_rate * minutes
    latitude = perigee + anomaly + 2.0 * sets.eccentricity * np.sin(anomaly)
    radius = rates.axis_km * (1.0 - sets.eccentricity * np.cos(anomaly))
    slip = 2.0 * rates.anomaly_rate * np.abs(rates.drag) * minutes**2
    along, up = np.cos(latitude), np.sin(latitude)
    ahead = up * np.cos(sets.inclination)
    seen = (
        radius * (along * np.cos(node) - ahead * np.sin(node)) - observer[0],
        radius * (along * np.sin(node) + ahead * np.cos(node)) - observer[1],
        radius * up * np.sin(sets.inclination) - observer[2],
    )
    speed = rates.axis_km * rates.anomaly_rate / 60.0
    time = _time(now.late, view)
    reach = (1.1 * speed + 2.0 * OBSERVER_KM_S) * time + 0.5 * FALL_KM_S2 * time**2
    reach = reach + PAD_KM + now.cross + radius * (slip + 4.0 * np.abs(rates.drag * minutes))
    reach = reach + np.where(_deep(sets), DEEP_PAD * radius, 0.0)
    sure = (sets.eccentricity <= ROUND) & (slip <= SURE_PHASE)
    return np.asarray(sure & (_from_cone(seen, sight, view) > reach))


def _ellipse_is_far(sets: ElementSets, rows: NDArray[np.intp], now: _Now, view: View) -> Bools:
    """Return which of some eccentric orbits have their object away from the cone, shape (rows,)."""
    sight, observer = _in_teme(view)
    rates, minutes = sets.secular, now.minutes[rows]
    axis, eccentricity = rates.axis_km[rows], sets.eccentricity[rows]
    place, error = on_ellipse(sets, rows, minutes, now.node[rows])
    slip = 2.0 * rates.anomaly_rate[rows] * np.abs(rates.drag[rows]) * minutes**2
    shrunk = 8.0 * np.abs(rates.drag[rows] * minutes)
    unsure = PAD_KM + now.cross[rows] + axis * (ELLIPSE_SLIP * slip + shrunk + ELLIPSE_PAD)
    nearest = np.maximum(np.linalg.norm(place, axis=0) - unsure, EARTH_RADIUS_KM)
    time = _time(now.late[rows], view)
    reach = (np.sqrt(2.0 * GRAVITY_KM3_S2 / nearest) + OBSERVER_KM_S) * time + 0.5 * FALL_KM_S2 * time**2
    young = np.abs(minutes) <= ELLIPSE_MINUTES
    sure = young & (eccentricity > ROUND) & (slip <= SURE_PHASE) & (np.abs(error) < KEPLER_ERROR)
    seen = (place[0] - observer[0], place[1] - observer[1], place[2] - observer[2])
    return np.asarray(sure & (_from_cone(seen, sight, view) > reach + unsure))


def on_ellipse(
    sets: ElementSets, rows: NDArray[np.intp], minutes: Floats, node: Floats, slip: Floats | float = 0.0
) -> tuple[Floats, Floats]:
    """Return places on mean ellipses, TEME, km, shape (3, rows), and the error of Kepler's equation.

    slip: what drag has added to the mean anomaly, radians.
    """
    rates, eccentricity = sets.secular, sets.eccentricity[rows]
    anomaly = sets.mean_anomaly[rows] + rates.anomaly_rate[rows] * minutes + slip
    perigee = sets.perigee[rows] + rates.perigee_rate[rows] * minutes
    eccentric, error = kepler(anomaly, eccentricity)
    ahead = rates.axis_km[rows] * (np.cos(eccentric) - eccentricity)
    aside = rates.axis_km[rows] * np.sqrt(1.0 - eccentricity**2) * np.sin(eccentric)
    along = ahead * np.cos(perigee) - aside * np.sin(perigee)
    up = ahead * np.sin(perigee) + aside * np.cos(perigee)
    level = up * np.cos(sets.inclination[rows])
    place = (
        along * np.cos(node) - level * np.sin(node),
        along * np.sin(node) + level * np.cos(node),
        up * np.sin(sets.inclination[rows]),
    )
    return np.stack(place), error


def kepler(anomaly: Floats, eccentricity: Floats) -> tuple[Floats, Floats]:
    """Return eccentric anomalies for mean ones, and by how much Kepler's equation is missed; radians."""
    eccentric = anomaly
    error = -eccentricity * np.sin(anomaly)
    for _ in range(KEPLER_STEPS):
        step = error / (1.0 - eccentricity * np.cos(eccentric))
        eccentric = eccentric - np.where(np.abs(error) < KEPLER_ERROR, 0.0, step)
        error = eccentric - eccentricity * np.sin(eccentric) - anomaly
    return eccentric, error


def _from_cone(seen: tuple[Floats, Floats, Floats], sight: Floats, view: View) -> Floats:
    """Return a lower bound of the distance from points to the cone of the field, km."""
    along = _dot(seen, sight)
    beside = np.sqrt(np.maximum(_dot(seen, seen) - along**2, 0.0))
    wide = view.field_radius + view.half_width
    return np.asarray(beside * np.cos(wide) - along * np.sin(wide))


def _in_teme(view: View) -> tuple[Floats, Floats]:
    turn = view.frame.teme_to_gcrs.T
    return turn @ view.centre, turn @ view.frame.observer


def _time(late: Floats, view: View) -> Floats:
    return np.asarray(view.half_exposure + view.clock_error + view.turn_error + 2.0 * late)


def _deep(sets: ElementSets) -> Bools:
    return np.asarray(2.0 * np.pi / sets.mean_motion >= NEAR_PERIOD_MINUTES)


def _distance(shell: Floats, side: float, sight: Floats, observer: Floats, view: View) -> Floats:
    """Return where the cone of the field meets a shell: from within (side 1) or without (side -1), km.

    A point of the cone at distance d is within d times the cone's half angle of the line of sight.
    """
    wide = view.field_radius + view.half_width
    square = 1.0 - wide**2
    half = observer @ sight + side * shell * wide
    inside = half**2 - square * (observer @ observer - shell**2)
    return np.maximum((np.sqrt(np.maximum(inside, 0.0)) - half) / square, 0.0)


def _dot(left: tuple[Floats, ...] | Floats, right: tuple[Floats, ...] | Floats) -> Floats:
    return np.asarray(left[0] * right[0] + left[1] * right[1] + left[2] * right[2])

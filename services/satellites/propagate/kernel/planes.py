"""The first sieve: which orbits' planes come near the line of sight at the heights that the orbit has."""

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.kernel.view import View

Floats = NDArray[np.float64]

EARTH_RADIUS_KM = 6378.135
"""WGS72's equatorial radius."""
XKE = 0.0743669161331734132
"""WGS72's square root of gravity, in Earth radii^1.5 a minute."""
J2 = 0.001082616
"""WGS72's second zonal harmonic."""
NEAR_PERIOD_MINUTES = 225.0
"""From this period on SGP4 takes the deep-space branch."""
PLANE_PAD_KM = 25.0
"""More than the periodic terms of J2 move a near object out of its mean plane or shell."""
DEEP_PLANE_PAD = 0.02
"""Radians that Moon and Sun may turn a deep-space object's plane within `SIEVED_MINUTES`."""
SIEVED_MINUTES = 14 * 1440.0
"""Sets older than this pass the sieve: their plane is not sure enough."""
SIEVED_PERIGEE_KM = 250.0
"""Orbits that come lower than this pass the sieve: drag turns their plane."""
SIEVED_BSTAR = 0.01
"""Objects with more drag than this pass the sieve."""
OBSERVER_KM_S = 0.466
"""No observer on the ground moves faster with the Earth's turn."""


def near_planes(sets: ElementSets, minutes: Floats, view: View) -> NDArray[np.intp]:
    """Return the rows of the sets whose object may come near the field; whatever is not sure is among them.

    minutes: since each epoch, shape (n,).
    """
    axis = (XKE / sets.mean_motion) ** (2.0 / 3.0)
    round_part = axis * (1.0 - sets.eccentricity**2)
    node = sets.node - 1.5 * J2 * sets.mean_motion * np.cos(sets.inclination) / round_part**2 * minutes
    sine = np.sin(sets.inclination)
    sight = view.frame.teme_to_gcrs.T @ view.centre
    observer = view.frame.teme_to_gcrs.T @ view.frame.observer
    normal = (sine * np.sin(node), -sine * np.cos(node), np.cos(sets.inclination))
    along_sight = normal[0] * sight[0] + normal[1] * sight[1] + normal[2] * sight[2]
    at_observer = normal[0] * observer[0] + normal[1] * observer[1] + normal[2] * observer[2]

    deep = 2.0 * np.pi / sets.mean_motion >= NEAR_PERIOD_MINUTES
    moved = OBSERVER_KM_S * (
        view.half_exposure + view.clock_error + view.turn_error + np.minimum(view.late, view.largest_late)
    )
    perigee = axis * (1.0 - sets.eccentricity) * EARTH_RADIUS_KM
    apogee = axis * (1.0 + sets.eccentricity) * EARTH_RADIUS_KM
    pad = PLANE_PAD_KM + view.cross + moved
    pad = pad + np.where(deep, DEEP_PLANE_PAD * apogee, 0.0)
    nearest, furthest = _distances(perigee - pad, apogee + pad, sight, observer, view)
    reach = pad + furthest * (view.field_radius + view.half_width)
    at_nearest = at_observer + nearest * along_sight
    at_furthest = at_observer + furthest * along_sight
    apart = np.where(
        at_nearest * at_furthest <= 0.0, 0.0, np.minimum(np.abs(at_nearest), np.abs(at_furthest))
    )
    unsure = (
        (np.abs(minutes) > SIEVED_MINUTES)
        | (perigee < EARTH_RADIUS_KM + SIEVED_PERIGEE_KM)
        | (np.abs(sets.bstar) > SIEVED_BSTAR)
    )
    return np.flatnonzero(unsure | ~(apart > reach))


def _distances(
    inner: Floats, outer: Floats, sight: Floats, observer: Floats, view: View
) -> tuple[Floats, Floats]:
    """Return between which distances along the line of sight the cone of the field meets a shell.

    A point of the cone at distance d is within d x `wide` of the line of sight.
    """
    wide = view.field_radius + view.half_width
    square, height = observer @ observer, observer @ sight
    nearest = _root(1.0 - wide**2, height + inner * wide, square - inner**2)
    furthest = _root(1.0 - wide**2, height - outer * wide, square - outer**2)
    return np.maximum(nearest, 0.0), np.maximum(furthest, 0.0)


def _root(square: float, half: Floats, constant: Floats) -> Floats:
    return np.asarray((-half + np.sqrt(np.maximum(half * half - square * constant, 0.0))) / square)

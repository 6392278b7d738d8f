"""Secular rates of mean orbits, by the formulae of SGP4's initialisation (AIAA 2006-6753).

The sieve tells with them roughly where an orbit's plane and its object are, for a fraction of SGP4's cost.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS_KM = 6378.135
"""WGS72's equatorial radius."""
XKE = 0.0743669161331734132
"""WGS72's square root of gravity, in Earth radii^1.5 a minute."""
J2 = 0.001082616
"""WGS72's second zonal harmonic."""
J4 = -0.00000165597
"""WGS72's fourth zonal harmonic."""
DRAG_TOP_KM = 120.0
DRAG_BOTTOM_KM = 78.0
"""Heights between which the density function of SGP4 is scaled."""


@dataclass(frozen=True, slots=True)
class Secular:
    """Rates of mean orbits: radians and minutes; shape (n,) each."""

    axis_km: Floats
    """The semi-major axis."""
    node_rate: Floats
    node_drag: Floats
    """What drag adds to the node, by minutes squared."""
    perigee_rate: Floats
    anomaly_rate: Floats
    drag: Floats
    """SGP4's C1: the mean motion grows by 1.5 times it a minute, the axis shrinks by twice it."""


def secular(motion: Floats, eccentricity: Floats, inclination: Floats, bstar: Floats) -> Secular:
    """Return the rates; motion is Kozai's, rad/min. What is not finite stays so: the sieve lets it pass."""
    with np.errstate(all="ignore"):
        cosine = np.cos(inclination)
        square, left = cosine**2, 1.0 - eccentricity**2
        own, axis = _brouwer(motion, square, left)
        inverse = 1.0 / (axis * left) ** 2
        first = 1.5 * J2 * inverse * own
        second = 0.5 * first * J2 * inverse
        fourth = -0.46875 * J4 * inverse**2 * own
        node = -first * cosine
        drag = bstar * _drag(axis, own, eccentricity, square)
        return Secular(
            axis_km=axis * EARTH_RADIUS_KM,
            node_rate=node
            + (0.5 * second * (4.0 - 19.0 * square) + 2.0 * fourth * (3.0 - 7.0 * square)) * cosine,
            node_drag=3.5 * left * node * drag,
            perigee_rate=-0.5 * first * (1.0 - 5.0 * square)
            + 0.0625 * second * (7.0 - 114.0 * square + 395.0 * square**2)
            + fourth * (3.0 - 36.0 * square + 49.0 * square**2),
            anomaly_rate=own
            + 0.5 * first * np.sqrt(left) * (3.0 * square - 1.0)
            + 0.0625 * second * np.sqrt(left) * (13.0 - 78.0 * square + 137.0 * square**2),
            drag=drag,
        )


def _brouwer(motion: Floats, square: Floats, left: Floats) -> tuple[Floats, Floats]:
    """Return Brouwer's mean motion (rad/min) and axis (Earth radii) for Kozai's mean motion."""
    kozai = (XKE / motion) ** (2.0 / 3.0)
    scale = 0.75 * J2 * (3.0 * square - 1.0) / (np.sqrt(left) * left)
    change = scale / kozai**2
    change = scale / (kozai * (1.0 - change**2 - change * (1.0 / 3.0 + 134.0 * change**2 / 81.0))) ** 2
    own = motion / (1.0 + change)
    return own, (XKE / own) ** (2.0 / 3.0)


def _drag(axis: Floats, own: Floats, eccentricity: Floats, square: Floats) -> Floats:
    """Return SGP4's C2: C1 for a drag term of one."""
    perigee = (axis * (1.0 - eccentricity) - 1.0) * EARTH_RADIUS_KM
    bottom = np.where(
        perigee < 156.0, np.where(perigee < 98.0, 20.0, perigee - DRAG_BOTTOM_KM), DRAG_BOTTOM_KM
    )
    density = ((DRAG_TOP_KM - bottom) / EARTH_RADIUS_KM) ** 4
    above = 1.0 / (axis - (bottom / EARTH_RADIUS_KM + 1.0))
    eta = axis * eccentricity * above
    etasq, eeta = eta**2, eccentricity * eta
    psisq = np.abs(1.0 - etasq)
    shape = axis * (1.0 + 1.5 * etasq + eeta * (4.0 + etasq))
    oblate = 0.375 * J2 * above / psisq * (3.0 * square - 1.0) * (8.0 + 3.0 * etasq * (8.0 + etasq))
    return np.asarray(density * above**4 / psisq**3.5 * own * (shape + oblate))

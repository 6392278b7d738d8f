"""Rings: the whole orbit of an object whose place on it cannot be trusted."""

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import MINUTES_A_DAY, ElementSets
from services.satellites.propagate.kernel.sieve import OBSERVER_KM_S
from services.satellites.propagate.kernel.view import Age, View

Floats = NDArray[np.float64]

RING_POINTS = 720
"""Half a degree each: an orbit bends 0.1 km away from such a chord at 550 km height."""
RING_PAD_KM = 25.0
"""More than the periodic terms of J2 and the chords move a point off the mean ellipse."""
RING_PAD_KM_A_DAY = 0.5
"""How much less sure the plane is with each day of age; a wide guess, since nothing is measured."""


def ring(sets: ElementSets, row: int, age: Age, view: View) -> tuple[Floats, Floats, Floats]:
    """Return the arcs of the mean ellipse, turned by the secular terms of J2, as seen at mid exposure."""
    minutes = age.minutes
    rates, eccentricity, inclination = sets.secular, sets.eccentricity[row], sets.inclination[row]
    node = sets.node[row] + rates.node_rate[row] * minutes
    perigee = sets.perigee[row] + rates.perigee_rate[row] * minutes
    anomaly = np.linspace(0.0, 2.0 * np.pi, RING_POINTS + 1)
    radius = rates.axis_km[row] * (1.0 - eccentricity**2) / (1.0 + eccentricity * np.cos(anomaly))
    node_line = np.array([np.cos(node), np.sin(node), 0.0])
    ahead = np.array(
        [-np.sin(node) * np.cos(inclination), np.cos(node) * np.cos(inclination), np.sin(inclination)]
    )
    angle = anomaly + perigee
    place = radius[:, None] * (np.cos(angle)[:, None] * node_line + np.sin(angle)[:, None] * ahead)
    seen = place @ view.frame.teme_to_gcrs.T - view.frame.observer
    distance = np.linalg.norm(seen, axis=1)
    direction = seen / distance[:, None]
    pad = RING_PAD_KM + RING_PAD_KM_A_DAY * abs(minutes) / MINUTES_A_DAY + age.cross
    pad += OBSERVER_KM_S * (view.half_exposure + view.clock_error + view.turn_error)
    margin = np.arcsin(np.minimum(pad / distance, 1.0)) + view.half_width
    return direction[:-1], direction[1:], np.maximum(margin[:-1], margin[1:])

"""Rings: the whole orbit of an object whose place on it cannot be trusted."""

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.element_sets import MINUTES_A_DAY, ElementSets
from services.satellites.propagate.kernel.sieve import OBSERVER_KM_S
from services.satellites.propagate.kernel.view import Age, View
from services.satellites.propagate.secular import EARTH_RADIUS_KM

Floats = NDArray[np.float64]

RING_POINTS = 720
"""Half a degree each: an orbit bends 0.1 km away from such a chord at 550 km height."""
RING_PAD_KM = 25.0
"""More than the periodic terms of J2 and the chords move a point off the mean ellipse."""
RING_PAD_KM_A_DAY = 0.5
"""How much less sure the plane is with each day of age; a wide guess, since nothing is measured."""

RING_SINKS = 3.0
"""Times what drag tells by the first power of time: by SGP4 an orbit sinks up to 2.8 times as far before it
ends. The object may be at any height from that of the epoch to there."""
RING_STEP_KM = 40.0
RING_STEPS = 12
"""Rings lie so far apart in height, at most so many below the first; each is wide enough to meet the next."""
RING_TURNS = 0.4
"""The share of its turn by which drag may turn a node further: none goes faster than at the ground."""


def ring(sets: ElementSets, row: int, age: Age, view: View) -> tuple[Floats, Floats, Floats]:
    """Return the arcs of the mean ellipse, turned by the secular terms of J2, as seen at mid exposure.

    Of an orbit that drag changes there are several, from the height that it had to the one it may have.
    """
    sunk, turned = _sunk(sets, row, age.minutes), _turned(sets, row, age.minutes)
    steps = int(min(np.ceil(abs(sunk) / RING_STEP_KM), RING_STEPS))
    axis = sets.secular.axis_km[row]
    pad = RING_PAD_KM + RING_PAD_KM_A_DAY * abs(age.minutes) / MINUTES_A_DAY + age.cross
    pad += 0.5 * abs(sunk) / max(steps, 1) + 0.5 * abs(turned) * axis * (1.0 + sets.eccentricity[row])
    pad += OBSERVER_KM_S * (view.half_exposure + view.clock_error + view.turn_error)
    first = _places(sets, row, age.minutes, 0.5 * turned)
    parts = [
        _seen(first * (1.0 - step * sunk / axis / max(steps, 1)), pad, view) for step in range(steps + 1)
    ]
    start, end, margin = (np.concatenate([part[place] for part in parts]) for place in range(3))
    return start, end, margin


def _sunk(sets: ElementSets, row: int, minutes: float) -> float:
    """Return how far drag may have let the orbit sink, km, to the ground at most; below zero it rose."""
    axis = float(sets.secular.axis_km[row])
    most = max(axis - EARTH_RADIUS_KM, 0.0)
    sunk = RING_SINKS * 2.0 * float(sets.secular.drag[row]) * minutes * axis
    return min(max(sunk, -most), most) if np.isfinite(sunk) else most


def _turned(sets: ElementSets, row: int, minutes: float) -> float:
    """Return by how much drag may have turned the node, radians."""
    most = abs(RING_TURNS * float(sets.secular.node_rate[row]) * minutes)
    turned = float(sets.secular.node_drag[row]) * minutes**2
    return min(max(turned, -most), most) if np.isfinite(turned) else most


def _places(sets: ElementSets, row: int, minutes: float, turned: float) -> Floats:
    """Return places all around the mean ellipse, TEME, km."""
    rates, eccentricity, inclination = sets.secular, sets.eccentricity[row], sets.inclination[row]
    node = sets.node[row] + rates.node_rate[row] * minutes + turned
    perigee = sets.perigee[row] + rates.perigee_rate[row] * minutes
    anomaly = np.linspace(0.0, 2.0 * np.pi, RING_POINTS + 1)
    radius = rates.axis_km[row] * (1.0 - eccentricity**2) / (1.0 + eccentricity * np.cos(anomaly))
    node_line = np.array([np.cos(node), np.sin(node), 0.0])
    ahead = np.array(
        [-np.sin(node) * np.cos(inclination), np.cos(node) * np.cos(inclination), np.sin(inclination)]
    )
    angle = anomaly + perigee
    return np.asarray(radius[:, None] * (np.cos(angle)[:, None] * node_line + np.sin(angle)[:, None] * ahead))


def _seen(places: Floats, pad: float, view: View) -> tuple[Floats, Floats, Floats]:
    """Return the arcs between places in a row, each as wide as the pad."""
    seen = places @ view.frame.teme_to_gcrs.T - view.frame.observer
    distance = np.linalg.norm(seen, axis=1)
    direction = seen / distance[:, None]
    margin = np.arcsin(np.minimum(pad / distance, 1.0)) + view.half_width
    return direction[:-1], direction[1:], np.maximum(margin[:-1], margin[1:])

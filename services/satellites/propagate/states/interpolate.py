"""Interpolation within a segment of state vectors, as CCSDS 502.0-B-3 has it: linear, Lagrange, Hermite.

Polynomials are Newton's, by divided differences, with each node twice for Hermite's (Stoer and Bulirsch,
section 2.1.5). Times are scaled to the length of the window, so that powers stay near one.
"""

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.states.tables import Interpolation, StateTables

Floats = NDArray[np.float64]


def interpolated(
    tables: StateTables, row: int, times: Floats, method: Interpolation, degree: int
) -> tuple[Floats, Floats]:
    """Return places, km, and velocities, km/s, of a segment at times within it, shape (m, 3) each.

    times: seconds of TAI since 2000, shape (m,), rising. A segment with fewer states than the degree takes is
    interpolated with all that it has.
    """
    states = tables.states_of(row)
    nodes, place, velocity = tables.time[states], tables.place[states], tables.velocity[states]
    width = min(_width(method, degree), len(nodes))
    below = np.clip(np.searchsorted(nodes, times, side="right") - 1, 0, len(nodes) - 2)
    first = np.clip(below - (width // 2 - 1), 0, len(nodes) - width)
    places, velocities = np.empty((len(times), 3)), np.empty((len(times), 3))
    for start in np.unique(first):
        chosen, window = first == start, slice(int(start), int(start) + width)
        slopes = velocity[window] if method is Interpolation.HERMITE else None
        places[chosen], velocities[chosen] = _polynomial(nodes[window], place[window], slopes, times[chosen])
    return places, velocities


def _width(method: Interpolation, degree: int) -> int:
    """Return how many states a polynomial takes."""
    match method:
        case Interpolation.LINEAR:
            return 2
        case Interpolation.LAGRANGE:
            return max(degree + 1, 2)
        case Interpolation.HERMITE:
            return max((degree + 1) // 2, 2)


def _polynomial(nodes: Floats, values: Floats, slopes: Floats | None, at: Floats) -> tuple[Floats, Floats]:
    """Return the polynomial through values (and slopes) at nodes, and its derivative, shape (m, 3) each."""
    middle, scale = (nodes[0] + nodes[-1]) / 2.0, (nodes[-1] - nodes[0]) / 2.0
    times = (nodes - middle) / scale
    steepness = np.zeros((0, 3)) if slopes is None else np.repeat(slopes, 2, axis=0)[1:] * scale
    if slopes is not None:
        times, values = np.repeat(times, 2), np.repeat(values, 2, axis=0)
    terms = values.copy()
    for order in range(1, len(times)):
        apart = (times[order:] - times[:-order])[:, None]
        rises = (terms[order:] - terms[order - 1 : -1]) / np.where(apart == 0.0, 1.0, apart)
        terms[order:] = (
            np.where(apart == 0.0, steepness, rises) if order == 1 and slopes is not None else rises
        )
    x = ((at - middle) / scale)[:, None]
    result, derivative = np.broadcast_to(terms[-1], (len(at), 3)), np.zeros((len(at), 3))
    for place in range(len(times) - 2, -1, -1):
        derivative = derivative * (x - times[place]) + result
        result = result * (x - times[place]) + terms[place]
    return np.asarray(result), derivative / scale

"""States turned from the axes of their file to those of the GCRS."""

import erfa
import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.earth.frames import EARTH_TURN_RAD_S, Frame
from services.satellites.propagate.earth.time_scales import MJD_TO_JD
from services.satellites.propagate.states.tables import Axes

Floats = NDArray[np.float64]

J2000_MJD = 51544.5


def to_gcrs(
    axes: Axes, place: Floats, velocity: Floats, seconds: Floats, frame: Frame
) -> tuple[Floats, Floats]:
    """Return places and velocities on the axes of the GCRS, shape (m, 3) each.

    seconds: from the instant of `frame`, shape (m,). TEME is taken as constant meanwhile; the ITRS turns
    about the pole, and a velocity in it lacks the turn.
    """
    match axes:
        case Axes.GCRS:
            return place, velocity
        case Axes.EME2000:
            turn = bias()
            return place @ turn, velocity @ turn
        case Axes.TEME:
            turn = frame.teme_to_gcrs.T
            return place @ turn, velocity @ turn
        case Axes.ITRS:
            turn = frame.itrs_to_gcrs.T
            fixed = turned(place @ turn, frame.pole, EARTH_TURN_RAD_S * seconds)
            moving = turned(velocity @ turn, frame.pole, EARTH_TURN_RAD_S * seconds)
            return fixed, moving + np.cross(frame.pole * EARTH_TURN_RAD_S, fixed)


def bias() -> Floats:
    """Return the matrix from the GCRS to the mean equator and equinox of J2000 (IAU 2006), shape (3, 3)."""
    bias_matrix, _, _ = erfa.bp06(MJD_TO_JD, J2000_MJD)
    return np.asarray(bias_matrix)


def turned(vectors: Floats, pole: Floats, angles: Floats) -> Floats:
    """Return vectors turned about a pole, shape (m, 3), each by its angle in radians."""
    angle = angles[:, None]
    on_axis = (vectors @ pole)[:, None] * pole
    return np.asarray(on_axis + (vectors - on_axis) * np.cos(angle) + np.cross(pole, vectors) * np.sin(angle))

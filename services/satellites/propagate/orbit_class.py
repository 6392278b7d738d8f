"""Classes of orbit, by how fast the error of an element set grows in them."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6378.135
"""The equatorial radius of WGS72, which SGP4's element sets are made with."""
GRAVITY_KM3_S2 = 398600.8
"""The Earth's gravitational parameter of WGS72."""
LOW_PERIGEE_KM = 430.0
"""Below this height objects raise or lower their orbit, or drag does: measured on Starlink sets."""
LEO_PERIGEE_KM = 2000.0
"""The IADC's upper end of low Earth orbits."""
HIGH_ECCENTRICITY = 0.25
"""The usual lower end of highly elliptical orbits."""
GEO_REVOLUTIONS_A_DAY = (0.95, 1.05)
"""The geosynchronous band, drifting objects included."""


class OrbitClass(IntEnum):
    """The class of an orbit: it chooses the row of the table of errors."""

    LOW = 0
    LEO = 1
    MEO = 2
    GEO = 3
    HEO = 4
    FAR = 5
    """Highly elliptical, slower than the geosynchronous band: Sun and Moon move them, SGP4 follows badly."""


def orbit_classes(mean_motion: NDArray[np.float64], eccentricity: NDArray[np.float64]) -> NDArray[np.int8]:
    """Class every orbit.

    mean_motion: shape (n,), rad/min. eccentricity: shape (n,). Returns `OrbitClass` numbers, shape (n,);
    not-a-number gives FAR.
    """
    with np.errstate(all="ignore"):
        axis = np.cbrt(GRAVITY_KM3_S2 / (mean_motion / 60.0) ** 2)
        perigee = axis * (1.0 - eccentricity) - EARTH_RADIUS_KM
        revolutions = mean_motion * (1440.0 / (2.0 * np.pi))
        synchronous = (revolutions > GEO_REVOLUTIONS_A_DAY[0]) & (revolutions < GEO_REVOLUTIONS_A_DAY[1])
        round_enough = eccentricity < HIGH_ECCENTRICITY
    chosen = np.full(mean_motion.shape, int(OrbitClass.FAR), np.int8)
    chosen[~round_enough & (revolutions >= GEO_REVOLUTIONS_A_DAY[0])] = OrbitClass.HEO
    chosen[round_enough & (perigee >= LEO_PERIGEE_KM)] = OrbitClass.MEO
    chosen[round_enough & synchronous] = OrbitClass.GEO
    chosen[round_enough & (perigee < LEO_PERIGEE_KM)] = OrbitClass.LEO
    chosen[round_enough & (perigee < LOW_PERIGEE_KM)] = OrbitClass.LOW
    return chosen

"""CSPICE, as the calculations call it: its vectorised functions take arrays of doubles in one piece.

One process, one thread: CSPICE keeps its state in globals (`NAIF required reading, "Thread safety"`), and
spiceypy and its compiled `cyice` share one library, so kernels that one furnishes the other reads.
"""

import numpy as np
import spiceypy
from spiceypy import cyice

from services.spice.geometry.table import Doubles

__all__ = ["DEGREES", "contiguous", "cyice", "spiceypy"]

DEGREES = 180.0 / np.pi
"""In a radian."""


def contiguous(values: Doubles) -> Doubles:
    """Return doubles in one piece of memory, in C's order, as CSPICE reads them."""
    return np.ascontiguousarray(values, dtype=np.float64)

"""The words that the geometry is asked and answered with."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class GeometryError(Exception):
    """The geometry cannot answer: the caller of the service gets an error and no list."""


class ExposureError(GeometryError):
    """The caller asked for an exposure that no answer can be given for."""


class UntrustedError(GeometryError):
    """The operator must act: the catalogue or a table is not good enough to answer from."""


@dataclass(frozen=True, slots=True)
class Site:
    """A telescope's place on the WGS84 ellipsoid (geodetic): degrees east, degrees north, metres above it."""

    longitude_deg: float
    latitude_deg: float
    height_m: float


@dataclass(frozen=True, slots=True, repr=False)
class Exposure:
    """One exposure of a field. Times are MJD in TAI; directions are ICRS degrees. `repr` shows nothing."""

    begin_tai_mjd: float
    end_tai_mjd: float
    ra_deg: float
    dec_deg: float
    field_radius_deg: float

    def __repr__(self) -> str:
        """Show nothing of the pointing."""
        return "Exposure(...)"


@dataclass(frozen=True, slots=True, repr=False)
class Tracks:
    """The arcs of one exposure that a source must keep away from. `repr` shows nothing; `wipe` zeroes all.

    All arrays have a rows. `start` and `end` are unit vectors, shape (a, 3), in the frame of a WCS that was
    fitted to stars (ICRS, astrometric); `margin` is the angle in radians that is covered around the arc.
    """

    start: Floats
    end: Floats
    margin: Floats
    centre: Floats
    """The unit vector of the boresight, shape (3,)."""
    field_radius: float
    """Radians. A source that is not wholly within it is never allowed."""
    largest_box: float
    """Radians: the largest half extent of a box; a larger one is never allowed."""
    _wiped: list[bool] = field(default_factory=list)

    def __repr__(self) -> str:
        """Show nothing of the content."""
        return "Tracks(...)"

    @property
    def wiped(self) -> bool:
        """True once `wipe` was called."""
        return bool(self._wiped)

    def wipe(self) -> None:
        """Zero the arcs, so that nothing of them stays in memory. Asking them again raises."""
        self._wiped.append(True)
        for array in (self.start, self.end, self.margin, self.centre):
            array[...] = 0

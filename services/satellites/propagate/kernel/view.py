"""The view of a field: all that a kernel needs to know of an exposure, in plain numbers."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from services.satellites.propagate.earth.frames import Frame
from services.satellites.propagate.element_sets import ElementSets
from services.satellites.propagate.errors_by_age import ErrorTable
from services.satellites.propagate.port import Tracks

Floats = NDArray[np.float64]

SPEED_OF_LIGHT_KM_S = 299792.458
"""Exact, by definition of the metre."""


@dataclass(frozen=True, slots=True, repr=False)
class View:
    """One field during one exposure, as the kernels take it. Angles in radians, lengths in km, times in s."""

    frame: Frame
    """The frames at mid exposure."""
    mid_day: float
    """The Julian date (UTC) of mid exposure, the part that ends in .5."""
    mid_fraction: float
    """What is added to `mid_day`, in days."""
    mid_tai: float
    """Mid exposure, seconds of TAI since 2000-01-01T00:00 TAI."""
    half_exposure: float
    centre: Floats
    """The unit vector of the boresight, GCRS axes, shape (3,)."""
    field_radius: float
    errors: ErrorTable
    """How wrong element sets are by age and class."""
    step: float
    """The longest time between two samples."""
    half_width: float
    """The part of the margin that is the same for all objects: seeing, refraction, chords."""
    turn_error: float
    """How wrong the Earth's turn may be, s."""
    clock_error: float
    """How wrong the exposure's times may be, s."""
    largest_late: float
    """An object that may be later than this is anywhere on its orbit, s."""
    furthest_epoch: float
    """An object whose epoch is further away is anywhere on its orbit, minutes."""
    decayed_after: float
    """An object inside the Earth has decayed if its epoch is longer ago than this, minutes."""


@dataclass(frozen=True, slots=True, repr=False)
class Age:
    """How old one element set is at mid exposure, and how wrong it may be for that."""

    minutes: float
    """Since its epoch; negative before it."""
    late: float
    """How early or late the object may be, s."""
    cross: float
    """How far the object may be beside its orbit, km."""


class Kernel(Protocol):
    """A kernel: the part of the geometry that is done for every object and every box.

    Both operations are pure: the same arguments give the same answer, whatever the number of threads. They
    may be called from several threads at once.
    """

    @property
    def name(self) -> str:
        """The name of the kernel, for people: `native` or `numpy`."""
        ...

    def arcs(self, sets: ElementSets, view: View) -> tuple[Floats, Floats, Floats]:
        """Return the arcs that meet the field: starts and ends (a, 3), unit vectors, and margins (a,).

        An object's arcs are left out where none of their points comes within margin of the field. Order is
        by row of the catalogue, then time.
        """
        ...

    def allowed(self, tracks: Tracks, boxes: Floats) -> NDArray[np.bool_]:
        """Return which boxes lie within the field and come nowhere within margin of an arc, shape (b,).

        boxes: right ascensions and declinations of the corners in degrees, shape (b, k, 2), k from 1 to 8; a
        box is the convex hull of its corners, and a single corner is a point. A box is not allowed either if
        it has a corner that is not finite or a declination past a pole, or if the tracks call it too large.
        """
        ...

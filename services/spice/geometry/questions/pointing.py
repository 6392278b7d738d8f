"""Questions about instruments: their pointing and their fields of view."""

from typing import Literal

from services.spice.geometry.questions.base import BodyName, FrameName, Question
from services.spice.geometry.questions.directions import Direction
from services.spice.geometry.questions.times import Times


class Pointing(Question):
    """A direction, told in another frame."""

    calculation: Literal["pointing"] = "pointing"
    direction: Direction
    frame: FrameName = "J2000"
    magnitude: Literal["UNIT", "PRESERVE_ORIGINAL"] = "UNIT"
    representation: Literal["RECTANGULAR", "RA_DEC", "LATITUDINAL", "AZ_EL"] = "RECTANGULAR"
    azimuth_counterclockwise: bool = False
    """Of AZ_EL: whether azimuth grows from +X to +Y."""
    elevation_positive_z: bool = True
    """Of AZ_EL: whether elevation grows towards +Z."""
    times: Times


class DirectionSeparation(Question):
    """The angle between two directions. deg."""

    calculation: Literal["direction-separation"] = "direction-separation"
    direction1: Direction
    direction2: Direction
    times: Times


class Inventory(Question):
    """The bodies, frames or instruments that the kernels of a set know."""

    calculation: Literal["inventory"] = "inventory"
    of: Literal["bodies", "frames", "instruments"] = "bodies"


class FieldOfView(Question):
    """The field of view of an instrument, in its own frame, as its kernel states it."""

    calculation: Literal["field-of-view"] = "field-of-view"
    instrument: BodyName

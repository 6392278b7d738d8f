"""The coverage of a kernel."""

from dataclasses import dataclass
from enum import StrEnum

Interval = tuple[float, float]
"""Start and stop, both covered: TDB seconds past J2000, or encoded clock ticks of a CK."""


class Subject(StrEnum):
    """The things that coverage is of."""

    BODY = "body"
    """An ephemeris object of an SPK, or the body of a DSK."""
    SHAPE = "shape"
    """The body of a DSK in a catalogue, which tells it from an SPK's: a surface is no position."""
    INSTRUMENT = "instrument"
    """An instrument or structure of a CK."""
    FRAME = "frame"
    """A body-fixed frame of a binary PCK, by its class id."""
    TABLE = "table"
    """A table of an EK, by its number in the file."""


class Scale(StrEnum):
    """The scale of times."""

    TDB = "tdb"
    TICKS = "ticks"


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """One segment, as its summary tells it."""

    subject: Subject
    code: int
    relative_to: int
    """The center body of an SPK, the reference frame of a CK or PCK, the frame of a DSK."""
    data_type: int
    start: float
    stop: float
    name: str
    frame: int | None = None
    """The frame that the states of an SPK's segment are in: without it they cannot be turned into another."""
    area: tuple[int, Interval, Interval] | None = None
    """Of a DSK's segment: its coordinate system, and the bounds of its first two coordinates."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """When one subject is covered, over all segments of a kernel."""

    subject: Subject
    code: int
    scale: Scale
    intervals: tuple[Interval, ...]
    """Ascending, with gaps between them."""
    exact: bool = True
    """Whether gaps inside of segments are told; where not, the whole segment counts."""

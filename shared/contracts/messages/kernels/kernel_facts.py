"""The facts of one SPICE kernel in a description, each list bounded so that a message stays small."""

import sys
from typing import Annotated, NamedTuple

from pydantic import Field

from shared.model.base import FrozenModel
from shared.model.numbers import ByteCount, Count

SEGMENTS_MAX = 1_000
"""Segments of one kernel that are named; real ones have up to some hundred, those of long missions more."""

INTERVALS_MAX = 4_000
"""Intervals over all subjects: a CK of single pointings has one each. Beyond, the least gaps are closed."""

COMMENTS_MAX = 16 * 1024
"""Characters of a comment area that are told; the file has the rest."""

NAMES_MAX = 5_000
"""Names and codes of one kind that a text kernel defines: the largest frame kernels have some hundred."""

MEMBERS_MAX = 5_300
"""Kernels that CSPICE can have loaded (MAXFIL of keeper.inc)."""

VALUES_MAX = 40_000
"""Values of all assignments that are told as numbers: the largest frame kernels have some ten thousand."""

PACKED_MAX = 100
"""Tables of one kernel that travel packed: of clocks, of which a kernel defines one to three."""

STRING_MAX = 1_024
"""Characters of a name or a string: CSPICE keeps 80 of a value, a joined path has 255."""

Real = Annotated[float, Field(ge=-sys.float_info.max, le=sys.float_info.max, allow_inf_nan=False)]
"""A double that is a number."""

CODE_MIN, CODE_MAX = -(2**31), 2**31 - 1
Code = Annotated[int, Field(ge=CODE_MIN, le=CODE_MAX)]
"""NAIF's code of a body, frame, instrument or clock: an integer of CSPICE has 32 bits."""

Interval = tuple[Real, Real]
"""Start and stop, both covered: TDB seconds past J2000, or encoded clock ticks of a CK."""


class Segment(NamedTuple):
    """One segment, as its summary tells it."""

    subject: str
    """body, instrument or frame."""
    code: Code
    """NAIF's code of the subject."""
    relative_to: Code
    """The center body of an SPK, the reference frame of a CK or PCK, the frame of a DSK."""
    data_type: Code
    start: Real
    stop: Real
    name: str


class SurfaceArea(NamedTuple):
    """The part of a body's surface that a segment of a DSK has, by two of its coordinates."""

    coordinate_system: Code
    """1 is latitudinal, 2 cylindrical, 3 rectangular, 4 planetodetic."""
    first: Interval
    """Least and greatest; of 1 and 4 longitudes, radians."""
    second: Interval
    """The same of latitudes."""


class CoverageOf(FrozenModel):
    """When one subject is covered, over all segments of a kernel."""

    subject: str
    """body, instrument or frame."""
    code: Code
    """NAIF's code of the subject."""
    scale: str
    """tdb or ticks."""
    exact: bool = True
    """Whether every gap is told; where not, more is said to be covered than is."""
    intervals: tuple[Interval, ...] = Field(default=(), max_length=INTERVALS_MAX)
    """Ascending, with gaps between them."""
    utc: tuple[tuple[str, str], ...] = Field(default=(), max_length=INTERVALS_MAX)
    """The same intervals in UTC, rounded inwards; none of ticks, which a clock kernel turns into times."""


class Assigned(NamedTuple):
    """One assignment of a text kernel."""

    name: str
    append: bool
    """Whether the values are appended (`+=`)."""
    values: tuple[str | Real, ...]
    """A date is a number: seconds past J2000 of its calendar, without leap seconds."""


class PackedValues(NamedTuple):
    """The values of an assignment that has too many to be told as numbers: a clock's coefficients."""

    at: Count
    """The place of the assignment, which has no values there."""
    data: str
    """Base64 of `shared.spice.times.clock_table`."""


class Named(NamedTuple):
    """A name and its code."""

    name: str
    code: Code


class KernelFacts(FrozenModel):
    """One kernel, without its bytes."""

    family: str
    """spk, ck, pck, lsk, sclk, fk, ik, mk, dsk, ek, orbit-numbers or unknown."""
    form: str
    """daf, das, text, daf-transfer, das-transfer or unknown."""
    told_by: str
    """content, name or nothing: by what the family was told."""
    needed_bytes: ByteCount | None = None
    """Bytes that it has at least when it is complete; none where the format does not tell."""
    internal_name: str = Field(default="", max_length=STRING_MAX)
    comments: str = Field(default="", max_length=COMMENTS_MAX)
    segments: tuple[Segment, ...] = Field(default=(), max_length=SEGMENTS_MAX)
    segments_in_all: Count = 0
    segment_frames: tuple[Code, ...] = Field(default=(), max_length=SEGMENTS_MAX)
    """Of an SPK: the frame that the states of each of `segments` are in, in their order."""
    areas: tuple[SurfaceArea, ...] = Field(default=(), max_length=SEGMENTS_MAX)
    """Of a DSK: the part of the surface that each of `segments` has, in their order."""
    coverage: tuple[CoverageOf, ...] = Field(default=(), max_length=INTERVALS_MAX)
    utc_until: str = ""
    """The last leap second that the times in UTC know, as a date; a later one moves times after it."""
    needs_clocks: tuple[Code, ...] = Field(default=(), max_length=NAMES_MAX)
    """Codes of the clocks (SCLK) that a CK keeps its times by."""
    needs_leap_seconds: bool = False
    """Whether an LSK has to be loaded with it."""
    bodies: tuple[Named, ...] = Field(default=(), max_length=NAMES_MAX)
    """Names that NAIF_BODY_NAME gives to codes."""
    frames: tuple[Named, ...] = Field(default=(), max_length=NAMES_MAX)
    instruments: tuple[Code, ...] = Field(default=(), max_length=NAMES_MAX)
    constants: tuple[Code, ...] = Field(default=(), max_length=NAMES_MAX)
    """Bodies whose constants a text PCK holds."""
    clocks: tuple[Code, ...] = Field(default=(), max_length=NAMES_MAX)
    """Clocks that an SCLK defines."""
    members: tuple[str, ...] = Field(default=(), max_length=MEMBERS_MAX)
    """Kernels that a meta-kernel loads, in its order, symbols replaced."""
    assignments: tuple[Assigned, ...] = Field(default=(), max_length=VALUES_MAX)
    packed: tuple[PackedValues, ...] = Field(default=(), max_length=PACKED_MAX)
    left_out: tuple[str, ...] = ()
    """Names of the fields here that lack something for want of room; the file has it."""

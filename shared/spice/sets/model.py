"""The question that a set of kernels answers, what a collection offers for it, and what comes out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from shared.spice.coverage.model import Interval
from shared.spice.kinds.kind import Family
from shared.spice.sets.preference import Preference

BINARY_FORMS = frozenset({"daf", "das"})


class Group(IntEnum):
    """The order of loading, by what a kernel is: text first, then what is asked by time."""

    LSK = 0
    PCK = 1
    FK = 2
    IK = 3
    SCLK = 4
    OTHER = 5
    SPK = 6
    BINARY_PCK = 7
    CK = 8


Level = tuple[bool, int, bool, int]
"""Whether its name is of its kind, its quality, whether it tells of its own mission alone, how new it is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One kernel that may be in a set."""

    path: str
    content: str
    family: str
    form: str
    quality: int
    preference: Preference
    superseded_by: str | None = None
    newer: int = 0
    """Versions of its quality that are newer."""
    guests: frozenset[int] = frozenset()
    """Spacecraft of other missions than its own that it tells of: in place of kernels that lack."""

    @property
    def group(self) -> Group:
        """Return where it stands in the order of loading."""
        if self.family == Family.PCK and self.form in BINARY_FORMS:
            return Group.BINARY_PCK
        name = self.family.upper()
        return Group[name] if name in Group.__members__ else Group.OTHER

    @property
    def level(self) -> Level:
        """Return how good it is: the larger counts, wherever it covers, before all else that is preferred."""
        return self.preference[0], self.quality, not self.guests, -self.newer

    @property
    def order(self) -> tuple[Group, Level, Preference]:
        """Return its place in the order of loading: the last has priority."""
        return self.group, self.level, self.preference


@dataclass(frozen=True, slots=True)
class Piece:
    """What one kernel covers of one subject, relative to one other."""

    candidate: Candidate
    relative_to: int
    frame: int
    """That a body's states are in."""
    intervals: tuple[Interval, ...]
    """TDB, ascending."""
    area: tuple[tuple[float, float, float, float], ...] = ()
    """The part of a body's surface that a shape covers (`areas`); none is the whole."""


@dataclass(frozen=True, slots=True)
class Used:
    """The use of one piece from one time to another."""

    start: float
    stop: float
    piece: Piece


@dataclass(frozen=True, slots=True)
class Direction:
    """One direction that a dynamic frame is built from, and what it needs."""

    bodies: tuple[int, ...] = ()
    """That are connected with each other."""
    names: tuple[tuple[str, int], ...] = ()
    """Of bodies, by which the definition has them."""
    unknown: tuple[str, ...] = ()
    """Names of bodies and frames that nobody knows."""
    near_to: int | None = None
    """The body whose ellipsoid, and own frame, it follows from."""
    frame: str = ""
    is_corrected: bool = False
    """Whether light takes its time."""
    frozen_at: float | None = None
    """The time that it is as it was at."""


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """One frame."""

    code: int
    name: str
    frame_class: int | None
    class_id: int | None
    center: int | None
    relative: str = ""
    """The name of the frame that it is relative to, of classes 4 and 5."""
    definers: tuple[Candidate, ...] = ()
    """Kernels that define it so; none where CSPICE knows it by itself."""
    directions: tuple[Direction, ...] = ()
    """Of class 5."""


@dataclass(frozen=True, slots=True)
class OwnFrame:
    """The frame that kernels give a body for its own."""

    frame: str
    """Its name, or its code."""
    variable: str
    """That tells it."""
    tellers: tuple[Candidate, ...]


class Catalogue(Protocol):
    """Kernels that may be in a set: those that can be used, are seen, and are of the missions asked for."""

    def covering(self, subject: str, code: int, window: Interval) -> Sequence[Piece]:
        """Return what covers a subject at some time of a window."""

    def frame(self, named: str | int) -> FrameFacts | None:
        """Return a frame by its name or code; None where nobody knows it."""

    def defining(self, what: str, code: int) -> Sequence[Candidate]:
        """Return the kernels that define a thing: radii, gm, orientation, instrument, clock, leap-seconds."""

    def naming(self, name: str, code: int) -> Sequence[Candidate]:
        """Return the kernels that give a body this name; none where CSPICE knows it by itself."""

    def telling_field(self, instrument: int) -> Sequence[Candidate]:
        """Return the kernels that tell an instrument's field of view."""

    def field_frame(self, instrument: int) -> str:
        """Return the frame of an instrument's field of view; empty where nobody tells."""

    def frame_of_body(self, code: int, named: str) -> OwnFrame | None:
        """Return the frame that kernels give a body, asked for by its code or a name; None: none does."""

    def clock_of(self, instrument: int) -> tuple[int, Sequence[Candidate]]:
        """Return the clock of a CK's object, and the frame kernels that say so; none by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be answered, in codes."""

    bodies: tuple[int, ...] = ()
    names: tuple[tuple[str, int], ...] = ()
    """Names of bodies by which they are asked for."""
    frame_names: tuple[str | int, ...] = ()
    """Frames that are to be named, however they turn."""
    body_frames: tuple[tuple[str, int], ...] = ()
    """Bodies whose own frames are to be told, each with the name that it is asked for by, or none."""
    instruments: tuple[int, ...] = ()
    fields_of_view: tuple[int, ...] = ()
    """Instruments whose fields of view are needed in their own frames."""
    frames: tuple[str | int, ...] = ()
    radii: tuple[int, ...] = ()
    shapes: tuple[int, ...] = ()
    """Bodies whose surfaces are needed, as DSKs have them."""
    masses: tuple[int, ...] = ()
    """Bodies whose GM is needed."""
    clocks: tuple[int, ...] = ()
    """Whose readings are read or told."""
    windows: tuple[Interval, ...] = ()
    """TDB, ascending, apart."""
    to_barycenter: bool = False
    leap_seconds: bool = True
    to_each_other: bool = False
    """Whether frames are turned into each other alone: what they have in common may be missing."""
    turning: bool = False
    """Whether it is asked how fast frames turn: pointings that do not tell are passed over then."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What no kernel gives."""

    what: str
    family: str
    gaps: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One kernel of a set, and what it is needed for."""

    candidate: Candidate
    needed_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KernelSet:
    """The least set, in the order of loading."""

    members: tuple[Member, ...]
    missing: tuple[Missing, ...]
    considered: tuple[Candidate, ...] = field(default=(), repr=False)
    """All that was looked at, by path."""
    variables: tuple[str, ...] = field(default=(), repr=False)
    """The variables of text kernels that an answer depends on; of what ends in _ or / how they begin."""
    meeting_shapes: tuple[tuple[Piece, Piece], ...] = field(default=(), repr=False)
    """Pairs of shapes that have the same part of a surface at some time: CSPICE takes the outermost."""

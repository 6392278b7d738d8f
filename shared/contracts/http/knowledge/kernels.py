"""Answers about the kernels of a collection. Pure.

Times are TDB seconds past J2000; texts are UTC in ISO 8601, rounded inwards where they bound a coverage.
"""

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from shared.contracts.messages.description import ContentProblem
from shared.contracts.messages.kernels.kernel_facts import CODE_MAX, CODE_MIN
from shared.model.base import FrozenModel


class Span(FrozenModel):
    """One interval of time, both ends in it."""

    start: float
    """TDB seconds past J2000."""
    stop: float
    start_utc: str
    stop_utc: str


class CoveredSubject(FrozenModel):
    """What one kernel covers of one body, shape, instrument or frame."""

    subject: str
    """body, shape (of a body, in a DSK: no position), instrument or frame."""
    code: int
    """NAIF's code."""
    name: str = ""
    """Where one is known."""
    relative_to: int | None = None
    """Center of a body, reference frame of an instrument or frame."""
    exact: bool = True
    """Whether every gap is told."""
    timed: bool = True
    """Whether the times are known; of a CK they are not, while its clock is not in the collection."""
    spans: tuple[Span, ...] = ()


class KernelRow(FrozenModel):
    """One kernel of a collection."""

    path: str
    content: str
    """BLAKE3-256."""
    size: int
    revision: int
    """Of the commit that put it there."""
    kind: str
    """spk, ck, pck, lsk, sclk, fk, ik, mk, dsk, ek, orbit-numbers or unknown."""
    form: str = ""
    """daf, das, text, ...; empty while nobody has described it."""
    mission: str = ""
    quality: str
    """predicted, nadir, untold, reconstructed or smithed: by its name."""
    described: bool
    """Whether a describer has recognised it."""
    completeness: str = ""
    worst: str = ""
    """The severity of its heaviest problem."""
    superseded_by: str | None = None
    """A newer version of it in the collection."""
    problems: tuple[ContentProblem, ...] = ()
    """Asked for by `problem`."""
    coverage: tuple[CoveredSubject, ...] = ()
    """Asked for by `body`, `instrument`, `frame` or `covers`, of these alone."""


class KernelPage(FrozenModel):
    """A page of kernels, by path."""

    revision: int
    kernels: tuple[KernelRow, ...]
    next: str | None
    """Give it as `after` for the next page; none on the last."""


class CoverageAnswer(FrozenModel):
    """When one subject is covered by all kernels of a collection together."""

    revision: int
    subject: str
    """body, instrument or frame: of a frame that a CK turns, and of what is fixed to it, the instrument."""
    code: int
    """That kernels have the subject under."""
    name: str = ""
    spans: tuple[Span, ...] = ()
    gaps: tuple[Span, ...] = ()
    """Between the first and the last instant that is covered, or within `covers`."""
    exact: bool = True
    kernels: tuple[KernelRow, ...] = ()
    """Those that cover it, each with its own spans, by path."""
    untimed: tuple[str, ...] = ()
    """Kernels that cover it at times that nobody can tell, since their clock is not in the collection."""
    notes: tuple[str, ...] = ()
    """What the name would be by another kernel, or by CSPICE itself; what a frame is fixed to."""


class MissionRow(FrozenModel):
    """A mission, and how many kernels of each kind there are."""

    mission: str
    kinds: dict[str, int]


class MissionList(FrozenModel):
    """All missions, `generic` for what serves all, and the empty name for what tells none."""

    revision: int
    missions: tuple[MissionRow, ...]


class MetaKernelMember(FrozenModel):
    """One kernel that a meta-kernel loads, and what became of it."""

    written: str
    """As the meta-kernel has it, symbols replaced."""
    path: str | None
    """Where the collection has it."""
    content: str | None = None
    state: str
    """held, missing, damaged (CSPICE refuses it, or answers wrongly from it) or undescribed."""
    superseded_by: str | None = None
    sites: tuple[str, ...] = ()
    """That hold it, as far as they are there."""


class MetaKernelAnswer(FrozenModel):
    """One meta-kernel with its members, in the order of loading."""

    revision: int
    path: str
    content: str
    members: tuple[MetaKernelMember, ...]
    complete: bool
    """Whether each member is held and none is damaged."""


class SpiceStatus(FrozenModel):
    """How far the service is."""

    collection: str
    site: str
    revision: int
    kernels: int
    """Live files that are kernels, or called so."""
    undescribed: int
    """Of these, those that nobody has described."""


NAMES_MAX = 10_000
"""Names that one question translates: more than all bodies and frames that CSPICE knows by itself."""


def _written(value: object) -> object:
    """Return a number of seconds as the text of it: geometry takes numbers, too."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > SECONDS_MAX:
        return value
    return repr(float(value))


SECONDS_MAX = 1e12
"""Seconds from J2000, as of questions of geometry: 31 700 years."""


ClockCode = Annotated[int, Field(ge=CODE_MIN, le=CODE_MAX)]
"""NAIF's code of a spacecraft clock."""

TimeText = Annotated[
    str,
    BeforeValidator(_written),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}]}),
]


SPANS_MAX = 1_000
"""Spans of one question: as many events as anybody looks at one by one."""


class KernelSetQuestion(FrozenModel):
    """What a kernel set is to be able to answer. Bodies, instruments and frames are names or NAIF's codes."""

    bodies: tuple[str | int, ...] = Field(default=(), max_length=100)
    """Each is connected to the others; a single one to whatever its kernels have it relative to."""
    instruments: tuple[str | int, ...] = Field(default=(), max_length=100)
    """With their fields of view and orientation."""
    fields_of_view: tuple[str | int, ...] = Field(default=(), max_length=100)
    """Instruments whose fields of view are needed in their own frames: at no time, wherever they point."""
    frames: tuple[str | int, ...] = Field(default=(), max_length=100)
    """Each can be turned into J2000."""
    to_each_other: bool = False
    """Whether it will do to turn them into each other, where one of them lacks the way to J2000."""
    turning: bool = False
    """Whether velocities are asked for in them, or how fast they turn: CSPICE passes over pointings without
    angular velocities then, so that all that have a time are needed, in their order."""
    constants: tuple[str | int, ...] = Field(default=(), max_length=100)
    """Bodies whose radii are needed."""
    shapes: tuple[str | int, ...] = Field(default=(), max_length=100)
    """Bodies whose shapes (DSK) are needed."""
    masses: tuple[str | int, ...] = Field(default=(), max_length=100)
    """Bodies whose GM is needed."""
    names: tuple[str | int, ...] = Field(default=(), max_length=NAMES_MAX)
    """Names and codes of bodies that are to be told; what nobody knows is not missing."""
    frame_names: tuple[str | int, ...] = Field(default=(), max_length=NAMES_MAX)
    """The same of frames, however they turn."""
    body_frames: tuple[str | int, ...] = Field(default=(), max_length=NAMES_MAX)
    """The same of the frames that are bodies' own."""
    clocks: tuple[ClockCode, ...] = Field(default=(), max_length=20)
    """NAIF's codes of spacecraft clocks whose readings are read or told."""
    times: tuple[tuple[TimeText, TimeText], ...] = Field(default=(), max_length=SPANS_MAX)
    """From and to, as `covers` has them; numbers are TDB seconds past J2000."""
    qualities: tuple[str, ...] = Field(default=(), max_length=5)
    """Those that will do; none: all of them. The best that there is counts at each time.

    What tells no quality comes after those that are named, unless `untold` is."""
    missions: tuple[str, ...] = Field(default=(), max_length=20)
    """Kernels of these and generic ones alone; none: of any."""
    to_barycenter: bool = False
    """Whether bodies are needed relative to the barycenter of the solar system: for light time."""
    margin_seconds: float = Field(default=0.0, ge=0, le=1e6)
    """Before and after each time: for light time, and a second each way for stellar aberration."""
    leap_seconds: bool = True
    """Whether UTC is needed."""
    superseded: bool = True
    """Whether versions that newer ones replaced fill what these leave."""
    explain: bool = False
    """Whether to tell what was considered and left out."""


class SetMember(FrozenModel):
    """One kernel of a set."""

    path: str
    content: str
    size: int
    revision: int
    kind: str
    quality: str
    needed_for: tuple[str, ...]
    """In words, e.g. `body -74`."""


class MissingPart(FrozenModel):
    """What no kernel of the collection gives."""

    what: str
    """In words."""
    kind: str
    """The kind of kernel that is missing."""
    gaps: tuple[Span, ...] = ()
    """When; none where it is at all times."""


class ConsideredKernel(FrozenModel):
    """A kernel that could have been in a set."""

    path: str
    chosen: bool
    why: str


class KernelSetAnswer(FrozenModel):
    """The least ordered set of kernels for a question: furnished in this order, the last has priority."""

    revision: int
    hash: str
    """BLAKE3-256 of the contents in their order: the same set has the same, anywhere."""
    members: tuple[SetMember, ...]
    complete: bool
    missing: tuple[MissingPart, ...] = ()
    undescribed: int | None = None
    """Kernels that nobody has described, so that they were not considered; none where it may not be told."""
    considered: tuple[ConsideredKernel, ...] = ()
    notes: tuple[str, ...] = ()
    """Names and constants that a kernel of the set takes over from others, or from CSPICE itself.

    Also kernels that fill what better ones leave."""

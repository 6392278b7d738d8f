"""The description of a kernel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shared.spice.coverage.model import Coverage, SegmentInfo
from shared.spice.kinds.kind import Kind
from shared.spice.problems import Problem, Severity
from shared.spice.text.meta_kernel import Member
from shared.spice.text.model import Assignment


class Completeness(StrEnum):
    """Whether all bytes of a content are there."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNTOLD = "untold"
    """The format does not tell: text kernels, and what is no kernel."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What the first look at a content tells: it reads little, however large the content is."""

    kind: Kind
    completeness: Completeness
    needed: int | None
    """Bytes that a complete content has at least; None where the format does not tell."""
    problems: tuple[Problem, ...]

    @property
    def broken(self) -> bool:
        """Whether CSPICE refuses the content, or answers wrongly from it."""
        return any(each.severity is Severity.BROKEN for each in self.problems)


@dataclass(frozen=True, slots=True)
class Needs:
    """What else must be loaded before a kernel can be asked."""

    clocks: tuple[int, ...] = ()
    """Codes of the clocks that a CK keeps its times by, where no frame kernel tells others."""
    leap_seconds: bool = False


@dataclass(frozen=True, slots=True)
class Defines:
    """What a text kernel defines."""

    frames: Mapping[str, int] = field(default_factory=dict)
    bodies: Mapping[str, int] = field(default_factory=dict)
    """Names that NAIF_BODY_NAME gives to codes, bodies and spacecraft and instruments alike."""
    instruments: tuple[int, ...] = ()
    constants: tuple[int, ...] = ()
    """Bodies whose constants (radii, orientation, masses) a PCK holds."""
    clocks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """All that is told of a content without loading it into CSPICE."""

    glance: Glance
    problems: tuple[Problem, ...]
    """The problems of the glance, and those of a whole reading."""
    internal_name: str = ""
    comments: str = ""
    """The comment area of a binary kernel."""
    segments: tuple[SegmentInfo, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    """In TDB; of a CK in encoded ticks, see `shared.spice.coverage.to_tdb`."""
    needs: Needs = Needs()
    assignments: tuple[Assignment, ...] = ()
    defines: Defines = field(default_factory=Defines)
    members: tuple[Member, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether CSPICE refuses the content, or answers wrongly from it."""
        return any(each.severity is Severity.BROKEN for each in self.problems)

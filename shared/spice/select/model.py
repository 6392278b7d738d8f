"""A rule about what kernels mean, what is known of kernels, and what a site follows by it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.spice.coverage.model import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A rule. What it says of kernels holds together; the closures come beside."""

    closure_of: frozenset[str] = frozenset()
    """Paths of meta-kernels that are followed with all that they load."""
    kinds: frozenset[str] = frozenset()
    """As `Family` has them; none: any."""
    bodies: frozenset[int] = frozenset()
    """NAIF's codes: kernels that cover one of them; none: any."""
    missions: frozenset[str] = frozenset()
    """None: any."""
    covers: tuple[Interval, ...] = ()
    """TDB: kernels that cover some of it, and those that cover nothing over time; none: any."""
    newest_only: bool = False
    """Whether versions that newer ones replaced are left out."""

    @property
    def asks_of_kernels(self) -> bool:
        """Whether it says anything but closures."""
        return bool(self.kinds or self.bodies or self.missions or self.covers or self.newest_only)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKernel:
    """What is known of one live kernel, or other file, of a collection."""

    path: str
    family: str
    told: bool = True
    """Whether anybody has told that it is a kernel: else it may be a member, and fits no rule."""
    mission: str = ""
    superseded: bool = False
    """Whether a newer version of it is in the collection."""
    covered: Mapping[int, tuple[Interval, ...]] = field(default_factory=dict)
    """By the code of each body, instrument or frame; TDB."""
    members: tuple[str, ...] = ()
    """Of a meta-kernel: the path of each member, as it stands in the collection, or as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The paths that a site follows."""

    paths: frozenset[str]
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Meta-kernels that are left out, since these members are not in the collection."""
    last_copies: frozenset[str] = frozenset()
    """Of the paths, those that stay since nobody else holds them."""

"""The facts in a kernel's name."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from shared.spice.kinds.kind import Family


class Quality(IntEnum):
    """The quality that a name claims, better is higher: numbers order names, they are never stored."""

    PREDICTED = 0
    NADIR = 1
    UNTOLD = 2
    """The name says nothing: better than what calls itself predicted, no better than what was measured."""
    RECONSTRUCTED = 3
    SMITHED = 4


Rank = tuple[int, tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""Quality, dates of making as ordinals, numbers of solutions, numbers of versions: compared in this order."""


@dataclass(frozen=True, slots=True)
class KernelName:
    """A kernel's name, read.

    Names of one line are versions of each other where their slots are equal, and complement each other where
    they are not: `mro_sc_psp_210706_210712.bc` and `mro_sc_psp_210713_210719.bc` are both wanted.
    """

    path: str
    family: Family
    mission: str | None
    line: str
    """The name without numbers, dates and quality, in lower case: what versions have in common."""
    slot: tuple[int, ...]
    """The part of the line's subject that the kernel is of: days as ordinals, sols, phases, orbits."""
    dates: tuple[date, ...]
    """All dates in the name, in its order."""
    quality: Quality
    rank: Rank
    moving: bool
    """Whether new bytes under the same name are what its author means to publish."""


class Relation(StrEnum):
    """How one kernel stands to another, by their names and whether their bytes are the same."""

    UNRELATED = "unrelated"
    COMPLEMENT = "complement"
    NEWER = "newer"
    OLDER = "older"
    SAME = "same"
    MOVED = "moved"
    """The name is a moving one, and the bytes have changed."""
    CONFLICT = "conflict"
    """Two contents claim to be the same version: a person must look."""

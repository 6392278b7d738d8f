"""The needs of a question, and whether kernels meet them. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from shared.spice.coverage.intervals import common, union
from shared.spice.coverage.model import Interval
from shared.spice.sets.model import Candidate, Used


@dataclass(frozen=True, slots=True)
class Static:
    """A definition that has to be there."""

    what: str
    candidates: tuple[Candidate, ...]

    def contents(self) -> frozenset[str]:
        """Return the contents that have it."""
        return frozenset(one.content for one in self.candidates)

    def met_by(self, among: Collection[str]) -> bool:
        """Tell whether any of some contents has it."""
        return any(one.content in among for one in self.candidates)


@dataclass(slots=True)
class Dynamic:
    """A subject that has to be covered over time."""

    what: str
    family: str
    windows: tuple[Interval, ...] = ()
    """Those that were looked at."""
    used: list[Used] = field(default_factory=list)
    _contents: set[str] = field(default_factory=set)

    def use(self, used: Sequence[Used]) -> None:
        """Note what is used, and when."""
        self.used += used
        self._contents.update(one.piece.candidate.content for one in used)

    def contents(self) -> Collection[str]:
        """Return the contents that are used."""
        return self._contents

    def covered(self) -> tuple[Interval, ...]:
        """Return when it is covered."""
        return union((one.start, one.stop) for one in self.used)

    def met_by(self, among: Collection[str]) -> bool:
        """Tell whether some contents have all that is used: without one, another would count at some time."""
        return self._contents <= set(among)


Dynamics = Mapping[tuple[str, int], Dynamic]
"""By subject and code."""


def uses_the_same(ones: Dynamics, others: Dynamics, windows: Sequence[Interval]) -> bool:
    """Tell whether all bodies that others use within windows are used from the same kernels."""
    return all(
        key in ones and any(_is_as(one, other, part) for one in ones[key].used)
        for key, need in others.items()
        if key[0] == "body"
        for other in need.used
        for part in common([(other.start, other.stop)], windows)
    )


def _is_as(one: Used, other: Used, part: Interval) -> bool:
    """Tell whether one use is of the same piece as another, at a part of its time."""
    mine, theirs = one.piece, other.piece
    same = (mine.candidate.content, mine.relative_to) == (theirs.candidate.content, theirs.relative_to)
    return same and one.start <= part[0] and part[1] <= one.stop

"""The kernels of a tree, joined with what is known of their contents. Pure.

What nobody has described means nothing yet: it fits no rule, and it replaces no other version.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.manager.meaning.contents import KnownContent
from shared.descriptions.timekeepers import Keeping, TimekeepingKernel, keeping_of
from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval, Scale
from shared.spice.kinds.kind import Family
from shared.spice.names.model import KernelName
from shared.spice.names.ordered import ordered, ordered_rank
from shared.spice.names.parse import parse_name
from shared.spice.select.model import KnownKernel
from shared.spice.sets.areas import contains
from shared.spice.sets.preference import is_misnamed
from shared.spice.text.meta_kernel import Member, place_of

EVER: tuple[Interval, ...] = ((float("-inf"), float("inf")),)
"""When a subject may be covered whose clock is not known."""


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    content: str
    name: KernelName
    known: KnownContent

    @property
    def is_version(self) -> bool:
        """Whether its name tells which version it is: another kind's name tells nothing."""
        return not is_misnamed(self.path, self.known.family, self.known.form)


class TimedSpans:
    """Turns ticks into times, once for each content and choice of clocks."""

    def __init__(self) -> None:
        self._turned: dict[tuple[str, int], tuple[str, tuple[Interval, ...]]] = {}

    def of(self, content: str, known: KnownContent, keeping: Keeping) -> Mapping[int, tuple[Interval, ...]]:
        """Return when each subject of a content is covered, in TDB; always where its clock is not known."""
        found: dict[int, tuple[Interval, ...]] = {}
        for code, scale, intervals in known.coverage:
            in_tdb = intervals if scale is Scale.TDB else self._turn(content, code, intervals, keeping)
            if intervals:
                found[code] = union((*found.get(code, ()), *in_tdb))
        return found

    def forget_but(self, contents: Container[str]) -> None:
        """Keep what is of some contents alone."""
        self._turned = {key: one for key, one in self._turned.items() if key[0] in contents}

    def _turn(
        self, content: str, code: int, ticks: Sequence[Interval], keeping: Keeping
    ) -> tuple[Interval, ...]:
        by = keeping.timed_by(code)
        known = self._turned.get((content, code))
        if known is None or known[0] != by:
            known = self._turned[content, code] = (by, keeping.in_tdb(code, ticks) or EVER)
        return known[1]


class KnownKernels:
    """All live files of a tree at one revision, and what they are."""

    def __init__(
        self, files: Iterable[tuple[str, str]], contents: Mapping[str, KnownContent], spans: TimedSpans
    ) -> None:
        """Join them.

        Args:
            files: path and content of each.
            contents: what is described.
            spans: turns ticks into times.
        """
        self._contents = contents
        self._spans = spans
        self._paths = dict(files)
        self.undescribed = frozenset(path for path, content in self._paths.items() if content not in contents)
        self.kernels = tuple(self._all())

    def loads(self, path: str, content: str, *, here: Container[str] = ()) -> tuple[str, ...] | None:
        """Return the paths of what a meta-kernel loads; None where its content is not described.

        Args:
            path: of the meta-kernel.
            content: of it, now or before.
            here: files that may be its members beside those of the tree.
        """
        known = self._contents.get(content)
        return None if known is None else tuple(self._places(path, known.members, here))

    def members_of(self, meta_kernels: Iterable[str]) -> frozenset[str]:
        """Return the paths of what some meta-kernels load, as far as it is described."""
        asked = frozenset(meta_kernels)
        return frozenset(path for one in self.kernels if one.path in asked for path in one.members)

    def _all(self) -> Iterable[KnownKernel]:
        files = [
            _File(path, content, parse_name(path), known)
            for path, content in self._paths.items()
            if (known := self._contents.get(content)) is not None and known.family
        ]
        superseded, keeping = superseded_of(files), _keeping(files)
        for one in files:
            yield KnownKernel(
                path=one.path,
                family=one.known.family,
                mission=one.name.mission or "",
                superseded=one.path in superseded,
                covered=self._spans.of(one.content, one.known, keeping),
                members=tuple(self._places(one.path, one.known.members)),
            )
        kernels = {one.path for one in files}
        yield from (KnownKernel(path=path, family="", told=False) for path in self._paths.keys() - kernels)

    def _places(self, path: str, members: Sequence[str], here: Container[str] = ()) -> Iterable[str]:
        """Yield where members are; as they are written those that are nowhere."""
        for written in members:
            member = Member(written, written)
            place = place_of(member, path, self._paths) or place_of(member, path, here)
            yield written if place is None else place


def superseded_of(files: Iterable[_File]) -> frozenset[str]:
    """Return the paths of kernels of which the tree has a newer version.

    A shape of another part of a body is no newer version, whatever its name says.
    """
    versions: dict[tuple[str, tuple[int, ...]], list[_File]] = defaultdict(list)
    for one in files:
        if one.is_version:
            versions[one.name.line, one.name.slot].append(one)
    return frozenset(one.path for several in versions.values() for one in _replaced(several))


def _replaced(several: Sequence[_File]) -> Iterable[_File]:
    """Yield those of some versions of one kernel that a newer one replaces."""
    shapes = [one for one in several if one.known.family == Family.DSK]
    others = [one for one in several if one.known.family != Family.DSK]
    newest = max((one.name.rank for one in others), default=None)
    yield from (one for one in others if newest is not None and newest > one.name.rank)
    for one in shapes:
        newer = (other for other in shapes if other.name.rank > one.name.rank)
        if any(contains(other.known.area, one.known.area) for other in newer):
            yield one


def _keeping(files: Iterable[_File]) -> Keeping:
    return keeping_of(
        TimekeepingKernel(
            path=one.path,
            content=one.content,
            rank=ordered(one.name.slot) + ordered_rank(one.name.rank),
            quality=int(one.name.quality),
            family=one.known.family,
            misnamed=not one.is_version,
            variables=one.known.variables,
            made=one.known.made,
        )
        for one in files
        if one.known.variables
    )

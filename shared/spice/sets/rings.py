"""Rings: frames or bodies that kernels have relative to each other, without an end. Pure.

CSPICE follows them until its process is killed: frames of constant offset, segments of CKs and of SPKs. So
a ring is looked for before a set is loaded. What each frame or body is relative to is an arc of a graph, and
most graphs have no ring whatever the times. Where one has, times and the order of loading count: the last
kernel that covers a time is the one that CSPICE follows.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.spice.coverage.intervals import clipped, union
from shared.spice.coverage.model import Interval
from shared.spice.sets.cover import without

ALWAYS: tuple[Interval, ...] = ((float("-inf"), float("inf")),)

STEPS_MAX = 20_000
"""Arcs that are followed in time before a graph counts as one with a ring: real ones have a few hundred."""

PATH_MAX = 100
"""Arcs in a row that lead to a ring: more count as one. CSPICE follows 10 frames (MAXNOD of rotget.f)."""

TOLD_MAX = 4
"""Members of a ring that a sentence names."""


@dataclass(frozen=True, slots=True)
class Arc:
    """One frame or body, by what a kernel has it relative to."""

    subject: str
    """frame or body."""
    code: int
    relative_to: int
    kernel: str
    """The path, for people."""
    intervals: tuple[Interval, ...] = ALWAYS
    """When, ascending: TDB."""
    name: str = ""
    """Where it has one."""

    def __str__(self) -> str:
        return f"{self.subject} {self.name or self.code}" + (f" ({self.kernel})" if self.kernel else "")


def sentence(ring: Sequence[Arc]) -> str:
    """Return what is wrong with the members of a ring, in one line."""
    more = f" and {len(ring) - TOLD_MAX} more" if len(ring) > TOLD_MAX else ""
    told = ", ".join(map(str, ring[:TOLD_MAX])) + more
    if len(ring) == 1:
        return f"{told} is relative to itself"
    return f"{told} are relative to each other, in a ring"


def in_circles(arcs: Sequence[Arc]) -> list[Arc]:
    """Return the arcs that end in a ring, or on it, whatever their times; of most graphs none."""
    leaving = Counter(one.code for one in arcs)
    entering: dict[int, list[int]] = {}
    for one in arcs:
        entering.setdefault(one.relative_to, []).append(one.code)
    ends = [code for code in entering if code not in leaving]
    ended = set(ends)
    while ends:
        for code in entering.get(ends.pop(), ()):
            leaving[code] -= 1
            if not leaving[code]:
                ended.add(code)
                ends.append(code)
    return [one for one in arcs if one.code not in ended and one.relative_to not in ended]


def ring_of(arcs: Sequence[Arc]) -> tuple[Arc, ...]:
    """Return the members of a ring, empty where there is none.

    Args:
        arcs: of one subject, in the order of loading: where several have a time, the last counts.
    """
    by_code: dict[int, list[Arc]] = {}
    for one in arcs:
        by_code.setdefault(one.code, []).append(one)
    kept = in_circles([one for those in by_code.values() for one in _last_first(those)])
    following: dict[int, list[Arc]] = {}
    for one in kept:
        following.setdefault(one.code, []).append(one)
    budget = iter(range(STEPS_MAX))
    for one in kept:
        found = _followed((one,), one.intervals, following, budget)
        if found:
            return found
    return ()


def _last_first(those: Sequence[Arc]) -> Iterator[Arc]:
    """Yield each arc of one code with the times that no later one takes."""
    taken: tuple[Interval, ...] = ()
    for one in reversed(those):
        left = without(one.intervals, taken)
        if left:
            yield Arc(one.subject, one.code, one.relative_to, one.kernel, tuple(left), one.name)
        taken = union([*taken, *one.intervals])


def _followed(
    path: tuple[Arc, ...],
    spans: Sequence[Interval],
    following: dict[int, list[Arc]],
    budget: Iterator[int],
) -> tuple[Arc, ...]:
    """Follow the last arc of a path, at the times that all of it has; return the ring that it ends in."""
    end = path[-1].relative_to
    for at, one in enumerate(path):
        if one.code == end:
            return path[at:]
    for arc in following.get(end, ()):
        if next(budget, None) is None or len(path) == PATH_MAX:
            return (*path, arc)
        common = [part for span in spans for part in clipped(arc.intervals, *span)]
        if common and (found := _followed((*path, arc), common, following, budget)):
            return found
    return ()

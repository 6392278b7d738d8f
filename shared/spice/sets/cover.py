"""The least cover of windows of time by kernels: the best qualities first, each filling what is left. Pure.

Within one quality it is the sweep that always takes what reaches farthest, which needs the fewest kernels of
one interval each (interval covering; Cormen and others, "Introduction to Algorithms", greedy algorithms).
"""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval
from shared.spice.sets.model import Piece, Used

Favours = Callable[[Piece], tuple[bool, ...]]
"""Tells what speaks for a piece, beside its quality: e.g. that its kernel is in the set already."""


def best_cover(
    windows: Sequence[Interval], pieces: Sequence[Piece], favours: Favours
) -> tuple[list[Used], list[Interval]]:
    """Return which pieces cover windows from when to when, and the gaps that none covers.

    Args:
        windows: TDB, ascending, apart; one may be an instant.
        pieces: of one subject.
        favours: what speaks for a piece among those of one quality.
    """
    used: list[Used] = []
    left = list(windows)
    for level in sorted({one.candidate.level for one in pieces}, reverse=True):
        own = [one for one in pieces if one.candidate.level == level]
        spans = ((start, stop, one) for one in own for start, stop in one.intervals)
        sweep = _Sweep(sorted(spans, key=lambda span: span[:2]))
        gaps: list[Interval] = []
        for window in left:
            found, missing = _swept(window, sweep, favours)
            used += found
            gaps += missing
        left = gaps
        if not left:
            break
    return sorted(used, key=lambda one: (one.start, one.stop)), left


Span = tuple[float, float, Piece]


@dataclass(slots=True)
class _Sweep:
    """The spans of one quality, gone through once for all windows, which ascend."""

    spans: Sequence[Span]
    """By their starts."""
    _open: list[Span] = field(default_factory=list)
    _following: int = 0

    def at(self, time: float, *, instant: bool) -> Sequence[Span]:
        """Return the spans that go on from a time; those that end there will do for an instant."""
        while self._following < len(self.spans) and self.spans[self._following][0] <= time:
            self._open.append(self.spans[self._following])
            self._following += 1
        self._open = [one for one in self._open if one[1] > time or (instant and one[1] >= time)]
        return self._open

    def following(self) -> float:
        """Return when the next span starts; never where there is none."""
        return self.spans[self._following][0] if self._following < len(self.spans) else math.inf


def _swept(window: Interval, sweep: _Sweep, favours: Favours) -> tuple[list[Used], list[Interval]]:
    at, stop = window
    used: list[Used] = []
    gaps: list[Interval] = []
    first = True
    while at < stop or first:
        open_spans = sweep.at(at, instant=window[0] == window[1])
        if open_spans:
            best = max(open_spans, key=lambda one: _worth(one, stop, favours))
            reach = min(best[1], stop)
            used.append(Used(at, reach, best[2]))
        else:
            reach = min(sweep.following(), stop)
            gaps.append((at, reach))
        at, first = reach, False
    return used, gaps


def _worth(span: Span, stop: float, favours: Favours) -> tuple[object, ...]:
    return favours(span[2]), min(span[1], stop), span[2].candidate.preference


def covered_by(pieces: Iterable[Piece], among: Collection[str]) -> tuple[Interval, ...]:
    """Return what the pieces of some contents cover together."""
    return union(span for one in pieces if one.candidate.content in among for span in one.intervals)


def clip(windows: Iterable[Interval], start: float, stop: float) -> list[Interval]:
    """Return what of windows lies in a span."""
    return [(max(low, start), min(high, stop)) for low, high in windows if low <= stop and high >= start]


def without(windows: Sequence[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """Return what of windows is not in those taken; both ascending and apart."""
    left: list[Interval] = []
    for start, stop in windows:
        at, whole = start, True
        for low, high in taken:
            if high < at or low > stop:
                continue
            if low > at:
                left.append((at, low))
            at, whole = max(at, high), False
        if at < stop or (whole and at == stop):
            left.append((at, stop))
    return left

"""The least cover of windows of time by kernels: the best qualities first, each filling what is left. Pure.

Within one quality it is the sweep that always takes what reaches farthest, which needs the fewest kernels of
one interval each (interval covering; Cormen and others, "Introduction to Algorithms", greedy algorithms).
"""

from collections.abc import Callable, Collection, Iterable, Sequence

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
        spans = sorted(
            ((start, stop, one) for one in own for start, stop in one.intervals), key=lambda span: span[:2]
        )
        gaps: list[Interval] = []
        for window in left:
            found, missing = _swept(window, spans, favours)
            used += found
            gaps += missing
        left = gaps
        if not left:
            break
    return sorted(used, key=lambda one: (one.start, one.stop)), left


Span = tuple[float, float, Piece]


def _swept(window: Interval, spans: Sequence[Span], favours: Favours) -> tuple[list[Used], list[Interval]]:
    at, stop = window
    used: list[Used] = []
    gaps: list[Interval] = []
    open_spans: list[Span] = []
    following = 0
    first = True
    while at < stop or first:
        while following < len(spans) and spans[following][0] <= at:
            open_spans.append(spans[following])
            following += 1
        instant = window[0] == window[1]
        open_spans = [one for one in open_spans if one[1] > at or (instant and one[1] >= at)]
        if open_spans:
            best = max(open_spans, key=lambda one: _worth(one, stop, favours))
            reach = min(best[1], stop)
            used.append(Used(at, reach, best[2]))
        else:
            reach = min(spans[following][0], stop) if following < len(spans) else stop
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

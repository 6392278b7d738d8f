"""The kernels of a body's surface that are loaded together, whatever times are asked for. Pure.

Where several shapes are loaded, CSPICE takes the outermost of those that have a time, whatever their order
(DSK Required Reading, "unprioritized"). So a shape counts at all times that it has, or at none: that another
one is loaded for another time must change no answer.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice, pairwise

from shared.spice.coverage.intervals import common
from shared.spice.coverage.model import Interval
from shared.spice.sets.areas import contains, is_covered, size_of
from shared.spice.sets.model import Piece

PAIRS_TOLD = 3
"""Pairs of shapes of which an answer tells that both have a time."""


def loaded_together(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the shapes of one body that count, the largest first, of equals the higher.

    One of lesser quality, or that a newer version replaced, counts only where it meets no better one at any
    of its times. What others have all of, at all times, adds nothing: the smallest is left out first.
    """
    own: list[Piece] = []
    for one in sorted(pieces, key=lambda one: (one.candidate.level, one.candidate.path), reverse=True):
        if not any(_gives_way(one, other) for other in own):
            own.append(one)
    kept: list[Piece] = []
    for one in sorted(own, key=_height, reverse=True):
        if not _is_within(one, kept):
            kept.append(one)
    for one in kept[::-1]:
        others = [other for other in kept if other is not one]
        if _is_within(one, others):
            kept = others
    return kept


def both_have(kept: Sequence[Piece], windows: Sequence[Interval]) -> list[tuple[Piece, Piece]]:
    """Return the first pairs of shapes of which one has all that the other has, at some time of windows."""
    pairs = (
        (one, other)
        for one, other in combinations(kept, 2)
        if contains(one.area, other.area) and common(common(one.intervals, other.intervals), windows)
    )
    return list(islice(pairs, PAIRS_TOLD))


def _height(one: Piece) -> tuple[object, ...]:
    return float(f"{size_of(one.area):.6g}"), one.candidate.order


def _gives_way(one: Piece, other: Piece) -> bool:
    """Tell whether a better kernel has a shape's part of the surface at some of its times."""
    is_better = other.candidate.level > one.candidate.level
    return is_better and contains(other.area, one.area) and _lasts(common(one.intervals, other.intervals))


def _lasts(spans: Iterable[Interval]) -> bool:
    return any(start < stop for start, stop in spans)


def _is_within(one: Piece, others: Sequence[Piece]) -> bool:
    """Tell whether others have all of a shape's part of the surface, at all of its times."""
    return bool(others) and all(
        is_covered(one.area, [other.area for other in others if _has(other, at)])
        for at in _moments(one, others)
    )


def _moments(one: Piece, others: Sequence[Piece]) -> Iterator[float]:
    """Yield a moment of each part of a shape's times in which the same others have a time."""
    ends = sorted({end for other in others for span in other.intervals for end in span})
    for start, stop in one.intervals:
        cuts = [start, *(end for end in ends if start < end < stop), stop]
        yield from (((low + high) / 2) for low, high in pairwise(cuts))


def _has(one: Piece, time: float) -> bool:
    return any(start <= time <= stop for start, stop in one.intervals)

"""The cover of windows of time by kernels: at each time the highest of those that have it. Pure.

That is what CSPICE takes where all of them are loaded in the order of their ranks, so that what is used at a
time depends on nothing else that is asked. One sweep over the starts keeps the open spans in a heap.
"""

import heapq
import math
from collections.abc import Iterable, Sequence

from shared.spice.coverage.model import Interval
from shared.spice.sets.model import Piece, Used


def best_cover(windows: Sequence[Interval], pieces: Iterable[Piece]) -> tuple[list[Used], list[Interval]]:
    """Return which pieces are used from when to when, ascending, and the gaps that none covers.

    What counts at the first or the last instant of a window alone is used there.

    Args:
        windows: TDB, ascending, apart; one may be an instant.
        pieces: of one subject.
    """
    sweep = _Sweep(pieces)
    gaps: list[Interval] = []
    for start, stop in windows:
        gaps += sweep.cover(start, stop) if start < stop else sweep.touch(start)
    return sweep.used, gaps


class _Sweep:
    """The spans of all pieces, gone through once for all windows, which ascend."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        ranked = sorted(pieces, key=_rank, reverse=True)
        spans = ((*span, rank, piece) for rank, piece in enumerate(ranked) for span in piece.intervals)
        self._spans = sorted(spans, key=lambda span: span[:3])
        self._next = 0
        self._open: list[tuple[int, float, Piece]] = []
        """A heap: the highest rank is first."""
        self.used: list[Used] = []

    def touch(self, time: float) -> list[Interval]:
        """Use what counts at an instant; what ends there has it, too. Return the instant where none has."""
        self._open_until(time)
        while self._open and self._open[0][1] < time:
            heapq.heappop(self._open)
        if not self._open:
            return [(time, time)]
        self._use(time, time)
        return []

    def cover(self, start: float, stop: float) -> list[Interval]:
        """Use what counts within a window; return the gaps."""
        gaps: list[Interval] = []
        self.touch(start)
        at = start
        while at < stop:
            while self._open and self._open[0][1] <= at:
                heapq.heappop(self._open)
            reach = min(self._following(), stop)
            if self._open:
                reach = min(reach, self._open[0][1])
                self._use(at, reach)
            else:
                gaps.append((at, reach))
            self._open_until(reach)
            at = reach
        if self._open:
            self._use(stop, stop)
        return gaps

    def _use(self, start: float, stop: float) -> None:
        piece = self._open[0][2]
        last = self.used[-1] if self.used else None
        if last is not None and last.piece is piece and last.stop == start:
            self.used[-1] = Used(last.start, stop, piece)
        else:
            self.used.append(Used(start, stop, piece))

    def _open_until(self, time: float) -> None:
        while self._following() <= time:
            _, stop, rank, piece = self._spans[self._next]
            heapq.heappush(self._open, (rank, stop, piece))
            self._next += 1

    def _following(self) -> float:
        return self._spans[self._next][0] if self._next < len(self._spans) else math.inf


def _rank(piece: Piece) -> tuple[object, ...]:
    return piece.candidate.order, piece.relative_to, piece.frame


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

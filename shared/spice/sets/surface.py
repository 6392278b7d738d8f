"""The cover of a body's surface over time by kernels of parts of it. Pure.

Kernels that cover one part at different times may be of different bounds, and what lies within another
kernel may be all that there is at another time. So kernels are taken in rounds: those that cover the whole
together, then, over the gaps that one of them has in time, others of the same part, until there are none.
"""

from collections.abc import Callable, Sequence
from itertools import count

from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval
from shared.spice.sets.areas import WHOLE, Area, share, tiles
from shared.spice.sets.cover import without
from shared.spice.sets.model import Piece, Used

UsePart = Callable[[int, Sequence[Piece], Sequence[Interval]], tuple[Sequence[Used], Sequence[Interval]]]
"""Covers windows by kernels of one part, which has a number; returns what is used, and the gaps."""

Hole = tuple[Area, Sequence[Interval]]
"""A part of the surface, and when it is not covered."""


def cover_surface(pieces: Sequence[Piece], windows: Sequence[Interval], use: UsePart) -> list[Interval]:
    """Use kernels for all of a surface that there is over windows; return when none covers any of it."""
    rest, bare, numbers = list(pieces), list(windows), count(1)
    holes: list[Hole] = [(WHOLE, windows)]
    # Each round takes some: it ends.
    while holes and (groups := tiles(rest)):
        following: list[Hole] = []
        for alike in groups:
            used, gaps = use(next(numbers), alike, _open(alike[0], holes))
            bare = without(bare, union((one.start, one.stop) for one in used))
            if gaps:
                following.append((alike[0].area or WHOLE, gaps))
        holes = following
        taken = {id(one) for alike in groups for one in alike}
        rest = [one for one in rest if id(one) not in taken and _open(one, holes)]
    return bare


def _open(piece: Piece, holes: Sequence[Hole]) -> tuple[Interval, ...]:
    """Return when parts are not covered that a kernel has something of."""
    return union(gap for area, gaps in holes if share(piece.area or WHOLE, area) for gap in gaps)

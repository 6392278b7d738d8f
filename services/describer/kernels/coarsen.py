"""The coarsening of intervals that are too many to tell: the widest gaps stay. Pure."""

from collections.abc import Sequence

from shared.contracts.messages.kernels.kernel_facts import Interval


def coarsened(intervals: Sequence[Interval], count: int) -> tuple[Interval, ...]:
    """Return at most `count` intervals that cover all of the given ones, and as little else as can be.

    Args:
        intervals: ascending, with gaps between them.
        count: 1 and up.
    """
    if len(intervals) <= count:
        return tuple(intervals)
    widths = sorted(
        range(1, len(intervals)), key=lambda at: intervals[at][0] - intervals[at - 1][1], reverse=True
    )
    cuts = sorted(widths[: count - 1])
    firsts, lasts = [0, *cuts], [*(at - 1 for at in cuts), len(intervals) - 1]
    return tuple((intervals[first][0], intervals[last][1]) for first, last in zip(firsts, lasts, strict=True))

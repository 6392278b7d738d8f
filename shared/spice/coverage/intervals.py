"""Unions of intervals, as the windows of SPICE have them: what touches is one."""

from collections.abc import Iterable, Iterator, Sequence

from shared.spice.coverage.model import Interval


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the union of intervals, ascending; those that touch or overlap are joined."""
    joined: list[Interval] = []
    for start, stop in sorted(intervals):
        if joined and start <= joined[-1][1]:
            if stop > joined[-1][1]:
                joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return tuple(joined)


def gaps(intervals: Iterable[Interval], start: float, stop: float) -> tuple[Interval, ...]:
    """Return what of `start` to `stop` the intervals of a union leave out."""
    left: list[Interval] = []
    at = start
    for begin, end in intervals:
        if begin > at and at < stop:
            left.append((at, min(begin, stop)))
        at = max(at, end)
    if at < stop:
        left.append((at, stop))
    return tuple(left)


def clipped(intervals: Iterable[Interval], start: float, stop: float) -> Iterator[Interval]:
    """Give what of each interval lies in `start` to `stop`; an interval may be one instant."""
    for begin, end in intervals:
        low, high = max(begin, start), min(end, stop)
        if low <= high:
            yield low, high


def common(one: Sequence[Interval], other: Sequence[Interval]) -> tuple[Interval, ...]:
    """Return what two unions have in common; what they touch in is an instant."""
    found: list[Interval] = []
    at = 0
    for start, stop in one:
        while at < len(other) and other[at][1] < start:
            at += 1
        following = at
        while following < len(other) and other[following][0] <= stop:
            found.append((max(start, other[following][0]), min(stop, other[following][1])))
            following += 1
    return union(found)

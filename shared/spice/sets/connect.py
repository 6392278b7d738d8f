"""The ephemerides that connect bodies with each other, over time. Pure.

Each body is relative to a center, and that to another: chains that end at the barycenter of the solar system,
or where kernels end. Of two bodies no more is needed than up to the first center that both chains have (SPK
Required Reading, "How the SPK system works"). Each is followed by the kernel that CSPICE would follow with
all kernels loaded by rank: where that leads nowhere, a lesser one that leads on is never asked.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from shared.spice.builtin.bodies import SOLAR_SYSTEM_BARYCENTER
from shared.spice.coverage.intervals import union
from shared.spice.coverage.model import Interval
from shared.spice.sets.cover import best_cover, without
from shared.spice.sets.model import Piece, Used

CHAIN_MAX = 20
"""Centers in a row: real chains have up to five (CHLEN of spkgeo.f is 20)."""

Pieces = Callable[[int, Interval], Sequence[Piece]]
"""Returns what covers a body at some time of a window."""


@dataclass(frozen=True, slots=True)
class Connected:
    """What connects bodies."""

    used: Mapping[int, list[Used]]
    """By body."""
    missing: Mapping[int, tuple[Interval, ...]]
    """Bodies without an ephemeris, and when."""


@dataclass(slots=True)
class _Leg:
    """What is known of one body."""

    windows: tuple[Interval, ...] = ()
    used: list[Used] = field(default_factory=list)


class Ephemeris:
    """Connects bodies."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._legs: dict[int, _Leg] = {}

    def connect(self, bodies: Sequence[int], windows: Sequence[Interval]) -> Connected:
        """Return what connects bodies over windows, and a single one with its center."""
        if not bodies:
            return Connected({}, {})
        self._follow({body: list(windows) for body in bodies})
        return self._needed(bodies, windows)

    def _follow(self, pending: dict[int, list[Interval]]) -> None:
        """Find the chains of bodies, up to where they end."""
        while pending:
            body = min(pending)
            leg = self._legs.setdefault(body, _Leg())
            todo = without(union(pending.pop(body)), leg.windows)
            if not todo or body == SOLAR_SYSTEM_BARYCENTER:
                continue
            found = self._pieces(body, (todo[0][0], todo[-1][1]))
            used, _ = best_cover(todo, found)
            leg.windows = union([*leg.windows, *todo])
            leg.used = sorted([*leg.used, *used], key=lambda one: one.start)
            for one in used:
                pending.setdefault(one.piece.relative_to, []).append((one.start, one.stop))

    def _needed(self, bodies: Sequence[int], windows: Sequence[Interval]) -> Connected:
        """Return what of the chains is needed, and where they end too early."""
        chosen: dict[int, dict[tuple[float, float, int], Used]] = {}
        missing: dict[int, list[Interval]] = {}
        timelines = {body: _Timeline(leg.used) for body, leg in self._legs.items()}
        for start, stop, is_cut in _elementary(windows, timelines):
            chains = [_chain(body, (start + stop) / 2, timelines) for body in bodies]
            common = _common(chains)
            if common is None and not is_cut:
                for top in _tops(chains):
                    missing.setdefault(top, []).append((start, stop))
            for chain in chains:
                for body, leg in chain:
                    if body == common or leg is None:
                        break
                    chosen.setdefault(body, {})[leg.start, leg.stop, id(leg.piece)] = leg
        used = {body: list(legs.values()) for body, legs in chosen.items()}
        return Connected(used, {body: union(gaps) for body, gaps in missing.items()})


def _elementary(
    windows: Sequence[Interval], timelines: "Mapping[int, _Timeline]"
) -> Iterator[tuple[float, float, bool]]:
    """Yield the parts of windows between the times at which any timeline changes, and these times apart.

    Each comes with whether it is such a time: a chain that ends at one alone is not said to be missing.
    """
    cuts = sorted(set().union(*(one.cuts() for one in timelines.values())))
    for start, stop in windows:
        if start == stop:
            yield start, stop, False
            continue
        inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, stop)]
        ends = [start, *inner, stop]
        yield from ((end, end, True) for end in ends)
        yield from ((*part, False) for part in pairwise(ends))


class _Timeline:
    """Uses of one body that do not overlap, looked up at times."""

    def __init__(self, used: Iterable[Used]) -> None:
        self._used = sorted(used, key=lambda one: (one.start, one.stop))
        self._starts = [one.start for one in self._used]

    def at(self, time: float) -> Used | None:
        """Return what is used at a time: where one use ends and another starts, the higher."""
        found = bisect_right(self._starts, time)
        # One that ends at the time, one at this instant alone, and one that starts there.
        near = [one for one in self._used[max(found - 3, 0) : found] if time <= one.stop]
        return max(near, key=lambda one: one.piece.candidate.order, default=None)

    def cuts(self) -> set[float]:
        """Return the times at which it changes."""
        return {end for one in self._used for end in (one.start, one.stop)}


Link = tuple[int, Used | None]
"""A body, and what tells it relative to the next; None at the end of a chain."""


def _chain(body: int, time: float, timelines: Mapping[int, _Timeline]) -> list[Link]:
    """Return the chain of a body at a time."""
    chain: list[Link] = []
    seen: set[int] = set()
    while body not in seen and len(chain) < CHAIN_MAX:
        seen.add(body)
        timeline = timelines.get(body)
        used = None if timeline is None else timeline.at(time)
        chain.append((body, used))
        if used is None:
            break
        body = used.piece.relative_to
    return chain


def _common(chains: Sequence[list[Link]]) -> int | None:
    """Return the first body that all chains have; of a single chain its second."""
    nodes = [[body for body, _ in chain] for chain in chains]
    if len(nodes) == 1:
        return nodes[0][1] if len(nodes[0]) > 1 else None
    others = [set(each) for each in nodes[1:]]
    return next((body for body in nodes[0] if all(body in each for each in others)), None)


def _tops(chains: Iterable[list[Link]]) -> set[int]:
    """Return where chains end, but for the barycenter, beyond which there is nothing."""
    return {chain[-1][0] for chain in chains} - {SOLAR_SYSTEM_BARYCENTER}

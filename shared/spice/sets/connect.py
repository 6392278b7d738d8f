"""The ephemerides that connect bodies with each other, over time. Pure.

Each body is relative to a center, and that to another: chains that end at the barycenter of the solar system,
or where kernels end. Of two bodies no more is needed than up to the first center that both chains have (SPK
Required Reading, "How the SPK system works"). What CSPICE follows is the last segment loaded, whatever it was
chosen for: so the chains are followed once more with what was chosen, until they hold.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from shared.spice.builtin.bodies import SOLAR_SYSTEM_BARYCENTER
from shared.spice.coverage.intervals import clipped, union
from shared.spice.coverage.model import Interval
from shared.spice.sets.cover import Favours, best_cover, without
from shared.spice.sets.model import Piece, Used

CHAIN_MAX = 20
"""Centers in a row: real chains have up to five (CHLEN of spkgeo.f is 20)."""

ROUNDS_MAX = 10
"""Of following the chains anew: each adds a kernel, and real ones hold after the first or second."""

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
    pieces: list[Piece] = field(default_factory=list)


class Ephemeris:
    """Connects bodies."""

    def __init__(self, pieces: Pieces, *, favours: Favours) -> None:
        self._pieces = pieces
        self._outer = favours
        self._legs: dict[int, _Leg] = {}
        self._taken: set[str] = set()
        self._bodies: frozenset[int] = frozenset()

    def connect(self, bodies: Sequence[int], windows: Sequence[Interval]) -> Connected:
        """Return what connects bodies over windows, and a single one with its center."""
        if not bodies:
            return Connected({}, {})
        self._bodies = frozenset(bodies)
        self._follow({body: list(windows) for body in bodies})
        chosen, missing = self._needed(bodies, windows)
        kernels: set[str] = set()
        for _ in range(ROUNDS_MAX):
            now = {one.piece.candidate.content for legs in chosen.values() for one in legs}
            if now == kernels:
                break
            kernels = now
            self._mend(self._broken(bodies, windows, kernels), chosen)
        return Connected(chosen, missing)

    def _follow(self, pending: dict[int, list[Interval]]) -> None:
        """Find the chains of bodies, up to where they end."""
        while pending:
            body = min(pending)
            leg = self._legs.setdefault(body, _Leg())
            todo = without(union(pending.pop(body)), leg.windows)
            if not todo or body == SOLAR_SYSTEM_BARYCENTER:
                continue
            found = self._pieces(body, (todo[0][0], todo[-1][1]))
            used, _ = best_cover(todo, found, self._favours)
            leg.windows = union([*leg.windows, *todo])
            leg.used = sorted([*leg.used, *used], key=lambda one: one.start)
            leg.pieces += found
            self._taken.update(one.piece.candidate.content for one in used)
            for one in used:
                pending.setdefault(one.piece.relative_to, []).append((one.start, one.stop))

    def _favours(self, piece: Piece) -> tuple[bool, ...]:
        """Speak for what leads to a body that was asked for, then for kernels that are taken anyway."""
        taken = piece.candidate.content in self._taken
        return piece.relative_to in self._bodies, taken or any(self._outer(piece))

    def _needed(
        self, bodies: Sequence[int], windows: Sequence[Interval]
    ) -> tuple[dict[int, list[Used]], dict[int, tuple[Interval, ...]]]:
        """Return what of the chains is needed, by body, and where they end too early."""
        chosen: dict[int, dict[tuple[float, float, int], Used]] = {}
        missing: dict[int, list[Interval]] = {}
        timelines = {body: _Timeline(leg.used) for body, leg in self._legs.items()}
        for start, stop in _elementary(windows, timelines):
            chains = [_chain(body, (start + stop) / 2, timelines) for body in bodies]
            common = _common(chains)
            if common is None:
                for top in _tops(chains):
                    missing.setdefault(top, []).append((start, stop))
            for chain in chains:
                for body, leg in chain:
                    if body == common or leg is None:
                        break
                    chosen.setdefault(body, {})[leg.start, leg.stop, id(leg.piece)] = leg
        used = {body: list(legs.values()) for body, legs in chosen.items()}
        return used, {body: union(gaps) for body, gaps in missing.items()}

    def _broken(
        self, bodies: Sequence[int], windows: Sequence[Interval], kernels: set[str]
    ) -> dict[int, list[Interval]]:
        """Return where chains end too early if these kernels are loaded, by the body that they end at."""
        loaded = {body: _loaded(leg.pieces, kernels, leg.windows) for body, leg in self._legs.items()}
        broken: dict[int, list[Interval]] = {}
        for start, stop in _elementary(windows, loaded):
            chains = [_chain(body, (start + stop) / 2, loaded) for body in bodies]
            if _common(chains) is None:
                for top in _tops(chains):
                    broken.setdefault(top, []).append((start, stop))
        return broken

    def _mend(self, broken: Mapping[int, list[Interval]], chosen: dict[int, list[Used]]) -> None:
        for body, gaps in sorted(broken.items()):
            self._follow({body: gaps})
            spans, known = union(gaps), chosen.setdefault(body, [])
            more = [one for one in self._legs[body].used if _touches(one, spans) and one not in known]
            known += more


def _touches(one: Used, spans: Iterable[Interval]) -> bool:
    return any(one.start <= stop and one.stop >= start for start, stop in spans)


def _elementary(windows: Sequence[Interval], timelines: "Mapping[int, _Timeline]") -> list[Interval]:
    """Return windows cut wherever any timeline changes."""
    cuts = sorted(set().union(*(one.cuts() for one in timelines.values())))
    return [part for window in windows for part in _cut(window, cuts)]


class _Timeline:
    """Uses of one body that do not overlap, looked up at times."""

    def __init__(self, used: Iterable[Used]) -> None:
        self._used = sorted(used, key=lambda one: (one.start, one.stop))
        self._starts = [one.start for one in self._used]

    def at(self, time: float) -> Used | None:
        """Return what is used at a time."""
        found = bisect_right(self._starts, time) - 1
        return self._used[found] if found >= 0 and time <= self._used[found].stop else None

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


def _loaded(pieces: Iterable[Piece], kernels: Collection[str], windows: Sequence[Interval]) -> _Timeline:
    """Return what CSPICE uses of a body with some kernels loaded: where several cover, the last of them."""
    own = {id(one): one for one in pieces if one.candidate.content in kernels}
    left: list[Interval] = list(windows)
    used: list[Used] = []
    for piece in sorted(own.values(), key=lambda one: one.candidate.order, reverse=True):
        for start, stop in left:
            used += (Used(low, high, piece) for low, high in clipped(piece.intervals, start, stop))
        left = without(left, piece.intervals)
    return _Timeline(used)


def _cut(window: Interval, cuts: Sequence[float]) -> list[Interval]:
    """Return a window cut at times, ascending."""
    start, stop = window
    inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, stop)]
    ends = [start, *inner, stop]
    return list(pairwise(ends))

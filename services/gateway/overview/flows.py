"""Flows between sites, from what transfer workers say came to them. Pure."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence

from shared.contracts.http.overview import SiteFlow
from shared.contracts.messages.presence import WorkerPresence

Pair = tuple[str, str]
"""The site that sends, and the one that gets."""

Workers = Mapping[str, Sequence[WorkerPresence]]
"""By their site."""

RECENT_SECONDS = 300.0
"""Of which a flow tells how much it was: a person looks at what moves, and not at one second of it."""

FLOWS_MAX = 200
"""Told of, those with the most: some 15 kB of each event, and more lines than anybody tells apart."""


def came_in(workers: Workers) -> Counter[Pair]:
    """Return the bytes that came, by pair of sites, since the workers started."""
    return Counter({pair: size for pair, (size, _) in _totals(workers).items()})


class RecentFlows:
    """How much came between each pair of sites in the last minutes."""

    def __init__(self) -> None:
        """Know nothing: what came before the first look is of no known time."""
        self._last: Counter[Pair] | None = None
        """Of each pair that was ever heard of: a worker that is not heard for a while is no new one."""
        self._grown: deque[tuple[float, Counter[Pair]]] = deque()

    def note(self, workers: Workers, *, now: float) -> None:
        """Take what workers say at a time, in seconds of a clock that never goes back."""
        came = came_in(workers)
        self._grown.append((now, self._since_last(came)))
        while self._grown[0][0] <= now - RECENT_SECONDS:
            self._grown.popleft()
        self._last = Counter({**(self._last or {}), **came})

    def rows(self, workers: Workers) -> tuple[SiteFlow, ...]:
        """Return the flows as workers tell them now, by source and target."""
        totals = _totals(workers)
        recent = self._since_last(came_in(workers))
        for _, grown in self._grown:
            recent.update(grown)
        rows = [
            SiteFlow(
                source=source, target=target, bytes=size, recent_bytes=recent[source, target], active=active
            )
            for (source, target), (size, active) in totals.items()
        ]
        return _busiest(rows)

    def _since_last(self, came: Counter[Pair]) -> Counter[Pair]:
        """Return what is new; of a worker that began anew, what came until the next note is not known."""
        last = self._last
        return Counter() if last is None else came - last


def _totals(workers: Workers) -> dict[Pair, tuple[int, int]]:
    found: dict[Pair, tuple[int, int]] = {}
    for target, some in workers.items():
        for one in (came for worker in some for came in worker.came):
            size, active = found.get((one.site, target), (0, 0))
            found[one.site, target] = size + one.bytes, active + one.active
    return found


def _busiest(rows: Iterable[SiteFlow]) -> tuple[SiteFlow, ...]:
    first = sorted(rows, key=lambda row: (-row.active, -row.recent_bytes, -row.bytes))[:FLOWS_MAX]
    return tuple(sorted(first, key=lambda row: (row.source, row.target)))

"""Spreading the shares of a plan over the sites that hold them, by what came from each of late. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ALIKE = 1.0
"""Bytes a second of all, where nothing was measured."""

NEWEST = 0.3
"""Of a rate, that the last pack tells: a line that became slow is known for one after a few."""

MEASURED_MIN = 1024**2
"""Bytes: of less, the messages about a pack take longer than itself."""


def spread(sizes: Sequence[int], sources: Sequence[str], rates: Mapping[str, float]) -> list[str]:
    """Return a source for each share, so that all are there as soon as can be.

    One of which nothing is known counts as the fastest: after its first share it is known.

    Args:
        sizes: of the shares, in bytes.
        sources: that hold all of them, the first of which is taken where it makes no difference.
        rates: bytes a second that came from them.
    """
    fastest = max((rates[one] for one in sources if one in rates), default=ALIKE)
    busy = dict.fromkeys(sources, 0.0)
    chosen = []
    for size in sizes:
        source = min(sources, key=lambda one: busy[one] + size / rates.get(one, fastest))
        busy[source] += size / rates.get(source, fastest)
        chosen.append(source)
    return chosen


@dataclass(slots=True)
class SourceRates:
    """Bytes a second that come from each site: how fast its packs are built and sent."""

    rates: dict[str, float] = field(default_factory=dict)

    def note(self, site: str, size: int, seconds: float) -> None:
        """Take note of a pack; small ones tell nothing."""
        if size < MEASURED_MIN or seconds <= 0:
            return
        now, before = size / seconds, self.rates.get(site)
        self.rates[site] = now if before is None else before + NEWEST * (now - before)

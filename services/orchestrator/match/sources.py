"""Choosing among the sites that hold a content: by zone, load, and what came from each of late. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from services.orchestrator.match.spread import ALIKE

FASTER = 4.0
"""A source in another zone is preferred where so many times as much a second came from it: a line between
zones carries what others need as well, but a source that stalls is no source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What is known of sites as sources."""

    zones: Mapping[str, str] = field(default_factory=dict)
    """The zone of each site that has one, by its labels."""
    rates: Mapping[str, float] = field(default_factory=dict)
    """Bytes a second that came from sites, where that was measured."""
    busy: Mapping[str, int] = field(default_factory=dict)
    """Packs that sites build now."""

    def best(self, target: str, holders: Collection[str]) -> str:
        """Return the site that a target is brought a content from: the same one for all of a zone."""
        return min(self.near(target, holders), key=lambda site: (self._wait(site, holders), site))

    def near(self, target: str, holders: Collection[str]) -> frozenset[str]:
        """Return the sites that a target is brought contents from: those of its zone, where there are any."""
        zone, enough = self.zones.get(target), self._fastest(holders) / FASTER
        near = {site for site in holders if zone is not None and self.zones.get(site) == zone}
        return frozenset({site for site in near if self.rates.get(site, enough) >= enough} or holders)

    def _wait(self, site: str, holders: Collection[str]) -> float:
        """Return how long a pack takes from a site, with those before it; who is not known counts as fast."""
        return (self.busy.get(site, 0) + 1) / self.rates.get(site, self._fastest(holders))

    def _fastest(self, holders: Collection[str]) -> float:
        return max((self.rates[site] for site in holders if site in self.rates), default=ALIKE)

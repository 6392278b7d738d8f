"""The request of `spicerack up`, and the ports that it takes. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spicerack.up.request.more_services import MoreService


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRequest:
    """One site that this host shall run."""

    name: str
    root: Path
    """Absolute, symbolic links resolved; of a site whose files lie at a store what is SpiceRack's own."""
    url: str = ""
    """Of the store; empty where the files lie in `root`."""
    receive_only: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    """SPICERACK_* variables of this site's services, beside those of all services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpRequest:
    """Everything that one `up` runs: two services for each site, an orchestrator, and more."""

    sites: tuple[SiteRequest, ...]
    collection: str
    state: Path
    """Absolute: where the services and the server keep what is theirs."""
    port: int
    """Of the first site's manager; the other ports follow it."""
    more: tuple[MoreService, ...] = ()
    """Services beside those that keep sites the same, in the order of their ports."""

    @property
    def directories(self) -> tuple[SiteRequest, ...]:
        """The sites whose files lie in directories of this host."""
        return tuple(site for site in self.sites if not site.url)

    @property
    def ports(self) -> range:
        """Every port that is taken: managers, the orchestrator, transfer workers, then the other services."""
        return ports_needed(port=self.port, sites=len(self.sites), more=self.more)


def ports_needed(*, port: int, sites: int, more: Sequence[MoreService]) -> range:
    """Return every port that so many sites take, with the services beside."""
    return range(port, port + 2 * sites + 1 + sum(sites if one.of_site else 1 for one in more))

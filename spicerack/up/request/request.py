"""The request of `spicerack up`, and the ports that it takes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRequest:
    """One site that this host shall run."""

    name: str
    root: Path
    """Absolute, symbolic links resolved."""
    receive_only: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    """SPICERACK_* variables of this site's services, beside those of all services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpRequest:
    """Everything that one `up` runs."""

    sites: tuple[SiteRequest, ...]
    collection: str
    state: Path
    """Absolute: where the services and the server keep what is theirs."""
    port: int
    """Of the first site's manager; the other ports follow it."""


def ports_needed(*, port: int, sites: int) -> range:
    """Return every port that `sites` sites take: managers, the orchestrator, transfer workers."""
    return range(port, port + 2 * sites + 1)

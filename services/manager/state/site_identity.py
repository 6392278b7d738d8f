"""The identity of a site within one collection."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteIdentity:
    """Which site of which collection this is."""

    collection: str
    site: str
    receive_only: bool = False
    send_only: bool = False
    """Whether nothing is placed here, whatever the rule of the site says."""

"""The command line and the client."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.contracts.http.access import LinkRequest, RulesWanted, RuleWanted
    from spicerack.client.archive.client import ArchiveClient
    from spicerack.client.gateway.async_client import AsyncClient
    from spicerack.client.gateway.changing import Put
    from spicerack.client.gateway.progress import Progress
    from spicerack.client.gateway.selection import Selection
    from spicerack.client.gateway.sync_client import Client

__all__ = [
    "ArchiveClient",
    "AsyncClient",
    "Client",
    "LinkRequest",
    "Progress",
    "Put",
    "RuleWanted",
    "RulesWanted",
    "Selection",
]

HOMES = {
    "ArchiveClient": "spicerack.client.archive.client",
    "AsyncClient": "spicerack.client.gateway.async_client",
    "Client": "spicerack.client.gateway.sync_client",
    "LinkRequest": "shared.contracts.http.access",
    "Progress": "spicerack.client.gateway.progress",
    "Put": "spicerack.client.gateway.changing",
    "RuleWanted": "shared.contracts.http.access",
    "RulesWanted": "shared.contracts.http.access",
    "Selection": "spicerack.client.gateway.selection",
}
"""Modules, by what they hold for everybody: the clients, and what their methods take and report."""


def __getattr__(name: str) -> object:
    """Load a part of the client when it is named: the command line does not pay for it."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the names that everybody may use, also those that were not loaded yet."""
    return sorted(__all__)

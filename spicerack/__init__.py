"""The command line and the client."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spicerack.client.archive.client import ArchiveClient
    from spicerack.client.gateway.async_client import AsyncClient
    from spicerack.client.gateway.selection import Selection
    from spicerack.client.gateway.sync_client import Client

__all__ = ["ArchiveClient", "AsyncClient", "Client", "Selection"]

HOMES = {
    "ArchiveClient": "archive.client",
    "AsyncClient": "gateway.async_client",
    "Client": "gateway.sync_client",
    "Selection": "gateway.selection",
}
"""Modules of `spicerack.client`, by what they hold for everybody."""


def __getattr__(name: str) -> object:
    """Load a part of the client when it is named: the command line does not pay for it."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"spicerack.client.{HOMES[name]}"), name)

"""The files of a site, opened as its settings say: in a directory, or at a store."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from shared.observability.clock import SystemClock
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.port import Files
from shared.roots.posix.root import PosixRoot
from shared.roots.remote.open_store import open_store
from shared.roots.stored.files import StoredFiles
from shared.roots.stored.store import Store
from shared.service.site_config import SiteConfig

ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """Opens the root of a site anew each time; a connection to a store is kept in between."""

    root: Path
    store: Store | None = None

    def open(self) -> Files:
        """Open the root. The caller closes it. Raises StorageError."""
        control = PosixFiles(self.root)
        return control if self.store is None else StoredFiles(self.store, control)

    def open_root(self) -> PosixRoot:
        """Open it behind the port of roots."""
        return PosixRoot(self.open(), path=self.root, now=SystemClock().now, new_id=_new_id)


@contextlib.asynccontextmanager
async def open_site_files(config: SiteConfig) -> AsyncIterator[SiteFiles]:
    """Open the store of a site, if it has one, for the block.

    Raises:
        OperatorError: it cannot be reached, or the settings are wrong.
    """
    settings = config.store_settings()
    if settings is None:
        yield SiteFiles(config.root)
        return
    store = await asyncio.to_thread(open_store, settings, new_id=_new_id)
    try:
        yield SiteFiles(config.root, store)
    finally:
        await asyncio.to_thread(store.__exit__, None, None, None)


def _new_id() -> str:
    return secrets.token_hex(ID_BYTES)

"""Everything that the routes and tasks of the SPICE service share."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from services.spice.config import SpiceConfig
from services.spice.kernels.store import KernelStore
from services.spice.kernels.view import KernelView
from shared.bus.port import Bus
from shared.catalog.follow.followed_log import FollowedLog
from shared.catalog.store.checkpoint_tables import snapshot
from shared.contracts.topology import Topology
from shared.descriptions.followed import FollowedDescriptions
from shared.service.rack_view import RackView
from shared.web.problem import BusyError

Answer = TypeVar("Answer")

SERVICE = "spice"
"""As `spicerack serve` names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpiceContext:
    """One collection, for one process; wired in `app`."""

    bus: Bus
    topology: Topology
    collection: str
    site: str
    path: Path
    """Of the database."""
    database: sqlite3.Connection
    """Of the fold of the log, and of what is known of kernels."""
    followed: FollowedLog
    descriptions: FollowedDescriptions
    store: KernelStore
    config: SpiceConfig
    rack: RackView
    """Sites and processes, as far as they say they are there."""
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    """Rung whenever a commit or a description was taken in."""
    known: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the log and all that is said of it were read: before that answers would lack kernels."""

    async def settle(self) -> None:
        """Turn all ticks into times that wait for it."""
        for _ in self.store.settling():
            await asyncio.sleep(0)

    async def ask(self, question: Callable[[KernelView], Answer]) -> Answer:
        """Answer a question about kernels in a thread, from one moment of the projection.

        Raises:
            BusyError: not all kernels are known yet.
        """
        if not self.known.is_set():
            raise BusyError("this service has not read all kernels of the collection yet: ask again")
        await self.settle()

        def answer() -> Answer:
            with self.open_view() as view:
                return question(view)

        return await asyncio.to_thread(answer)

    @contextmanager
    def open_view(self) -> Iterator[KernelView]:
        """Open the projection for reading, as it is now; in a thread."""
        with snapshot(self.path) as connection:
            yield KernelView(connection)

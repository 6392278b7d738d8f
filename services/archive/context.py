"""Everything that the routes and tasks of an archive share."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from services.archive.config import ArchiveConfig
from services.archive.database.databases import Answered, Databases
from services.archive.hooks.deliver import HookFigures
from services.archive.query.places import Places
from services.archive.query.sight import Sight
from shared.access.rights import IdentityRights
from shared.bus.port import Bus
from shared.catalog.follow.followed_log import FollowedLog
from shared.contracts.topology import Topology
from shared.model.scope import Scope
from shared.observability.clock import Clock
from shared.service.rack_view import RackView
from shared.web.authorise import Caller, Rights

Answer = TypeVar("Answer")

TABLES_AT_ONCE = 2
"""Each is a thread's work of seconds, and a connection of the few that there are; others wait."""

SERVICE = "archive"
"""As `spicerack serve` names it."""


@dataclass(slots=True)
class Figures:
    """What an archive has done since it was started."""

    writes: bool = False
    """Whether this process is the one that writes."""
    connected: bool = False
    """Whether the database that is written to answered when it was last asked, and had tables."""
    anew: bool = False
    """Whether its rows stand before what this process has seen: they are made anew, and lack frames still."""
    commits: int = 0
    described: int = 0
    recorded: int = 0
    rebuilt: int = 0
    """Times that all rows were thrown away, since a stream was another one."""
    events: int = 0
    """Events of frames that were said."""
    hooks: dict[str, HookFigures] = field(default_factory=dict)
    """By the name of each receiver of events."""
    refused: Counter[str] = field(default_factory=Counter)
    """Questions that were refused, by their kind."""
    following: int = 0
    """Callers who follow events."""
    by_replica: int = 0
    by_writer: int = 0
    """Questions, by who answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveContext:
    """One collection, for one process."""

    bus: Bus
    topology: Topology
    collection: str
    followed: FollowedLog
    """The log of the collection."""
    log_database: Path
    """Where it is folded."""
    databases: Databases
    rack: RackView
    clock: Clock
    config: ArchiveConfig
    figures: Figures = field(default_factory=Figures)
    tables: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(TABLES_AT_ONCE))
    """Of the virtual observatory, that are written now."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process is told to stop: what streams without an end ends then."""

    def sight(self, caller: Caller) -> Sight:
        """Return which frames exist for a caller who may read the collection."""
        return Sight(
            everything=caller.rights.has_all(Scope.ADMIN, self.collection),
            proposals=caller.rights.groups(),
            known=caller.known,
            now=self.clock.now(),
            places=self._places(caller.rights),
        )

    def _places(self, rights: Rights) -> Places | None:
        """Return where a caller sees anything, if that is not everywhere."""
        if not isinstance(rights, IdentityRights) or rights.has_all_paths(self.collection):
            return None
        return Places(
            read=rights.grants(Scope.READ, self.collection),
            admin=rights.grants(Scope.ADMIN, self.collection),
            hidden=rights.hidden(self.collection),
        )

    async def ask(
        self, question: Callable[[Connection], Answer], *, seconds: float | None = None
    ) -> tuple[Answer, Answered]:
        """Return an answer of a database, and where it stands.

        Raises:
            TooLongError: the question takes too long.
            BusyError: no database answers.
        """
        answer, answered = await asyncio.to_thread(self.databases.read, question, seconds=seconds)
        if answered.by_replica:
            self.figures.by_replica += 1
        else:
            self.figures.by_writer += 1
        return answer, answered

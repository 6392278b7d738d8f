"""The parts that the tasks of a describer share."""

import asyncio
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from services.describer.decide.anew import Versions
from services.describer.decide.turns import Peer
from services.describer.state.backlog import Backlog
from shared.bus.describer_keys import DescriberKeys
from shared.bus.port import Bus
from shared.catalog.follow.followed_log import FollowedLog
from shared.catalog.store.projection import Projection
from shared.contracts.messages.description import Asked
from shared.contracts.messages.presence import DescriberPresence, DescriberRecord
from shared.contracts.topology import Topology
from shared.descriptions.followed import FollowedDescriptions
from shared.identity.keys import SigningKey
from shared.observability.clock import Clock

SERVICE = "describer"
"""As `spicerack serve` names it."""


@dataclass(slots=True)
class Figures:
    """What a describer has done since it was started."""

    recognised: int = 0
    unknown: int = 0
    failed: int = 0
    outrun: int = 0
    """Descriptions that another describer had published first."""
    deaths: int = 0
    """Worker processes that died of a content."""
    absent: int = 0
    """Looks for a content that was not here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriberContext:
    """One collection at one site, for one process."""

    bus: Bus
    topology: Topology
    keys: DescriberKeys
    collection: str
    me: Peer
    key: SigningKey
    mine: Versions
    """The version of each describer that this process has."""
    path: Path
    """Of the database."""
    database: sqlite3.Connection
    """Of the projection and the backlog, which move together."""
    followed: FollowedLog
    descriptions: FollowedDescriptions
    backlog: Backlog
    clock: Clock
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    """Rung whenever something else may be due."""
    figures: Figures = field(default_factory=Figures)

    @property
    def projection(self) -> Projection:
        """Return the fold of the log."""
        return self.followed.projection

    def record(self) -> DescriberRecord:
        """Return whose key signs."""
        return DescriberRecord(collection=self.collection, site=self.me.site, key=self.key.public)

    def asked(self) -> tuple[Asked, ...]:
        """Return the describers of this process, as messages have them."""
        return tuple(Asked(name=name, version=version) for name, version in sorted(self.mine.items()))

    def presence(self, *, url: str, state: str) -> DescriberPresence:
        """Return what this process says of itself: where it answers, and whether it describes yet."""
        return DescriberPresence(
            service=SERVICE,
            url=url,
            state=state,
            collection=self.collection,
            site=self.me.site,
            instance=self.me.instance,
            describers=self.asked(),
            undescribed=self.backlog.count(),
        )

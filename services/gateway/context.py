"""Everything that the routes and tasks of a gateway share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from services.gateway.config import GatewayConfig
from services.gateway.contents.facts import FactStore
from services.gateway.contents.port import Contents
from services.gateway.reading.counts import Counts
from services.gateway.reading.events import Followers
from services.gateway.writing.changes import Changes
from services.gateway.writing.uploads.uploads import Uploads
from services.gateway.writing.writer import Writer
from shared.bus.port import Bus
from shared.catalog.follow.followed_log import FollowedLog
from shared.catalog.store.projection_view import OpenView
from shared.contracts.topology import Topology
from shared.observability.clock import Clock
from shared.roots.port import Root
from shared.service.rack_view import RackView
from shared.web.hot.answers import HotAnswers


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose files a gateway serves."""

    collection: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayContext:
    """Everything that the parts of one gateway share; wired in `app`."""

    bus: Bus
    topology: Topology
    identity: Identity
    followed: FollowedLog
    """The log of the collection, and waiting for it."""
    contents: Contents
    """Opens the bytes of contents, wherever they are."""
    open_root: Callable[[], Root]
    """Opens the site's root, for publishing; in a thread."""
    facts: FactStore
    """What is known of bytes, by their content."""
    changes: Changes
    """What callers have changed, and what becomes of it."""
    writer: Writer
    """Changes files for callers."""
    rack: RackView
    """Sites and processes, as far as they say they are there."""
    hot: HotAnswers
    """Small contents that were just told, kept in memory."""
    counts: Counts
    """How many paths selections have, remembered."""
    followers: Followers
    """Who follows events."""
    uploads: Uploads
    """Files that come in pieces."""
    clock: Clock
    stopping: asyncio.Event
    """Set when the process is told to stop: what streams without an end ends then."""
    config: GatewayConfig

    @property
    def open_view(self) -> OpenView:
        """Opens the folded log for questions that may read many rows; in a thread."""
        return self.followed.open_view

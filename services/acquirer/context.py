"""The parts that the tasks and routes of an acquirer share."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from services.acquirer.feeds.book import FeedBook
from services.acquirer.feeds.model import AcquirerFile, Provider
from services.acquirer.place.publish import GranulePublisher
from services.acquirer.sources.pools import SourcePools
from services.acquirer.state.store import Store
from services.acquirer.work.ask_together import AskTogether
from services.acquirer.work.bell import Bell
from services.acquirer.work.handover import Handover
from services.acquirer.work.note_together import NoteTogether
from services.acquirer.work.publish_together import PublishTogether
from services.acquirer.work.site_rules import SiteRules
from shared.bus.leases import Leases
from shared.bus.port import Bus
from shared.model.backoff import Backoff
from shared.observability.clock import Clock

SERVICE = "acquirer"
"""As `spicerack serve` names it."""


@dataclass(slots=True)
class Figures:
    """What an acquirer has done since it was started."""

    looks: int = 0
    failed_looks: int = 0
    done: int = 0
    """Granules that came to a good end."""
    bytes: int = 0
    """That were published."""
    failures: dict[str, int] = field(default_factory=dict)
    """Tries that failed, by whose fault it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcquirerContext:
    """One collection at one site, for one process."""

    bus: Bus
    collection: str
    site: str
    book: FeedBook
    database: Path
    store: Store
    """Of the event loop; what works in threads opens its own."""
    pools: SourcePools
    tell_provider: Callable[[Provider, str, bytes], None]
    """Writes a small file to a provider. Blocks."""
    publisher: GranulePublisher
    together: PublishTogether
    rules: SiteRules
    asker: AskTogether
    notes: NoteTogether
    """Of the store."""
    handover: Handover
    clock: Clock
    executor: Executor
    """For what blocks: as many threads as there are connections, and some."""
    leases: Leases
    lease_seconds: float
    tries: int
    backoff: Backoff
    looks: Mapping[str, Bell]
    """By the feed's name: rings where a person asks for a look."""
    queues: Mapping[str, Bell]
    """By the feed's name: rings where granules may be due."""
    saved_max: int
    """Providers, and feeds, that may be saved over the API."""
    begun: datetime
    """When this process began."""
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set once the process is told to stop, for threads."""
    figures: Figures = field(default_factory=Figures)
    held: set[str] = field(default_factory=set)
    """Providers that are this process' to ask, by lease."""

    @property
    def file(self) -> AcquirerFile:
        """All providers and feeds that are followed now: of the file, and as people said."""
        return self.book.file

    def may_ask(self, provider: str) -> bool:
        """Tell whether a provider is asked by this process now."""
        return provider in self.held and not self.book.is_paused(provider)

    def wake(self, provider: str) -> None:
        """Have feeds of a provider go on that it is ours to ask: those without a schedule are looked at."""
        for name, feed in self.file.feeds.items():
            if feed.provider == provider:
                self.queues[name].ring()
                if feed.schedule is None:
                    self.looks[name].ring()

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return self.clock.now().timestamp()

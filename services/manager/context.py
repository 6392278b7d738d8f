"""What the loops of a manager share."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from services.manager.asked import Asked
from services.manager.look.brake import Hold
from services.manager.look.dirty import Dirt
from services.manager.look.look import Looking
from services.manager.look.unhashed import Unseen
from services.manager.publisher import Voice
from services.manager.root import Root
from services.manager.settings import Timing
from services.manager.state.site_state import SiteState, Who
from services.manager.state.site_values import StandingHold, effect_of
from services.manager.traces import Traces
from services.manager.visible import Visible
from services.manager.watch.port import Watcher
from shared.bus.key_registry import Registry
from shared.bus.port import Bus
from shared.catalog.fold.position import LogPosition
from shared.catalog.follow.checkpoint import Begun
from shared.catalog.follow.log_check import Compared
from shared.catalog.store.projection_view import OpenView
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from shared.model.steps import NO_STEPS, Steps
from shared.observability.clock import Clock
from shared.observability.tracing import Tracer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a manager is made of; wired in `app`."""

    bus: Bus
    topology: Topology
    registry: Registry
    who: Who
    key: SigningKey
    state: SiteState
    root: Root
    looking: Looking
    watcher: Watcher
    voice: Voice
    timing: Timing
    new_incarnation: Callable[[], str]
    open_view: OpenView
    """Opens the folded log for people's questions, which may read millions of rows."""
    clock: Clock
    traces: Traces
    tracer: Tracer
    steps: Steps = NO_STEPS
    visible: Visible = field(default_factory=Visible)

    def record(self) -> SiteRecord:
        """Return how this site is registered."""
        return SiteRecord(
            collection=self.who.collection,
            site=self.who.site,
            key=self.key.public,
            receive_only=self.who.receive_only,
        )


@dataclass(slots=True)
class Notes:
    """What the manager knows beside its state; all of it can be found out again."""

    scanning: bool = False
    log_seen: LogPosition | None = None
    """What is wrong with the log, if anything is."""
    compared: Compared = field(default_factory=Compared)
    """With the log that was folded."""
    problems: dict[str, str] = field(default_factory=dict)
    """By path, from looks."""
    refused: dict[str, str] = field(default_factory=dict)
    """By path, from transfer workers."""
    watching: str = ""
    """Why changes are noticed late; empty when they are not."""
    braked: bool = True
    """Whether mass changes are judged; not in the first look after a person's release."""
    moved_on: bool = False
    """Whether the root's generation is to be counted up."""
    unseen: Unseen = field(default_factory=Unseen)
    asked: Asked = field(default_factory=Asked)
    begun: Begun = field(default_factory=Begun)
    """Where the fold of the log began, in this process."""


class Core:
    """Parts, notes and bells of one manager."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.notes = Notes()
        self.dirt = Dirt()
        self.bell = asyncio.Event()

    @property
    def hold(self) -> StandingHold | None:
        """Why the site is held, if it is."""
        return self.parts.state.facts.hold()

    def stir(self) -> None:
        """Say that something changed, so that what follows from it is said."""
        self.bell.set()

    def hold_site(self, hold: Hold) -> None:
        """Publish and apply nothing until a person has looked."""
        standing = self.hold
        if standing is None or standing.hold.reason is not hold.reason:
            # Once for each reason: while people go on, the numbers in it change with every look.
            log.error("%s", hold.text)
        if standing is None or standing.hold != hold:
            self.parts.state.facts.keep_hold(StandingHold(hold, effect_of(hold)))
        self.stir()

    def end_hold(self) -> None:
        """Go on."""
        self.parts.state.facts.keep_hold(None)
        self.parts.voice.silence()
        self.stir()

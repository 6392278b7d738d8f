"""Everything that the tasks of a manager share."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from services.manager.copies.count import Copies
from services.manager.copies.returns import Absences
from services.manager.look.directory.dirty import DirtyDirectories
from services.manager.look.hashing.unhashed import UnhashedPaths
from services.manager.look.ignores.ignored_paths import IgnoredPaths
from services.manager.look.look import DirectoryLook
from services.manager.look.problems import Problem
from services.manager.look.safeguards.brake import Hold, HoldReason, unverified
from services.manager.meaning.follow import RuleByMeaning
from services.manager.publisher import SitePublisher
from services.manager.state.ask_progress import AskProgress
from services.manager.state.change_traces import Traces
from services.manager.state.database.site_orders import SiteOrders
from services.manager.state.database.site_values import SiteValue, StandingHold, effect_of
from services.manager.state.ordered_release import ordered_key
from services.manager.state.root_marker import Root
from services.manager.state.site_identity import SiteIdentity
from services.manager.state.site_state import SiteState
from services.manager.status.placing_times import Visible
from services.manager.status.uncarried_attributes import Uncarried
from services.manager.surplus import Kept
from services.manager.timing import Timing
from services.manager.verify.log_auditor import LogAuditor
from services.manager.verify.repair import Repairer
from services.manager.verify.rotten import RottenFiles
from services.manager.verify.scrub import Scrubber
from services.manager.verify.verifier import Verifier
from services.manager.watch.port import Watcher
from shared.bus.key_registry import Registry
from shared.bus.port import Bus
from shared.catalog.fold.keyring import heeded_operators, is_led_by
from shared.catalog.fold.position import LogPosition
from shared.catalog.follow.checkpoint import Begun
from shared.catalog.follow.log_check import Compared
from shared.catalog.store.projection_view import OpenView
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.messages.signed import Signed
from shared.contracts.messages.sites.pause import Pause
from shared.contracts.messages.sites.replica_rules import ReplicaRules
from shared.contracts.topology import Topology
from shared.identity.keys import SigningKey
from shared.model.steps import NO_STEPS, Steps
from shared.observability.clock import Clock
from shared.observability.tracing import Tracer
from shared.orders.ordered_rules import OrderedRules

log = logging.getLogger(__name__)

WRONG_OPERATOR = (
    "its first operator's key is none that SPICERACK_FIRST_OPERATOR names: find out whose it is "
    "(`spicerack log verify`), or mend that setting"
)


@dataclass(slots=True)
class Observed:
    """What the manager knows beside its state; all of it can be found out again."""

    scanning: bool = False
    log_seen: LogPosition | None = None
    """What is wrong with the log, if anything is."""
    log_read: Callable[[], int] = lambda: 0
    """Up to which sequence the log was read, what was skipped included."""
    compared: Compared = field(default_factory=Compared)
    """With the log that was folded."""
    problems: dict[str, Problem] = field(default_factory=dict)
    """By path, from looks."""
    ignored: IgnoredPaths = field(default_factory=IgnoredPaths)
    uncarried: Uncarried = field(default_factory=Uncarried)
    """From transfer workers."""
    watching: str = ""
    """Why changes are noticed late; empty when they are not."""
    braked: bool = True
    """Whether mass changes are judged; not in the first look after a person's release."""
    pause: Pause | None = None
    """Until a person resumes the site, it publishes nothing and asks for nothing."""
    leaving: str = ""
    """Since when the site drains, and by whom; empty where it does not."""
    rules_doubt: str = ""
    """Why new rules are not taken over; empty where they are."""
    releases_refused: int = 0
    """Asks to release the site that no operator had signed, since the process was started."""
    rules: ReplicaRules | None = None
    """The rules of all sites, as this one takes them over; None while it does not believe any."""
    absences: Absences = field(default_factory=Absences)
    """For how long other sites have been away."""
    copies: Copies = field(default_factory=Copies)
    """What too few sites hold, and what this one takes of it."""
    surplus: Kept = field(default_factory=Kept)
    """What the rule of the site leaves out, and stays."""
    moved_on: bool = False
    """Whether the root's generation is to be counted up."""
    unhashed: UnhashedPaths = field(default_factory=UnhashedPaths)
    asked: AskProgress = field(default_factory=AskProgress)
    begun: Begun = field(default_factory=Begun)
    """Where the fold of the log began, in this process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerContext:
    """Everything that the tasks of one manager share; wired in `app`."""

    bus: Bus
    topology: Topology
    registry: Registry
    identity: SiteIdentity
    key: SigningKey
    state: SiteState
    root: Root
    directory_look: DirectoryLook
    watcher: Watcher
    publisher: SitePublisher
    verifier: Verifier
    repairer: Repairer
    auditor: LogAuditor
    rotten: RottenFiles
    scrubber: Scrubber
    timing: Timing
    vouched: Signed | None = None
    """What the key before it says of the key of the site, where it was rotated."""
    first_operator: frozenset[str] = frozenset()
    """Keys one of which the first operator has to have, where any were named at set-up."""
    new_incarnation: Callable[[], str]
    open_view: OpenView
    """Opens the folded log for people's questions, which may read millions of rows."""
    clock: Clock
    traces: Traces
    tracer: Tracer
    steps: Steps = NO_STEPS
    visible: Visible = field(default_factory=Visible)
    observed: Observed = field(default_factory=Observed)
    dirty: DirtyDirectories
    added: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when this site was removed, or added again."""
    meaning: RuleByMeaning
    rule_taken: asyncio.Event
    """Set when the site has another rule, or follows other kernels by it."""
    woken: asyncio.Event
    """Set when something changed, so that what follows from it is published."""

    def record(self) -> SiteRecord:
        """Return how this site is registered."""
        return SiteRecord(
            collection=self.identity.collection,
            site=self.identity.site,
            key=self.key.public,
            receive_only=self.state.receives_only,
            vouched=ordered_key(self.orders, self.identity, self.key.public) or self.vouched,
        )

    def operators(self) -> frozenset[str]:
        """Return the keys of the operators who are heeded here."""
        return heeded_operators(self.state.projection.keys, self.first_operator)

    @property
    def orders(self) -> SiteOrders:
        """The orders that were believed here."""
        return SiteOrders(self.state.index)

    @property
    def said(self) -> OrderedRules:
        """What people have said of the collection and its sites, as far as it is to be heeded."""
        return OrderedRules(self.bus, self.identity.collection, self.operators, self.orders)

    @property
    def hold(self) -> StandingHold | None:
        """Why the site is held, if it is."""
        return self.state.values.hold()

    @property
    def receives(self) -> bool:
        """Whether new and changed files may be placed here: also while only its own changes are in doubt.

        Root and log are then what they should be, and each path is replaced on its prior alone.
        """
        standing = self.hold
        return standing is None or standing.hold.reason is HoldReason.MASS_CHANGE

    @property
    def publishes(self) -> bool:
        """Whether changes that were made here may be published."""
        return self.hold is None and self.observed.pause is None

    @property
    def asks(self) -> bool:
        """Whether anything may be asked for that is to be placed here."""
        return self.receives and self.observed.pause is None

    def wake(self) -> None:
        """Say that something changed, so that what follows from it is said."""
        self.woken.set()

    def hold_site(self, hold: Hold) -> None:
        """Publish and apply nothing until a person has looked."""
        standing = self.hold
        if standing is None or standing.hold.reason is not hold.reason:
            # Once for each reason: while people go on, the numbers in it change with every look.
            log.error("%s", hold.text)
        if standing is None or standing.hold != hold:
            self.state.values.keep_hold(StandingHold(hold, effect_of(hold)))
        self.wake()

    def hold_unverified(self) -> None:
        """Hold the site where the log that it follows does not verify, and no person has looked since."""
        if not is_led_by(self.state.projection.keys, self.first_operator):
            self.state.values.keep(SiteValue.UNVERIFIED, WRONG_OPERATOR)
        words = self.state.values.text(SiteValue.UNVERIFIED)
        if words and self.hold is None:
            self.hold_site(unverified(self.identity.site, words))

    def end_hold(self) -> None:
        """Go on."""
        self.state.values.keep_hold(None)
        self.hold_unverified()
        self.publisher.silence()
        self.wake()

"""The parts that the tasks of a runner share."""

from dataclasses import dataclass, field

from services.runner.tasks.choose import Tasks
from shared.bus.port import Bus
from shared.bus.pubsub import PubSub
from shared.contracts.topology import Topology
from shared.observability.clock import Clock

SERVICE = "runner"
"""As `spicerack serve` names it."""


@dataclass(slots=True)
class Figures:
    """What a runner has done since it was started."""

    running: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    outrun: int = 0
    """Results that another runner had recorded first."""
    skipped: int = 0
    """Steps that were delivered again after their results were recorded."""
    log_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerContext:
    """One collection at one site, for one process."""

    bus: Bus
    pubsub: PubSub
    topology: Topology
    collection: str
    site: str
    instance: str
    tasks: Tasks
    clock: Clock
    figures: Figures = field(default_factory=Figures)

    @property
    def name(self) -> str:
        """Who records results."""
        return f"{self.site}/{self.instance}"

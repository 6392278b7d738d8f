"""The two things that a manager is wired from: its surroundings, and the rules that its site keeps."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from services.manager.look.safeguards.brake import BrakeSettings
from services.manager.state.site_identity import SiteIdentity
from services.manager.timing import Timing
from services.manager.watch.port import Watcher
from shared.bus.chunks import MESSAGE_BYTES
from shared.bus.port import Bus
from shared.catalog.store.database import Open, open_database
from shared.contracts.messages.batch import BATCH_BYTES_MAX
from shared.contracts.topology import Topology
from shared.heads.quarantine import NO_POLICY, Policy
from shared.identity.keys import SigningKey
from shared.model.steps import NO_STEPS, Steps
from shared.observability.clock import Clock
from shared.observability.tracing import NoTracer, Tracer
from shared.roots.posix.files.port import Files

VERIFY_BYTES_PER_SECOND = 200 * 1024 * 1024
"""Read to verify what a person asked for: what one hard disk reads in a row, and little for an SSD."""

SCRUB_BYTES_PER_SECOND = 32 * 1024 * 1024
"""Read by a scrub while it reads: a fifth of a hard disk's; 80 TiB in a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The ports and places of a manager: a host, a simulated world and a test each have others."""

    bus: Bus
    topology: Topology
    database: Path
    """The site's, in the state directory."""
    open_files: Callable[[], Files]
    """Opens the root anew."""
    watcher: Watcher
    clock: Clock
    source: random.Random
    """Of the names that nobody else may have by chance."""
    tracer: Tracer = field(default_factory=NoTracer)
    steps: Steps = NO_STEPS
    open_at: Open = open_database


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """The site that a manager stands for, and the bounds that it keeps."""

    identity: SiteIdentity
    key: SigningKey
    key_before: SigningKey | None = None
    """Vouches for the key, where it was rotated."""
    first_operator: frozenset[str] = frozenset()
    """Keys one of which the first operator has to have; none: whoever comes first."""
    timing: Timing
    brake: BrakeSettings
    brake_window: float
    """Seconds in which losses of several looks are judged together."""
    policy: Policy = NO_POLICY
    """The files that stay at the site until a person has looked."""
    message_bytes: int = MESSAGE_BYTES
    batch_bytes: int = BATCH_BYTES_MAX
    verify_bytes_per_second: float = VERIFY_BYTES_PER_SECOND
    scrub_seconds: float = 0.0
    """In which a site reads all its files once more, by itself; 0: never."""

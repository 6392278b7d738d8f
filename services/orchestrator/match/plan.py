"""Plans of packs, what they are made from, and within which bounds. Pure."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from services.orchestrator.match.preflight import Preflight
from services.orchestrator.match.ranges import RANGE_BYTES, TURN_BYTES, Ranges
from services.orchestrator.match.sources import Sources
from shared.contracts.messages.transfers.job import PackItem, Placement
from shared.contracts.messages.transfers.want import Need, Want
from shared.model.entry import Entry

AHEAD_BYTES = 4 * 1024**2
"""4 MiB: a line of 2 MB/s takes two seconds for them, about what a pack of its own costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one pack. Settings of the orchestrator."""

    pack_bytes: int = 256 * 1024**2
    """Contents that a site is brought at a time, uncompressed; a larger file travels alone."""
    packs_at_once: int = 16
    """Packs that these are divided into, each for one worker: eight keep the four replicas busy that a site
    may have, and as many wait, for whoever scales to see."""
    share_bytes: int = 8 * 1024**2
    """Of a pack, at least: a line of 100 Mbit/s brings it in less than a second, and messages about another
    pack take as long where the bus is far."""
    delta_bytes_min: int = 16 * 1024
    """Smaller contents are sent whole: their signature would cost what it saves."""
    ahead_bytes: int = AHEAD_BYTES
    """What is urgent waits for no more bytes than these of what is less so."""
    range_bytes: int = RANGE_BYTES
    """A content of eight times as many bytes, without a difference, travels in ranges of so many."""
    turn_bytes: int = TURN_BYTES
    """Of such a content, that a site is brought before others get their turn; one range at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known when a plan is made."""

    wants: Mapping[str, Want]
    """The newest want of each site that is online and not busy with a pack."""
    holders: Mapping[str, Want]
    """The newest want of each site that can build: what it holds can be read from it."""
    lacking: Set[tuple[str, str]] = frozenset()
    """(site, content) pairs where the site said that it does not hold the content."""
    told: Set[tuple[str, str]] = frozenset()
    """(site, content) pairs where the site was told, by a job that it could not do, that nobody holds it."""
    awaited: Set[str] = frozenset()
    """Sites that are online and whose want is on its way: nobody knows yet what they hold."""
    preflight: Preflight = field(default_factory=Preflight)
    """Whether targets can take what would be built for them."""
    ranges: Ranges = field(default_factory=Ranges)
    """How far contents have come that travel in ranges."""
    sources: Sources = field(default_factory=Sources)
    """What is known of sites as sources."""
    hurried: Set[str] = frozenset()
    """Sites whose last pack had what is urgent alone: the rest gets its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One pack: who builds it from what, and what each target places with it."""

    source: str | None
    """None: nothing has to travel."""
    items: tuple[PackItem, ...]
    placements: Mapping[str, tuple[Placement, ...]]
    """For each target."""
    probe: tuple[int, ...] = ()
    """Where it is not empty, the one target is only asked whether it can stage what its placements need: for
    each, so many bytes. Nothing is built."""
    offset: int | None = None
    """Where it is not None, the items are ranges of the one placement's content, the first of which begins
    here and each next where the one before ends; or nothing of it is left to travel."""
    hurried: bool = False
    """Whether what is less urgent was left for the next pack."""
    others: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Other sites that hold all contents which travel whole or in ranges, and where: shares and ranges come
    from all of them."""


@dataclass(slots=True)
class Draft:
    """What one target will place, and what must travel for it."""

    placements: list[Placement] = field(default_factory=list)
    items: dict[str, PackItem] = field(default_factory=dict)
    source: str | None = None
    entries: list[Entry] = field(default_factory=list)
    """Of what travels whole."""
    bytes: int = 0
    room: int = 0
    """Bytes that the target needs to stage it."""
    probed: list[Placement] = field(default_factory=list)
    """What the target is asked about first, where there is nothing else to do for it."""
    probed_bytes: list[int] = field(default_factory=list)
    large: list[tuple[Need, Entry]] = field(default_factory=list)
    """What travels in ranges, one at a time."""
    hurried: bool = False
    """Whether it ends before what is less urgent."""

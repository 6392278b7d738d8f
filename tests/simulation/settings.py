"""Settings of simulated worlds: how large and how rough they are, and how the services in them are set."""

from dataclasses import dataclass, field

from services.manager.timing import Timing
from services.orchestrator.supply.planner import Pace
from shared.bus.chunks import MESSAGE_BYTES
from testing.simulation.bus_faults import BusRoughness
from testing.simulation.scheduling.loop_settings import LoopSettings
from testing.simulation.users import PATHS


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSettings:
    """How large and how rough a world is. Times in virtual seconds; gaps as in `RareEvent`, 0 for never."""

    collection: str = "kernels"
    sites: tuple[str, ...] = ("alpha", "beta", "gamma")
    acts: int = 30
    """Things that people do while all is rough."""
    act_pause: float = 20.0
    """Longest pause between two of them."""
    crash_gap: int = 400
    """Steps of a process between two of its crashes."""
    pause_gap: int = 400
    """Steps of a process between two times at which it stands still for a while."""
    disk_fault_gap: int = 300
    list_fault_gap: int = 0
    """Listings of directories between two that fail beside those."""
    scribble_gap: int = 0
    """Operations of workers on files of people between two at which one writes into the file."""
    interference_gap: int = 200
    """Disk operations of processes between two acts of a person in the middle of a call."""
    power_cut_chance: float = 0.03
    """At each act, that the host loses power."""
    settle_seconds: float = 4 * 3600
    """After the faults end, all must be equal within this time."""
    look_every: float = 10.0
    paths: tuple[str, ...] = PATHS
    """Where people work."""
    writers: int = 0
    """Sites at which somebody works, the first ones; 0 for all."""
    download_chance: float = 0.0
    """At each act, that a person begins to write a file instead, and keeps it open for a while."""
    disturb_chance: float = 0.0
    """At each act, that the services' surroundings are disturbed instead."""
    absent: bool = False
    """Whether one site is switched off when the faults end: the others must agree without it."""
    absent_acts: int = 3
    """Things that people do at the other sites meanwhile."""
    folding: tuple[str, ...] = ()
    """Sites whose disk takes names for others that differ in case; people rename files in case alone then."""
    renumbering: tuple[str, ...] = ()
    """Sites whose disk numbers inodes anew with each rename."""
    odd_files: bool = False
    """Whether people make hard links, empty files, and times at the edges, and have umasks of their own."""
    volumes: tuple[str, ...] = ()
    """Sites at which a directory of the root is a file system of its own, that may be away."""
    rots: bool = False
    """Whether files rot at a site when the faults are over: they are verified and repaired in the end."""
    partial: tuple[str, ...] = ()
    """Sites that hold a part alone by rules that ask for copies: one site goes in the end, and comes back."""
    late: bool = False
    """Whether the last site comes only when the others have worked: it asks for what they have had."""
    undisturbed: bool = False
    """Whether nothing but people's work happens: then nothing may be tried in vain."""
    loop: LoopSettings = field(default_factory=LoopSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesSettings:
    """How the services of a run are set. Times in virtual seconds."""

    orchestrators: int = 2
    bus: BusRoughness = field(default_factory=BusRoughness)
    timing: Timing = field(default_factory=lambda: Timing(presence=15.0, presence_expires=45.0))
    """Signs of life are three times as far apart as in production: most steps of a run were theirs."""
    pace: Pace = field(default_factory=lambda: Pace(retry=5.0, forgive=30.0))
    silence: float = 60.0
    lease: float = 10.0
    halt_gap: int = 0
    """Appends to the log between two before which the orchestrator stands still for a while; 0 for never."""
    meddling_gap: int = 0
    """Reports of workers between two that come late, and too late for a person; 0 for never."""
    power_cut_gap: int = 0
    """Reports of workers between two after which the power fails at their site; 0 for never."""
    unanswered_gap: int = 0
    """Appends to the log between two that are stored, and time out; 0 for never."""
    slow_reader: bool = False
    """Whether the last site takes long to read packs, while others have long read the same."""
    slow_log: bool = False
    """Whether the last site takes long to read each commit, which the orchestrators have long read."""
    look_every: float = 2.5
    """For a lease that another orchestrator holds."""
    follow_look: float = 20.0
    """After which a follower that was told of nothing looks by itself."""
    pack_bytes: int = 256 * 1024
    delta_bytes_min: int = 512
    """Low, so that small files travel as deltas, too."""
    range_bytes: int = 250
    """Low, so that small files travel in ranges, too: a third of those that people write."""
    turn_bytes: int = 2000
    """Low, so that such a file takes several turns."""
    share_bytes: int = 8 * 1024**2
    """Where it is low, what a site is brought comes in several packs at once."""
    trash_seconds: float = 30 * 86400.0
    trash_bytes: int = 1 << 40
    sweep_every: float = 60.0
    copies: int = 0
    """That rules ask for from the start on; 0: nobody makes rules then."""
    message_bytes: int = MESSAGE_BYTES
    """Encoded bytes above which a batch or a commit goes as chunks."""

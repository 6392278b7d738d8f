"""From a seed to a world of the real services: how large it is, how rough, and what may happen in it."""

from dataclasses import dataclass, replace
from types import MappingProxyType

from services.orchestrator.match.plan import Limits
from shared.bus.chunks import MESSAGE_BYTES
from testing.simulation.bus_faults import BusRoughness
from testing.simulation.failure import Scenario
from testing.simulation.scheduling.choices import Choices
from testing.simulation.scheduling.loop_settings import LoopSettings
from testing.simulation.users import PATHS
from tests.simulation.disturbances import (
    BARE_RESTORES,
    COPIES,
    LEAVING,
    MILD,
    MODES,
    PAUSES,
    RESTORES,
    ROLL_BACK,
    RULES,
    VOLUMES,
    Disturbances,
)
from tests.simulation.real_services import RealServices
from tests.simulation.settings import ServicesSettings, WorldSettings
from tests.simulation.world import World

SITES = ("alpha", "beta", "gamma", "delta")

ROUGH_BUS = BusRoughness()

CALM_BUS = BusRoughness(slow_gap=0, trouble_gap=0, ack_gap=0, stale_gap=0, repeat_gap=0, disorder_gap=0)

CALM = WorldSettings(
    acts=10,
    act_pause=6.0,
    look_every=4.0,
    crash_gap=0,
    pause_gap=0,
    disk_fault_gap=0,
    interference_gap=0,
    power_cut_chance=0.0,
    settle_seconds=900.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Which kinds of trouble may come. What may, does so in about two of three runs."""

    bus: bool = False
    crashes: bool = False
    disk: bool = False
    people: bool = False
    """In the middle of calls."""
    meddlers: bool = False
    """Whether people edit what was just placed, while the report of it is late."""
    power: bool = False
    absent: bool = False
    """Whether one site may be switched off when all else is well again."""
    unanswered: bool = False
    """Whether commits often time out though they are stored."""
    scribblers: bool = False
    """Whether people write into files that a worker has open."""
    downloads: bool = False
    """Whether people write files bit by bit, and keep them open."""
    foreign: bool = False
    """Whether one site's disk folds case or numbers inodes anew, as other file systems do."""
    odd_files: bool = False
    """Whether people make files that nobody expects: linked, empty, out of time, with other umasks."""
    volume: bool = False
    """Whether a directory of one site is a file system of its own, which goes away now and then."""
    rots: bool = False
    """Whether files rot at a site in the end, and are verified and repaired."""
    divided: bool = False
    """Whether what a site is brought comes in several packs at once."""
    late: bool = False
    """Whether a site comes only when all is over: it asks for what others have had."""
    slow_reader: bool = False
    """Whether one site takes long to read what others have long read."""
    slow_log: bool = False
    """Whether one site takes long to read a log that goes on: more is placed there than it knows of."""
    hasty: bool = False
    """Whether people at all sites save the same few files again before others have fetched them."""
    copies: bool = False
    """Whether some sites hold parts alone, and others' copies where these go."""
    pauses: bool = False
    """Whether processes stand still for a while, and go on."""
    usurpers: bool = False
    """Whether leases are so short that two orchestrators often work for one collection, and some stand still
    with a commit on its way."""
    disturbances: tuple[str, ...] = ()
    often: int = 1
    """How many times as often as usual."""


MIXED = Profile(disturbances=("mixed",))
"""One of the others, by choice."""

SLOW_READER = Profile(slow_reader=True)
"""Like a calm world, and no part of the mix, where slow operations are."""

SLOW_LOG = Profile(slow_log=True, crashes=True)
"""No part of the mix either: one person writes a few files often, and another site reads of it late."""

ROUGH = Profile(bus=True, crashes=True, pauses=True, disk=True, people=True, power=True)

APART = {
    "odd-files": Profile(odd_files=True, crashes=True),
    "volume": Profile(volume=True, crashes=True, disturbances=VOLUMES),
    "resting": Profile(crashes=True, people=True, disturbances=PAUSES),
    "rules": Profile(crashes=True, people=True, disturbances=RULES),
    "copies": Profile(crashes=True, copies=True, disturbances=COPIES),
    "modes": Profile(crashes=True, people=True, disturbances=MODES),
    "leaving": Profile(crashes=True, people=True, disturbances=LEAVING),
    "rot": Profile(crashes=True, rots=True),
    "divided": Profile(crashes=True, divided=True, disturbances=MILD),
    "bare-restores": Profile(disturbances=BARE_RESTORES),
    "hasty": Profile(hasty=True, crashes=True),
}
"""Worlds of their own, beside the mix: each more in it would deal all of the others anew."""

PROFILES = MappingProxyType(
    {
        "mixed": MIXED,
        "calm": Profile(),
        "late": Profile(late=True),
        "foreign": Profile(foreign=True),
        "foreign-rough": Profile(foreign=True, crashes=True, people=True),
        "slow-reader": SLOW_READER,
        "slow-log": SLOW_LOG,
        **APART,
        "bus": Profile(bus=True, often=4),
        "usurpers": Profile(bus=True, crashes=True, usurpers=True, often=4),
        "unanswered": Profile(unanswered=True, crashes=True),
        "crashes": Profile(crashes=True, often=2),
        "pauses": Profile(pauses=True, often=2),
        "disk": Profile(disk=True, often=4),
        "people": Profile(people=True, often=3),
        "scribblers": Profile(scribblers=True),
        "meddlers": Profile(meddlers=True),
        "downloads": Profile(downloads=True, crashes=True),
        "power": Profile(power=True, often=4),
        "absent": Profile(absent=True, disturbances=MILD),
        "mild": Profile(disturbances=MILD),
        "restores": Profile(disturbances=RESTORES),
        "roll-back": Profile(disturbances=ROLL_BACK),
        "rough": replace(ROUGH, disturbances=MILD),
        "all": replace(ROUGH, disturbances=(*MILD, *RESTORES)),
        "everything": replace(ROUGH, disturbances=(*MILD, *RESTORES, *ROLL_BACK)),
    }
)

_MIX = tuple(
    profile for profile in PROFILES.values() if profile not in (MIXED, SLOW_READER, SLOW_LOG, *APART.values())
)

_LOSES = {*RESTORES, *BARE_RESTORES, *ROLL_BACK, *VOLUMES}
"""Disturbances after which what one person wrote may stand beside itself."""

LEASES = (10.0, 10.0, 2.0)
"""Seconds. The last is shorter than what a slow bus takes: two orchestrators work for one collection then."""

HALT_GAP = 1
"""At every commit, or at every second one, an orchestrator stands still, where that is looked for."""

MEDDLING_GAP = 2
"""As above, of the reports that are late, and of people who edit what they are about."""

MESSAGES = (MESSAGE_BYTES, 400, 1024)
"""Bytes above which a batch or commit goes as chunks. With the second nearly all do, each as two to five;
with the third those do that hold more than a few changes."""

UNANSWERED_GAP = 2
"""As above, of commits that are stored and time out."""

DOWNLOADS = 0.4
"""How many acts are such writes, where people do so."""

POWER_CUT_GAP = 6
"""Reports of what was placed between two power cuts right after, where there are power cuts."""

SHARE_BYTES = 20
"""Of packs where plans are divided: most plans of a few small files are."""

LIST_FAULT_GAP = 40
"""As `disk_fault_gap`, of listings alone: a few of all operations, and what most is inferred from."""

SCRIBBLE_GAP = 8
"""Operations of workers on files of people between two at which one writes into the file."""

STEPS_MAX = 80_000
"""Four times what the longest of some hundreds of runs took."""

SETTLE_UNDISTURBED = 100.0
"""Virtual seconds. Where nothing went wrong nobody waits for a lease to end, or for a server to forget an
id of a message: that takes longer."""

LARGE = 0.25
"""How many worlds are large: most of what goes wrong does so in small ones, of which many more are run."""

ACTS_SMALL, ACTS_LARGE = (3, 8), (8, 20)

ACTS_HOT, HOT_PAUSE, HOT_PATHS = (40, 60), 5.0, ("a.bsp", "kernels/c.tf")
"""Files that are written again before a site knows what was placed there, or anybody has what it wrote."""

COPIES_ASKED = 2

THIRD_SITE = 0.3
"""How often a small world has a third site; a large one has it twice as often."""

MAY = 0.67

RENUMBERS = 0.5
"""How often a disk that folds case numbers inodes anew, too."""


def scenario(profile: Profile, *, traced: bool = False, steps_max: int = STEPS_MAX) -> Scenario:
    """Return what makes a world by choices. `traced` runs write where each task stood, and are slower."""
    loop = LoopSettings(steps_max=steps_max, trace_places=traced)

    def make(choices: Choices) -> World:
        chosen = profile if profile is not MIXED else choices.pick("scenario.profile", _MIX)
        lease = choices.pick("scenario.lease", LEASES) if chosen.bus else LEASES[0]
        lease = LEASES[-1] if chosen.usurpers else lease
        services = RealServices(
            ServicesSettings(
                bus=_bus(choices, chosen),
                lease=lease,
                halt_gap=HALT_GAP if chosen.usurpers else 0,
                meddling_gap=MEDDLING_GAP if chosen.meddlers else 0,
                message_bytes=choices.pick("scenario.message", MESSAGES),
                slow_reader=chosen.slow_reader,
                slow_log=chosen.slow_log,
                copies=COPIES_ASKED if chosen.copies else 0,
                unanswered_gap=UNANSWERED_GAP if chosen.unanswered else 0,
                power_cut_gap=POWER_CUT_GAP if chosen.power else 0,
                share_bytes=SHARE_BYTES if chosen.divided else Limits().share_bytes,
            )
        )
        world = World(choices, services, _settings(choices, chosen, loop))
        if chosen.disturbances:
            disturbances = Disturbances(world, services, chosen.disturbances)
            services.disturbances = disturbances.happen
        return world

    return make


def _settings(choices: Choices, profile: Profile, loop: LoopSettings) -> WorldSettings:
    def may(kind: str, *, wanted: bool) -> bool:
        return wanted and choices.chance(f"scenario.{kind}", MAY)

    undisturbed = profile in (Profile(), Profile(late=True), SLOW_READER)
    large = choices.chance("scenario.large", LARGE) or profile.usurpers or profile.scribblers
    third = choices.chance("scenario.third", THIRD_SITE * 2 if large else THIRD_SITE)
    sites = SITES[: 3 if third or profile.absent else 2]
    alone = choices.chance("scenario.alone", 0.15) and not set(profile.disturbances) & _LOSES
    odd = (sites[choices.integer("scenario.odd", 0, 1)],) if profile.foreign else ()
    hot = profile.slow_log or profile.hasty
    renumbers = bool(odd) and choices.chance("scenario.renumbers", RENUMBERS)
    return replace(
        CALM,
        folding=odd,
        renumbering=odd if renumbers else (),
        odd_files=profile.odd_files,
        volumes=(choices.pick("scenario.volume", sites),) if profile.volume else (),
        sites=SITES if profile.copies else SITES[:3] if profile.late or profile.slow_reader else sites,
        partial=SITES[2:] if profile.copies else (),
        acts=choices.integer("scenario.acts", *_acts(profile, large=large)),
        act_pause=HOT_PAUSE if hot else CALM.act_pause,
        paths=HOT_PATHS if hot else PATHS,
        writers=2 if profile.late else 1 if alone or profile.slow_log else 0,
        late=profile.late,
        rots=profile.rots,
        crash_gap=300 // profile.often if may("crashes", wanted=profile.crashes) else 0,
        pause_gap=300 // profile.often if may("pauses", wanted=profile.pauses) else 0,
        disk_fault_gap=200 // profile.often if may("disk", wanted=profile.disk) else 0,
        list_fault_gap=LIST_FAULT_GAP // profile.often if profile.disk else 0,
        scribble_gap=SCRIBBLE_GAP if profile.scribblers else 0,
        interference_gap=150 // profile.often if may("people", wanted=profile.people) else 0,
        power_cut_chance=0.06 * profile.often if may("power", wanted=profile.power) else 0.0,
        download_chance=DOWNLOADS if profile.downloads else 0.0,
        disturb_chance=0.25 if profile.disturbances else 0.0,
        absent=may("absent", wanted=profile.absent),
        undisturbed=undisturbed,
        settle_seconds=SETTLE_UNDISTURBED if undisturbed else CALM.settle_seconds,
        loop=loop,
    )


def _acts(profile: Profile, *, large: bool) -> tuple[int, int]:
    if profile.slow_log or profile.hasty:
        return ACTS_HOT
    return ACTS_LARGE if large else ACTS_SMALL


def _bus(choices: Choices, profile: Profile) -> BusRoughness:
    if not profile.bus or not choices.chance("scenario.bus", MAY):
        return CALM_BUS
    often = profile.often
    return replace(
        ROUGH_BUS, slow_gap=ROUGH_BUS.slow_gap // often, trouble_gap=ROUGH_BUS.trouble_gap // often
    )

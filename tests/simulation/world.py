"""The world of one run: hosts, people, faults, and what must hold in the end.

What runs in it comes from outside (`Services`): the wiring of the real services over a simulated bus, or a
toy that shows that the world itself finds what it should.
"""

import asyncio
from collections.abc import Collection, Iterator, Sequence, Set
from contextlib import contextmanager
from contextvars import Context
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from blake3 import blake3

from services.manager.look.ignores.patterns import Ignores
from shared.contracts.messages.batch import Outcome
from shared.contracts.messages.signed import Signed
from shared.model.entry import Kind
from shared.model.paths import CONTROL_DIRECTORY
from testing.disk.disk import numbers_by_path
from testing.disk.name_folding import CASE, EXACT
from testing.disk.person import MemoryUser
from testing.simulation.census import Happening
from testing.simulation.ledger import (
    Log,
    differences,
    rewritten,
    strangers,
    unaccounted,
    unheard,
    unmade,
    unwritten,
)
from testing.simulation.machine.crashes import RandomCrashes
from testing.simulation.machine.host import Host
from testing.simulation.machine.pauses import RandomPauses
from testing.simulation.machine.snapshots import paths_on
from testing.simulation.scheduling.choices import Choices, RareEvent
from testing.simulation.scheduling.loop import SimulatedLoop
from testing.simulation.trace import Trace
from testing.simulation.users import SimulatedUser
from tests.simulation.settings import WorldSettings

TRASH = f"{CONTROL_DIRECTORY}/trash/"

VOLUME = "vol"
"""The directory that is a file system of its own, where a site has one."""

VOLUME_PATHS = (f"{VOLUME}/v.bsp", f"{VOLUME}/w.tf", f"{VOLUME}/er/x.bc")

AIMS = 0.5
"""How often an act in the middle of a call is at the path that the call handled last."""

DOWNLOAD = (3.0, 60.0)
"""Virtual seconds that a person keeps a file open: longer than it takes to look quiet, less than the wait."""

ROTTEN_MAX = 3

REPAIRS = 3
"""A person verifies again what was not repaired: another site edited it meanwhile."""

TO_STAND_IN = 150.0
"""Virtual seconds until a site counts as gone, and others have begun to hold its copies."""

TO_VERIFY = 150.0
"""Virtual seconds in which a site that is back is seen, asked to read its files, and has done so."""

LOOKS_AT_REST = 3
"""All must be equal, and at rest, so often in a row."""

LOSERS_MARKS = (".conflict-", ".kept-")
"""What names have in them that stand for two persons' edits of one file."""


class BrokenPromiseError(AssertionError):
    """Something that must hold does not; the first words say what."""


class Services(Protocol):
    """The seam between the world and what runs in it."""

    @property
    def mirrors(self) -> Collection[str]:
        """The sites that ever reverted what their people did: it is in their trash, and nowhere else."""

    def start(self, world: "World") -> None:
        """Start all processes on the world's hosts, with `Host.run` and the world's plans."""

    def heal(self) -> None:
        """Let no fault of the bus happen from now on: no partition, no lost answer."""

    def log(self) -> Sequence[tuple[int, Signed]]:
        """Return the collection's log as the server holds it: (stream sequence, commit)."""

    def orchestrators(self) -> frozenset[str]:
        """Return the public keys that may sign commits."""

    def disturb(self, site: str) -> None:
        """Let something happen to the surroundings of a site's services."""

    def tend(self) -> None:
        """Do what people do while all comes to rest: look at sites that are held, and release them."""

    def drain(self, site: str) -> None:
        """Have nobody count on what a site holds."""

    def add_site(self, site: str) -> None:
        """Have a site be a member as any other."""

    def set_rules(self) -> None:
        """Have every site hold everything."""

    def lacking(self) -> Sequence[str]:
        """Return the files that too few sites hold."""

    def standing_in(self) -> Sequence[str]:
        """Return the sites that hold anything in the place of others."""

    async def repair(self) -> None:
        """Do what people do against rot: have all read once more, and repaired what rotted."""

    def unrest(self) -> Sequence[str]:
        """Return why not all is at rest, though the files may be equal."""

    def wasted(self, destroyed: Set[str]) -> Sequence[str]:
        """Return what was tried in vain, but for contents that a person had destroyed."""

    def excused(self, site: str) -> frozenset[str]:
        """Return the paths that a site reports as impossible to place."""


class World:
    """One run (`testing.simulation.failure.Run`)."""

    def __init__(self, choices: Choices, services: Services, settings: WorldSettings | None = None) -> None:
        self.settings = settings or WorldSettings()
        self.choices = choices
        self.services = services
        self.loop = SimulatedLoop(choices, self.settings.loop)
        self.crashes = RandomCrashes(choices, mean_gap=self.settings.crash_gap)
        self.pauses = RandomPauses(choices, mean_gap=self.settings.pause_gap)
        self.hosts: dict[str, Host] = {}
        self.users: dict[str, SimulatedUser] = {}
        self.withdrawn: set[str] = set()
        """Contents of which a person destroyed the last copy."""
        self.destroyed: set[str] = set()
        """Contents of which a person destroyed a copy, or a power cut where that person worked."""
        self._destroyed: set[str] = set()
        self._powerless: set[str] = set()
        """Hosts that lost power: what was unsynced there is a mixture that nobody wrote."""
        self._bodies: list[str] = []
        self._log: Log | None = None
        self._log_replaced = False
        self._ignores = Ignores()
        self.removed: set[tuple[str, str]] = set()
        """(site, path) where something went away, though no service took it."""
        self._rotten: set[str] = set()
        """What stood at a site where files had rotted."""
        self.rough = True
        """Whether faults may still happen."""
        self._handled: dict[str, str] = {}
        """The path of a person's file that a process at a site handled last."""
        self._interference = RareEvent(choices, "user.interferes", mean_gap=self.settings.interference_gap)
        self._scribbling = RareEvent(choices, "user.scribbles", mean_gap=self.settings.scribble_gap)
        self._directory = TemporaryDirectory(dir=_memory_directory())
        for site in self.settings.sites:
            self._add(site)

    @property
    def directory(self) -> Path:
        """Where hosts keep their databases."""
        return Path(self._directory.name)

    @property
    def trace(self) -> Trace:
        """What ran when."""
        return self.loop.trace

    def execute(self) -> None:
        """Run to the end, look at everything, and clean up. Raises BrokenPromiseError, SimulationError."""
        try:
            self.loop.run_until_complete(self._run())
        finally:
            self.loop.close()
            self._directory.cleanup()

    async def _run(self) -> None:
        self.services.start(self)
        if self.settings.late:
            self.hosts[self.settings.sites[-1]].leave()
        for _ in range(self.settings.acts):
            await asyncio.sleep(self.choices.between("world.pause", 0.1, self.settings.act_pause))
            self._act(self.choices.pick("world.site", self.settings.sites))
        self._heal()
        if self.settings.absent:
            await self._settle_without(self.choices.pick("world.absent", self.settings.sites))
        if self.settings.partial:
            await self._lose_copies(self.choices.pick("world.gone", self.settings.sites[:-1]))
        await self._settle()
        if self.settings.rots:
            await self._rot(self.choices.pick("world.rots", self.settings.sites))
            await self._settle()
        self._judge()

    def _add(self, site: str) -> None:
        host = Host(
            self.loop,
            site,
            self.directory,
            fault_gap=self.settings.disk_fault_gap,
            list_fault_gap=self.settings.list_fault_gap,
            names=CASE if site in self.settings.folding else EXACT,
            numbers=numbers_by_path if site in self.settings.renumbering else None,
        )
        host.between = partial(self._interfere, site)
        self.hosts[site] = host
        if site in self.settings.volumes:
            self.mount_volume(site)
            host.disk.sync_all()
        self.users[site] = SimulatedUser(
            self.choices,
            host.disk,
            name=site,
            recases=bool(self.settings.folding),
            oddities=self.settings.odd_files,
            paths=(*self.settings.paths, *(2 * VOLUME_PATHS if self.settings.volumes else ())),
            destroys=self._destroyed.add,
            note=self.loop.note,
            count=self.loop.count,
        )

    # What happens

    def _act(self, site: str) -> None:
        """Let somebody do something at a site, or the power fail there; then look at what can be seen."""
        if self.choices.chance("world.power-cut", self.settings.power_cut_chance):
            self._cut_power(site)
        elif self.choices.chance("world.disturb", self.settings.disturb_chance):
            self.services.disturb(site)
        else:
            self._use(site)
        self._watch()

    def _use(self, site: str, path: str | None = None) -> None:
        if site not in self._writers:
            return
        if self.settings.download_chance and self.choices.chance(
            "world.downloads", self.settings.download_chance
        ):
            finish = self.users[site].begin_download()
            self.loop.call_later(self.choices.between("world.download", *DOWNLOAD), finish, context=Context())
            return
        user = self.users[site]
        path = path or user.choose()
        if not self._is_away(site, path):
            with self._removal(site):
                user.act(path)
            self._take_note()

    def _cut_power(self, site: str) -> None:
        self._powerless.add(site)
        before, paths = self.files(site), self._paths(site)
        self.hosts[site].power_cut()
        after, written = self.files(site), self.users[site].written
        # Only the person's own work: what a service placed here it had to make durable.
        self._destroyed |= (set(before.values()) - set(after.values())) & written
        gone = paths - self._paths(site)
        self.removed |= {(site, path) for path in gone if path.endswith("/") or before[path] in written}
        self._take_note()

    @contextmanager
    def accident(self, site: str) -> Iterator[None]:
        """Let a backup take what it may from the disk of a site: contents are on a person's account.

        Deletions are not: whoever puts a backup back deletes nothing at any site.
        """
        before = self._held_at(site)
        yield
        self._destroyed |= before - self._held_at(site)
        self._take_note()

    @contextmanager
    def _removal(self, site: str) -> Iterator[None]:
        before = self._paths(site)
        yield
        self.removed |= {(site, path) for path in before - self._paths(site)}

    def _paths(self, site: str) -> set[str]:
        return paths_on(self.hosts[site].disk)

    @property
    def _writers(self) -> Sequence[str]:
        return self.settings.sites[: self.settings.writers or None]

    def log_was_replaced(self) -> None:
        """Take note that the server's store has lost the end of the log: it is read anew."""
        self.loop.count(Happening.LOG_ROLLED_BACK)
        self._log_replaced = True
        self._log = None
        self._bodies = []

    def _take_note(self) -> None:
        self.withdrawn |= self._destroyed - self.held()
        self.destroyed |= self._destroyed
        self._destroyed.clear()

    def _interfere(self, site: str, path: str) -> None:
        """Let a person act between two disk operations of one call, best on the file that it is about."""
        if self.users[site].works_at(path):
            self._handled[site] = path
            if self.rough and self._scribbling.happens():
                self._scribble(site, path)
        if self.rough and self._interference.happens():
            self.loop.count(Happening.INTERFERENCE)
            aims = self.choices.chance("user.aims", AIMS)
            self._use(site, self._handled.get(site) if aims else None)

    def _scribble(self, site: str, path: str) -> None:
        """Let a person write into a file that a process works with, and may have open."""
        if site in self._writers:
            self.loop.count(Happening.INTERFERENCE)
            with self._removal(site):
                self.users[site].scribble(path)
            self._take_note()

    def meddle(self, site: str, *, within: float) -> None:
        """Let a person edit, in so many seconds, the file that was handled last at a site."""
        path = self._handled.get(site)
        if path is not None:
            delay = self.choices.between("world.meddles", 0, within)
            self.loop.call_later(delay, self._meddle, site, path, context=Context())

    def _meddle(self, site: str, path: str) -> None:
        if self.rough and site in self._writers:
            self.loop.count(Happening.MEDDLING)
            with self._removal(site):
                self.users[site].edit(path)
            self._take_note()

    def mount_volume(self, site: str) -> None:
        """Mount a site's volume, with all that was on it; what was placed beneath is not seen any more."""
        if VOLUME not in self.hosts[site].disk.mounts():
            MemoryUser(self.hosts[site].disk).mount(VOLUME, site)

    def take_volume_away(self, site: str) -> None:
        """Unmount a site's volume. Nobody deleted anything by it: not one path counts as removed."""
        if VOLUME in self.hosts[site].disk.mounts():
            self.loop.count(Happening.VOLUME_AWAY)
            MemoryUser(self.hosts[site].disk).unmount(VOLUME)

    def _is_away(self, site: str, path: str) -> bool:
        """Tell whether a path is on a volume that is not mounted: nobody works there meanwhile."""
        below = path.startswith(f"{VOLUME}/") and site in self.settings.volumes
        return below and VOLUME not in self.hosts[site].disk.mounts()

    def cut_power_soon(self, site: str, *, within: float) -> None:
        """Let the power fail at a site, in so many seconds at most."""

        def cut() -> None:
            if self.rough:
                self._cut_power(site)

        self.loop.call_later(self.choices.between("world.cut", 0, within), cut, context=Context())

    def _heal(self) -> None:
        self.rough = False
        self.loop.note("all faults end")
        self.crashes.stop()
        self.pauses.stop()
        self.services.heal()
        for site in self.settings.volumes:
            self.mount_volume(site)
        for host in self.hosts.values():
            host.heal()
            host.come_back()

    async def _settle_without(self, site: str) -> None:
        """Switch one site off in the middle of work, let the others agree, and start it again."""
        await self._go_on(self.settings.sites)
        await asyncio.sleep(self.choices.between("world.pause", 0.1, self.settings.act_pause))
        self.loop.note(f"{site} goes away")
        self.loop.count(Happening.AWAY)
        self.hosts[site].leave()
        await self._go_on([one for one in self.settings.sites if one != site])
        await self._settle()
        _hold(f"replicas differ while {site} is away", self._unequal())
        _hold(f"the services are not at rest while {site} is away", self.services.unrest())
        self.loop.note(f"{site} comes back")
        self.hosts[site].come_back()

    async def _lose_copies(self, site: str) -> None:
        """Have a site go, others hold its copies, and give them up once it is back and verified."""
        drains = self.choices.chance("world.drains", 0.5)
        await self._go_on(self.settings.sites)
        self.loop.note(f"{site} {'drains' if drains else 'goes away'}")
        self.services.drain(site) if drains else self.hosts[site].leave()
        await self._go_on([one for one in self.settings.sites if drains or one != site])
        await asyncio.sleep(TO_STAND_IN)
        await self._settle()
        self._hold_copies(f"while {site} is gone")
        self.loop.note(f"{site} is back")
        self.services.add_site(site)
        self.hosts[site].come_back()
        await asyncio.sleep(TO_VERIFY)
        await self._settle()
        self._hold_copies(f"after {site} was gone")
        _hold("copies to spare stay", self.services.standing_in())
        self.services.set_rules()

    def _hold_copies(self, when: str) -> None:
        _hold(f"replicas differ {when}", self._unequal())
        _hold(f"the services are not at rest {when}", self.services.unrest())
        _hold(f"too few copies {when}", self.services.lacking())

    async def _rot(self, site: str) -> None:
        """Let files of one site rot, people go on at the others, and somebody verify and repair.

        Whoever touches a rotten file makes its bytes an edit: so nobody works at that site meanwhile.
        """
        disk = MemoryUser(self.hosts[site].disk)
        files = sorted(path for path, data in disk.files().items() if data)
        for _ in range(self.choices.integer("world.rotten", 1, ROTTEN_MAX) if files else 0):
            path = self.choices.pick("world.rots-at", files)
            disk.rot(path)
            self._rotten |= set(self.files(site).values())
            self.loop.note(f"{path} rots at {site}")
            self.loop.count(Happening.ROT)
        await self._go_on([one for one in self.settings.sites if one != site])
        for _ in range(REPAIRS):
            await asyncio.sleep(self.settings.look_every)
            await self.services.repair()

    async def _go_on(self, sites: Sequence[str]) -> None:
        """Let people at some sites work, before one is away and meanwhile: it must hold up nobody (I8)."""
        for _ in range(self.settings.absent_acts):
            await asyncio.sleep(self.choices.between("world.pause", 0.1, self.settings.act_pause))
            self._use(self.choices.pick("world.site", sites))
            self._watch()

    async def _settle(self) -> None:
        """Wait until all replicas are equal, or for as long as that may take."""
        equal_since = 0
        for _ in range(round(self.settings.settle_seconds / self.settings.look_every)):
            await asyncio.sleep(self.settings.look_every)
            self.services.tend()
            at_rest = not self._unequal() and not self.services.unrest()
            equal_since = equal_since + 1 if at_rest else 0
            if equal_since == LOOKS_AT_REST:
                return

    # What is seen

    def files(self, site: str) -> dict[str, str]:
        """Return the contents (hashes) of the files that people see at a site, by path."""
        return _hashed(MemoryUser(self.hosts[site].disk).files())

    def half_done(self, site: str) -> dict[str, str]:
        """Return the files that are left unpublished: a power cut came before they got their names."""
        files, known = self.files(site), self.log().tree.live()
        return {
            path: content
            for path, content in files.items()
            if path not in known and self._ignores.match(path, directory=False)
        }

    def published(self, site: str) -> dict[str, str]:
        """Return the others."""
        half_done = self.half_done(site)
        return {path: content for path, content in self.files(site).items() if path not in half_done}

    def present(self) -> list[str]:
        """Return the sites that are switched on."""
        return [site for site, host in self.hosts.items() if not host.away]

    def held(self) -> set[str]:
        """Return the contents that are in a file or in the trash of any site."""
        return {content for site in self.hosts for content in self._held_at(site)}

    def _held_at(self, site: str) -> set[str]:
        files = _hashed(MemoryUser(self.hosts[site].disk).files(control=True))
        return {
            content
            for path, content in files.items()
            if path.startswith(TRASH) or not path.startswith(f"{CONTROL_DIRECTORY}/")
        }

    def log(self) -> Log:
        """Return the collection's log as it is now."""
        if self._log is None:
            self._log = Log(collection=self.settings.collection, orchestrators=self.services.orchestrators())
        self._log.extend(self.services.log())
        return self._log

    def _conflicts(self, log: Log) -> list[str]:
        paths = {one.path for one in log.acceptances}
        return sorted(path for path in paths if any(mark in path for mark in LOSERS_MARKS))

    def _unequal(self) -> list[str]:
        tree, lost = self.log().tree, self.lost()
        return [
            f"{site}: {difference}"
            for site in self.present()
            for difference in differences(
                tree, self.published(site), excused=lost | self.services.excused(site)
            )
        ]

    def lost(self) -> frozenset[str]:
        """Return the paths whose content no present site has: whether that may be is for the ledger."""
        held = {content for site in self.present() for content in self._held_at(site)}
        live = self.log().tree.live()
        return frozenset(
            p for p, e in live.items() if e.state.kind is Kind.FILE and e.state.content not in held
        )

    # What must hold

    def _watch(self) -> None:
        """Check what must hold at every instant."""
        bodies = [signed.body for _, signed in self.services.log()]
        _hold("the log was rewritten", rewritten(self._bodies, bodies))
        self._bodies = bodies
        if not self._powerless:
            written = frozenset(self._written() | self._rotten)
            for site in self.hosts:
                known = written | self.users[site].halves
                _hold(f"{site} shows a part", strangers(self.files(site), known=known))

    def _written(self) -> set[str]:
        return {content for user in self.users.values() for content in user.written}

    def _hold_to_edits(self, log: Log) -> None:
        """Check that every change in the log was made by a person at its site.

        A power cut tears what a person has not synced: nobody knows what is left of it then. And whoever has
        lost an index or a log takes what stands in the directory as it is found.
        """
        users = {site: user for site, user in self.users.items() if site not in self._powerless}
        # What commits had placed that a server has lost is found as any other file, and may lose to another.
        found = self._written() if self._log_replaced else set()
        worked_at = {site: user.worked_at | user.written | found for site, user in users.items()}
        lost = unwritten(log, worked_at=worked_at, outcomes={Outcome.CONFLICT})
        _hold("a conflict copy that nobody wrote", lost)
        if not self.settings.disturb_chance:
            taken = unwritten(log, worked_at=worked_at, outcomes={Outcome.ACCEPTED})
            _hold("a change that nobody made", taken)

    def _judge(self) -> None:
        """Check what must hold when all is quiet."""
        log = self.log()
        _hold("the log is faulty", log.problems)
        lost = unaccounted(log, held=self.held(), withdrawn=self.withdrawn, destroyed=self.destroyed)
        _hold("content is lost", lost)
        half_done = {content for site in self.hosts for content in self.half_done(site).values()}
        reverted = {content for site in self.services.mirrors for content in self._held_at(site)}
        known = {*self.destroyed, *half_done, *reverted, *(self.held() if self._log_replaced else ())}
        _hold("an edit was never heard of", unheard(log, written=self._written(), excused=known))
        _hold("a deletion that nobody made", unmade(log, removed=self.removed, withdrawn=self.withdrawn))
        self._hold_to_edits(log)
        if len(self._writers) == 1:
            _hold("one person alone caused conflicts", self._conflicts(log))
        _hold("replicas differ", self._unequal())
        _hold("the services are not at rest", self.services.unrest())
        if self.settings.undisturbed:
            _hold("something was tried in vain", self.services.wasted(self.destroyed))
        _hold("an error was not handled", [f"{one.owner}: {one.detail}" for one in self.loop.unhandled])
        failed = [f"{name}: {how.error!r}" for host in self.hosts.values() for name, how in host.failed]
        _hold("a process failed by itself", failed)


def _hold(promise: str, broken: Sequence[str]) -> None:
    if broken:
        raise BrokenPromiseError("\n  ".join((f"{promise}:", *broken)))


def _hashed(files: dict[str, bytes]) -> dict[str, str]:
    return {path: blake3(data).hexdigest() for path, data in files.items()}


def _memory_directory() -> str | None:
    """Return a directory in memory where the system has one: databases sync a lot."""
    shared_memory = Path("/dev/shm")
    return str(shared_memory) if shared_memory.is_dir() else None

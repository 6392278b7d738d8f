"""A simulated host: one disk, one clock, processes that die alone or, with the power, together."""

import functools
import random
from collections.abc import Callable
from pathlib import Path

from shared.roots.posix.files.port import DeniedError, InputOutputError, NoSpaceError, StorageError
from testing.disk.files import Faults, MemoryDisk, MemoryFiles
from testing.disk.name_folding import EXACT, NameFolding
from testing.disk.person import MemoryUser
from testing.simulation.census import Happening
from testing.simulation.errors import OperatorMustActError, ProcessCrashed
from testing.simulation.machine.clock import SimulatedClock
from testing.simulation.machine.crashes import CrashPlan
from testing.simulation.machine.databases import Databases
from testing.simulation.machine.pauses import PausePlan
from testing.simulation.machine.process import Exit, ExitKind, Main, Process
from testing.simulation.scheduling.choices import Choices, RareEvent
from testing.simulation.scheduling.loop import SimulatedLoop
from testing.simulation.scheduling.owner import OWNER

SKEW_MAX_NS = 3600 * 10**9
"""Clocks of two hosts differ by up to two hours: nothing may depend on it."""

RESTART_DELAY_MAX = 30.0
"""Virtual seconds until a supervisor has started a dead process again."""

_ERRORS: tuple[tuple[type[StorageError], Happening], ...] = (
    (InputOutputError, Happening.IO_ERROR),
    (DeniedError, Happening.DENIED),
    (NoSpaceError, Happening.NO_SPACE),
)


class Host:
    """One machine with one root directory."""

    def __init__(
        self,
        loop: SimulatedLoop,
        name: str,
        directory: Path,
        *,
        fault_gap: int = 0,
        list_fault_gap: int = 0,
        names: NameFolding = EXACT,
        numbers: Callable[[str], int] | None = None,
    ) -> None:
        """Make it with a clock as wrong as the seed says.

        Args:
            loop: what its processes run on.
            name: what traces call it.
            directory: a temporary directory for its databases.
            fault_gap: once in about so many disk operations one fails; 0 for never.
            list_fault_gap: once in about so many times a directory cannot be listed, beside those.
            names: what its disk overlooks in names.
            numbers: returns the inode number of a path, where a rename changes it.
        """
        self.name = name
        self.processes: list[Process] = []
        self.failed: list[tuple[str, Exit]] = []
        """Lives that ended by an error of their own: a bug, whatever the faults."""
        self.between: Callable[[str], None] = _nothing
        """Called with the path of each disk operation of a process, before it: others get their chance."""
        self._loop = loop
        self._directory = directory
        skew_ns = loop.choices.integer(f"host.{name}.skew", 0, 2 * SKEW_MAX_NS)
        self.clock = SimulatedClock(loop, skew_ns=skew_ns - SKEW_MAX_NS if skew_ns else 0)
        self.disk = MemoryDisk(clock=self.clock.time_ns, names=names, numbers=numbers)
        self._faults = RareEvent(loop.choices, f"host.{name}.disk-fault", mean_gap=fault_gap)
        self._unlistable = RareEvent(loop.choices, f"host.{name}.list-fault", mean_gap=list_fault_gap)
        self._healthy = False
        self.away = False
        """Whether it is switched off: nothing is started there."""
        self._databases: dict[str, Databases] = {}
        self._mounts: dict[str, list[MemoryFiles]] = {}
        self._mount_point: MemoryDisk | None = None
        """What is seen where the root should be, while it is not mounted."""

    @property
    def choices(self) -> Choices:
        """The choices of the run."""
        return self._loop.choices

    def heal(self) -> None:
        """Let no disk operation fail from now on, with the root in its place, and nobody stand still."""
        self._healthy = True
        self.mount_again()
        for process in self.processes:
            process.go_on()

    def mount(self, process: str, *, can_exchange: bool = True) -> MemoryFiles:
        """Return the root directory as the present life of `process` sees it; it dies with that life."""
        disk = self.disk if self._mount_point is None else self._mount_point
        files = MemoryFiles(disk, faults=Faults(before=self._before), can_exchange=can_exchange)
        self._mounts.setdefault(process, []).append(files)
        return files

    def unmount(self) -> None:
        """Show an empty directory to whoever opens the root from now on."""
        self._mount_point = self._mount_point or MemoryDisk(clock=self.clock.time_ns)

    def mount_again(self) -> None:
        """Show the root again."""
        self._mount_point = None

    def process(self, name: str) -> Process:
        """Return one of the processes. Raises StopIteration where there is none of this name."""
        return next(process for process in self.processes if process.name == f"{self.name}/{name}")

    def leave(self) -> None:
        """Stop all processes, as if killed, until `come_back`."""
        self.away = True
        for process in self.processes:
            process.crash()

    def come_back(self) -> None:
        """Start all processes."""
        self.away = False
        for process in self.processes:
            self._start(process)

    def databases(self, process: str) -> Databases:
        """Return the SQLite files of a process."""
        if process not in self._databases:
            self._databases[process] = Databases(self._directory / self.name / process)
        return self._databases[process]

    def run(
        self, name: str, main: Main, *, plan: CrashPlan | None = None, pauses: PausePlan | None = None
    ) -> Process:
        """Start a process that is started again whenever it ends by a crash or an error.

        Plans and traces call it `<host>/<name>`.
        """
        on_exit = functools.partial(self._ended, name)
        process = Process(self._loop, f"{self.name}/{name}", main, plan=plan, pauses=pauses, on_exit=on_exit)
        self.processes.append(process)
        process.start()
        return process

    def power_cut(self) -> None:
        """Lose power: all processes die, and of the disk what was synced is sure to stay."""
        self._loop.count(Happening.POWER_CUT)
        for process in self.processes:
            process.crash()
        cuts = [kept.power_cut(self._chance(name)) for name, kept in sorted(self._databases.items())]
        if any(cuts):
            self._loop.count(Happening.COMMITS_LOST)
        before = MemoryUser(self.disk).files(control=True)
        self.disk.crash(self._chance("power-cut"))
        after = MemoryUser(self.disk).files(control=True)
        if before.keys() - after.keys():
            self._loop.count(Happening.UNSYNCED_LOST)
        if any(after[path] != data for path, data in before.items() if path in after):
            self._loop.count(Happening.UNSYNCED_TORN)

    def _chance(self, what: str) -> random.Random:
        return self.choices.generator(f"host.{self.name}.{what}")

    def _ended(self, name: str, process: Process, how: Exit) -> None:
        self.databases(name).crash()
        for files in self._mounts.pop(name, ()):
            files.close()
        if how.kind is ExitKind.FAILED and not isinstance(how.error, OperatorMustActError):
            self.failed.append((process.name, how))
        if how.kind is not ExitKind.RETURNED:
            delay = self.choices.between(f"host.{self.name}.restart", 0.1, RESTART_DELAY_MAX)
            self._loop.call_later(delay, self._start, process)

    def _start(self, process: Process) -> None:
        if not process.alive and not self.away:  # nobody was quicker
            process.start()

    def _before(self, operation: str, path: str) -> None:
        """Let the process die, others act and the device fail, in this order, before an operation."""
        owner = OWNER.get()
        if owner is not None:
            owner.check()
            self.between(path)
            if not owner.alive:  # what happened in between was a power cut
                raise ProcessCrashed(owner.name)
        if not self._healthy and (
            self._faults.happens() or (operation == "list" and self._unlistable.happens())
        ):
            error, happening = self.choices.pick(f"host.{self.name}.disk-error", _ERRORS)
            self._loop.count(happening)
            self._loop.note(f"{self.name} {operation} {path!r} fails: {error.__name__}")
            raise error(f"simulated: cannot {operation} {path!r}")


def _nothing(_path: str) -> None:
    """Let nobody act."""

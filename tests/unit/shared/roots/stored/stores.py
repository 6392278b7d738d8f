"""A site's root at a store in memory, with its control directory in memory, and a person at the store."""

from collections.abc import Callable

from shared.contracts.messages.transfers.want import Held
from shared.model.entry import State
from shared.roots.port import Strengths
from shared.roots.posix.control import make_control
from shared.roots.posix.publish.publish import Outcome, Publication, Publisher
from shared.roots.stored.files import StoredFiles
from testing.disk.files import Faults, MemoryDisk, MemoryFiles
from testing.disk.person import MemoryUser
from testing.disk.root import PACK, Wanted, clock, file_state
from testing.roots.objects import ObjectRoot, ObjectStore


class ComparesNothing(ObjectRoot):
    """A store whose probe found that it does not keep its word."""

    strengths = Strengths(compares=False, keeps_times=False, keeps_modes=False, keeps_directories=False)


class StoredRoot:
    """A root, its publisher, and what a test asks of both sides."""

    def __init__(self, *, compares: bool = True, disk: MemoryDisk | None = None) -> None:
        self.objects = ObjectStore()
        self.disk = disk or MemoryDisk()
        self.faults = Faults()
        self.store = ObjectRoot(self.objects) if compares else ComparesNothing(self.objects)
        self.reopen()
        make_control(self.files)

    def reopen(self) -> None:
        """Open the root anew, as a process does that starts."""
        self.control = MemoryFiles(self.disk, faults=self.faults)
        self.files = StoredFiles(self.store, self.control)
        self.publisher = Publisher(self.files, now=clock())

    def publish(self, *wanted: Wanted, pack: str = PACK) -> list[Outcome]:
        """Stage and publish (path, bytes or state, prior)."""
        with self.publisher.begin(pack) as staging:
            return self.publisher.publish(staging, [self._stage(staging, *one) for one in wanted])

    @staticmethod
    def _stage(staging: object, path: str, what: bytes | State, prior: Held) -> Publication:
        if isinstance(what, State):
            return Publication(path=path, state=what, prior=prior)
        with staging.create(file_state(what)) as file:
            file.write(what)
            file.seal()
        return Publication(path=path, state=file.state, prior=prior, staged=file.path)

    def person_writes(self, path: str, data: bytes) -> None:
        """Write at the store, as another program does."""
        self.objects.write(path, data)

    @property
    def held(self) -> dict[str, bytes]:
        """What lies at the store."""
        return {path: one.data for path, one in self.objects.objects.items()}

    @property
    def trashed(self) -> list[bytes]:
        """Bytes of all files in the trash, oldest first."""
        files = MemoryUser(self.disk).files(control=True)
        return [files[one.path] for one in self.publisher.trash.entries()]

    @property
    def staged(self) -> list[str]:
        """Paths of what is left in staging area and journal."""
        inside = (".spicerack/staging/", ".spicerack/journal/")
        return [path for path in MemoryUser(self.disk).files(control=True) if path.startswith(inside)]

    def when(self, act: Callable[[], None]) -> None:
        """Have a person act between what a publish sees at the store and what it writes there."""

        def once() -> None:
            self.objects.before_write = lambda: None
            act()

        self.objects.before_write = once

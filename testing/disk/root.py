"""A site's root in memory with all who use it: for tests of publishing and for simulations."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from blake3 import blake3

from shared.contracts.messages.transfers.want import Held
from shared.model.entry import Kind, State
from shared.roots.posix.control import make_control
from shared.roots.posix.publish.publish import Outcome, Publication, Publisher
from shared.roots.posix.publish.staging import Staging
from testing.disk.files import Faults, MemoryDisk, MemoryFiles
from testing.disk.person import MemoryUser

ABSENT = Held(kind=Kind.DELETED)
A_DIRECTORY = Held(kind=Kind.DIRECTORY)
MTIME = 1_700_000_000_000_000_000
PACK = "0" * 32


def digest(data: bytes) -> str:
    """Return the content id of bytes."""
    return blake3(data).hexdigest()


def file_state(data: bytes, *, mtime_ns: int = MTIME, mode: int = 0o640) -> State:
    """Return the state of a file with these bytes."""
    return State(kind=Kind.FILE, content=digest(data), size=len(data), mtime_ns=mtime_ns, mode=mode)


def directory_state(mode: int = 0o755) -> State:
    """Return the state of a directory."""
    return State(kind=Kind.DIRECTORY, mode=mode)


def held(data: bytes) -> Held:
    """Return the prior of a file with these bytes."""
    return Held(kind=Kind.FILE, content=digest(data))


def clock() -> Callable[[], datetime]:
    """Return a clock that goes on a second at each look."""
    seconds = count(1_800_000_000)
    return lambda: datetime.fromtimestamp(next(seconds), UTC)


Wanted = tuple[str, bytes | State, Held]


class Root:
    """A site's root in memory, the person who owns it, and the one who publishes into it."""

    def __init__(self, *, can_exchange: bool = True, disk: MemoryDisk | None = None) -> None:
        self.disk = disk or MemoryDisk()
        self.faults = Faults()
        self.files = MemoryFiles(self.disk, faults=self.faults, can_exchange=can_exchange)
        self.user = MemoryUser(self.disk)
        self.publisher = Publisher(self.files, now=clock())
        if disk is None:
            make_control(self.files)

    def publish(self, *wanted: Wanted, pack: str = PACK) -> list[Outcome]:
        """Stage and publish (path, bytes or state, prior); bytes are staged, a state alone is not."""
        with self.publisher.begin(pack) as staging:
            publications = [self.stage(staging, *one) for one in wanted]
            return self.publisher.publish(staging, publications)

    @staticmethod
    def stage(staging: Staging, path: str, what: bytes | State, prior: Held) -> Publication:
        """Return a publication, with a sealed file where it is of bytes."""
        if isinstance(what, State):
            return Publication(path=path, state=what, prior=prior)
        with staging.create(file_state(what)) as file:
            file.write(what)
            file.seal()
        return Publication(path=path, state=file.state, prior=prior, staged=file.path)

    def once(self, operation: str, act: Callable[[], None], *, nth: int = 1, after: bool = False) -> None:
        """Let the person act before the nth `operation` of the publisher, or right after it."""
        seen = 0
        armed = False

        def before(name: str, _path: str) -> None:
            nonlocal seen, armed
            if armed:
                armed = False
                act()
            if name == operation:
                seen += 1
                if seen == nth:
                    if after:
                        armed = True
                    else:
                        act()

        self.faults.before = before

    def trashed(self) -> list[bytes]:
        """Bytes of all files in the trash, oldest first."""
        files = self.user.files(control=True)
        return [files[trashed.path] for trashed in self.publisher.trash.entries()]

    def leftovers(self) -> list[str]:
        """Paths of files in staging area and journal."""
        inside = (".spicerack/staging/", ".spicerack/journal/")
        return [path for path in self.user.files(control=True) if path.startswith(inside)]

"""The spool: files on their way, in the root's control directory. What was cut goes on, if it is the same.

It lies where files are published from, so that each byte is written once: a file that is whole gets its name.
The name of a file in the spool is made of what the provider says of it: bytes of another version have another
name, and are never added to.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from services.acquirer.fetch.failure import of_site
from shared.model.entry import Fingerprint
from shared.roots.errors import MissingError, OccupiedError, StorageError
from shared.roots.port import Stat
from shared.roots.posix.control import CONTROL_MODE, FETCHED, make_control
from shared.roots.posix.files.port import Files, WritableFile

KEPT_SECONDS = 7 * 86_400
"""For which parts are kept that nobody goes on with."""

READ_CHUNK = 1024 * 1024

NANOSECONDS = 1_000_000_000


def spool_path(feed: str, stat: Stat) -> str:
    """Return where the bytes of one version of a file are kept."""
    told = f"{feed}\0{stat.path}\0{stat.size}\0{stat.version}".encode("utf-8", "surrogateescape")
    return f"{FETCHED}/{sha256(told).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Spool:
    """Files on their way into one root. All methods block.

    They raise GranuleError: the operator of the site must act.
    """

    files: Files

    def size(self, path: str) -> int:
        """Return the bytes that are there already."""
        with _told(), contextlib.suppress(MissingError):
            return self.files.status(path).fingerprint.size
        return 0

    def begin(self, path: str) -> WritableFile:
        """Open a file without bytes."""
        with _told():
            try:
                return self.files.create(path)
            except MissingError:
                self.prepare()
            except OccupiedError:
                self.files.remove(path)
            return self.files.create(path)

    def go_on(self, path: str, *, after: int) -> WritableFile:
        """Open a file to go on behind so many bytes."""
        with _told():
            return self.files.append(path, after=after)

    def write(self, file: WritableFile, data: bytes) -> None:
        """Write bytes to an open file."""
        with _told():
            file.write(data)

    def evidence(self, file: WritableFile) -> Fingerprint:
        """Return what tells that an open file was not written to since."""
        with _told():
            return file.status().fingerprint

    def read(self, path: str, size: int) -> Iterator[bytes]:
        """Yield the first bytes of a file."""
        with _told(), self.files.open(path) as file:
            at = 0
            while at < size and (data := file.read_at(at, min(READ_CHUNK, size - at))):
                yield data
                at += len(data)

    def drop(self, path: str) -> None:
        """Forget bytes."""
        with _told(), contextlib.suppress(MissingError):
            self.files.remove(path)

    def prepare(self) -> None:
        """Make the directory where it is missing."""
        make_control(self.files)
        with contextlib.suppress(OccupiedError):
            self.files.make_directory(FETCHED, mode=CONTROL_MODE)

    def sweep(self, now: float) -> None:
        """Remove parts that nobody has gone on with for long. Raises StorageError."""
        self.prepare()
        for listed, status in self.files.statuses(FETCHED):
            if isinstance(status, StorageError):
                continue
            if now - status.fingerprint.mtime_ns / NANOSECONDS > KEPT_SECONDS:
                with contextlib.suppress(MissingError):
                    self.files.remove(f"{FETCHED}/{listed.name}")


@dataclass(frozen=True, slots=True)
class SpooledBytes:
    """Implements `shared.model.reading.ReadAt` on a file of the spool."""

    files: Files
    path: str
    size: int

    def read_at(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from `offset`."""
        with _told(), self.files.open(self.path) as file:
            return file.read_at(offset, max(count, 0))


@contextlib.contextmanager
def opened_spool(open_files: Callable[[], Files]) -> Iterator[Spool]:
    """Open the spool of a root for the block. Raises GranuleError."""
    with _told():
        files = open_files()
    with contextlib.closing(files):
        yield Spool(files)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except StorageError as error:
        raise of_site(f"the spool in {FETCHED} cannot be used: {error}") from error

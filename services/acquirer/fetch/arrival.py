"""The arrival of one file in the spool: its bytes are written and hashed as they come."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from services.acquirer.fetch.digest import Digest
from services.acquirer.fetch.failure import of_provider
from services.acquirer.fetch.sidecar import Checksum
from services.acquirer.fetch.spool import Spool, spool_path
from shared.model.entry import Fingerprint
from shared.roots.errors import ChangedError
from shared.roots.port import Stat
from shared.roots.posix.files.port import WritableFile


class StoppedError(Exception):
    """The process is told to stop: what has come is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is known of a file before it comes."""

    feed: str
    """Its name."""
    size_max: int
    size: int | None = None
    """That its record says; None: none does."""
    checksum: Checksum | None = None


class Arrival:
    """Implements `Sink`. A context manager: the file is closed, and what has come stays.

    Args:
        spool: where the bytes go.
        expected: what is held against what comes.
        tell: takes lines of the conversation.
        stopped: whether the process ends.
    """

    def __init__(
        self, spool: Spool, expected: Expected, tell: Callable[[str], None], stopped: Callable[[], bool]
    ) -> None:
        self._spool = spool
        self._expected = expected
        self._tell = tell
        self._stopped = stopped
        self._opened = ExitStack()
        self._file: WritableFile | None = None
        self.stat: Stat | None = None
        self.path = ""
        """In the root's control directory."""
        self.start = 0
        """The bytes that were there before."""
        self.media_type = ""
        """As the provider calls it."""
        self.digest = Digest(expected.checksum)
        self.hashed: Fingerprint | None = None
        """Of the file, when all of its bytes were hashed."""

    def __enter__(self) -> "Arrival":
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def begins(self, stat: Stat) -> int:
        """Go on behind what is here of this version. Raises GranuleError where it is not what is expected."""
        self._tell(f"stat {stat.path}: {stat.size} bytes, {stat.version or 'no version'}")
        self._demand_expected(stat)
        self.stat, self.path = stat, spool_path(self._expected.feed, stat)
        here = self._spool.size(self.path) if stat.version else 0
        self.start = here if here <= stat.size else 0
        for data in self._spool.read(self.path, self.start) if self.start else ():
            self.digest.update(data)
        opened = (
            self._spool.go_on(self.path, after=self.start) if self.start else self._spool.begin(self.path)
        )
        self._file = self._opened.enter_context(opened)
        is_here = self.start and self.start == stat.size
        self._tell(
            f"read {stat.path}: all {self.start} bytes are here already"
            if is_here
            else f"read {stat.path} from byte {self.start}"
        )
        return self.start

    def takes(self, data: bytes) -> None:
        """Write and hash bytes. Raises ChangedError where more come than were announced, StoppedError."""
        stat, file = self._begun()
        self.digest.update(data)
        if self.digest.size > stat.size:
            raise ChangedError(f"{stat.path} was said to have {stat.size} bytes, and more came")
        self._spool.write(file, data)
        if self._stopped():
            raise StoppedError

    def is_called(self, media_type: str) -> None:
        """Keep what the provider calls the kind of the file."""
        self.media_type = media_type

    def ends(self) -> None:
        """Hold the count against the size, and take note of the file as its bytes were hashed."""
        stat, file = self._begun()
        size = self.digest.size
        self._tell(f"{size - self.start} bytes came")
        if size != stat.size:
            raise ChangedError(f"{stat.path} was said to have {stat.size} bytes, and {size} came")
        self.hashed = self._spool.evidence(file)

    def drop(self) -> None:
        """Forget what has come."""
        if self.path:
            self._spool.drop(self.path)

    def _demand_expected(self, stat: Stat) -> None:
        expected = self._expected
        if stat.size > expected.size_max:
            raise of_provider(f"{stat.path} has {stat.size} bytes; file_bytes_max allows {expected.size_max}")
        if expected.size not in (None, stat.size):
            raise of_provider(f"{stat.path} has {stat.size} bytes, and its record says {expected.size}")

    def _begun(self) -> tuple[Stat, WritableFile]:
        assert self.stat is not None, "a source tells of a file before it brings its bytes"
        assert self._file is not None, "as above"
        return self.stat, self._file

"""Helpers: a disk with a person at it, and an index that follows looks."""

from collections.abc import Iterable
from itertools import count

from services.manager.look.compare import Known, KnownTable, Look, compare
from services.manager.look.directory.scan import WHOLE, Scope, Seen, scan
from shared.model.entry import Fingerprint, Kind
from shared.model.links import MODE_MASK
from shared.roots.posix.files.port import DeniedError, FileType, Status
from testing.disk.disk import MemoryDisk
from testing.disk.files import MemoryFiles
from testing.disk.person import MemoryUser


class Desk:
    """A directory, the person who edits it, and the index of the manager."""

    def __init__(self) -> None:
        ticks = count(1_000)
        self.disk = MemoryDisk(clock=lambda: next(ticks))
        self.user = MemoryUser(self.disk)
        self.files = MemoryFiles(self.disk)
        self.index: dict[str, Known] = {}

    def deny(self, *paths: str, operations: tuple[str, ...] = ("list", "status", "open")) -> None:
        """Take the permission to read these paths away."""

        def before(operation: str, path: str) -> None:
            if path in paths and operation in operations:
                raise DeniedError(f"cannot read {path!r}: permission denied")

        self.files.faults.before = before

    def look(self, scope: Scope = WHOLE, **options: int) -> Look:
        """Compare the directory with the index."""
        known = KnownTable(self.index.values())
        return compare(scan(self.files, scope, is_known=self._holds_directory), known, **options)

    def _holds_directory(self, path: str) -> bool:
        return path in self.index and self.index[path].kind is Kind.DIRECTORY

    def follow(self, scope: Scope = WHOLE, **options: int) -> Look:
        """Look, and let the index follow."""
        look = self.look(scope, **options)
        for known in look.gone:
            del self.index[known.path]
        self.index.update((seen.path, known_of(seen)) for seen in look.changed)
        return look


def known_of(seen: Seen) -> Known:
    """What the index holds once it has taken a sight in."""
    is_file = seen.status.type is FileType.FILE
    return Known(
        path=seen.path,
        kind=Kind.FILE if is_file else Kind.DIRECTORY,
        fingerprint=seen.status.fingerprint if is_file else None,
        mode=seen.status.mode & MODE_MASK,
    )


def paths(items: Iterable[Seen | Known]) -> list[str]:
    """Name the paths, sorted."""
    return sorted(item.path for item in items)


def file_seen(path: str, *, size: int = 1, mtime_ns: int = 0, ctime_ns: int = 0) -> Seen:
    """Make a sight of a file."""
    fingerprint = Fingerprint(size=size, mtime_ns=mtime_ns, ctime_ns=ctime_ns, inode=1)
    return Seen(path, Status(FileType.FILE, fingerprint, 0o644))

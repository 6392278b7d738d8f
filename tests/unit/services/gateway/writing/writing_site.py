"""Helpers: a site's directory in memory, into which a gateway writes. No test module."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count

from blake3 import blake3

from shared.contracts.messages.transfers.want import Held
from shared.model.entry import DELETED, Kind, State
from shared.roots.posix.control import make_control
from shared.roots.posix.groups.group import Group, GroupChange, Stage
from shared.roots.posix.groups.group_files import GroupFiles
from shared.roots.posix.groups.site_writer import NotWritten, SiteWriter, recover_groups
from shared.roots.posix.groups.sources import FromUpload, Source
from shared.roots.posix.trash import Trash
from shared.roots.posix.uploads.upload_files import UploadFiles
from testing.disk.disk import MemoryDisk
from testing.disk.files import Faults, MemoryFiles
from testing.disk.person import MemoryUser

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
NOTHING = Held(kind=Kind.DELETED)


def now() -> datetime:
    """Return the one moment of these tests."""
    return NOW


def content(data: bytes) -> str:
    """Return the hash of bytes."""
    return blake3(data).hexdigest()


def file_state(data: bytes, *, mtime_ns: int = 7_000_000_000) -> State:
    """Return the state of a file with these bytes."""
    return State(kind=Kind.FILE, content=content(data), size=len(data), mtime_ns=mtime_ns, mode=0o644)


def held(data: bytes | None) -> Held:
    """Return a prior: a file with these bytes, or nothing."""
    return NOTHING if data is None else Held(kind=Kind.FILE, content=content(data))


class WritingSite:
    """A directory, a person at it, and a gateway that writes into it."""

    def __init__(self) -> None:
        self.disk = MemoryDisk(clock=count(1_000).__next__)
        self.user = MemoryUser(self.disk)
        self.faults = Faults()
        self.files = MemoryFiles(self.disk, faults=self.faults)
        self.writer = SiteWriter(lambda: MemoryFiles(self.disk, faults=self.faults), now=now)
        self.numbers = count(1)

    def person_has(self, files: Mapping[str, bytes]) -> None:
        """Let files stand, durably."""
        for path, data in files.items():
            self.user.write(path, data)
        self.user.sync()

    def upload(self, data: bytes) -> FromUpload:
        """Let bytes have come in."""
        upload_id = f"{next(self.numbers):032x}"
        make_control(self.files)
        with UploadFiles(self.files).begin(upload_id) as file:
            file.write(data)
            file.sync()
        return FromUpload(upload_id)

    def group(
        self,
        puts: Mapping[str, tuple[bytes | None, bytes]],
        deletes: Mapping[str, bytes] | None = None,
        *,
        together: bool = True,
    ) -> tuple[Group, dict[str, Source]]:
        """Return a group, from (what stood, what shall stand) by path, and its bytes as uploads."""
        changes = [
            GroupChange(path=path, prior=held(old), state=file_state(new))
            for path, (old, new) in puts.items()
        ]
        changes += [
            GroupChange(path=path, prior=held(old), state=DELETED) for path, old in (deletes or {}).items()
        ]
        group = Group(id=f"{next(self.numbers):032x}", at=NOW, together=together, changes=tuple(changes))
        return group, {path: self.upload(new) for path, (_, new) in puts.items()}

    def writes(
        self,
        puts: Mapping[str, tuple[bytes | None, bytes]],
        deletes: Mapping[str, bytes] | None = None,
    ) -> NotWritten | None:
        """Write a group."""
        group, sources = self.group(puts, deletes)
        return self.writer.write(group, sources)

    def restart(self) -> dict[str, Stage]:
        """Let a new gateway bring in order what a dead one left."""
        self.files = MemoryFiles(self.disk)
        self.faults = Faults()
        return recover_groups(self.files, now=now)

    def groups(self) -> list[Group]:
        """Return what is declared."""
        return list(GroupFiles(MemoryFiles(self.disk)).all())

    def trashed(self) -> set[str]:
        """Return the contents in the trash."""
        return {one.content for one in Trash(MemoryFiles(self.disk)).entries()}

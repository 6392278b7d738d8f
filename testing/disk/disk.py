"""A disk in memory that can crash: what was not synced is lost, kept or torn, as chance has it.

Model. A file's bytes and metadata are durable once the file is synced. Names are changes in a log;
`sync_directory` makes all changes of that directory durable, and with them every earlier change that
they build on. A crash keeps, for each directory, some first part of its changes; a change that
touches two directories (a rename, an exchange) is kept in both or in neither, as journalling file
systems do. That is all that Linux promises, and less than most of its file systems give.
"""

import random as randomness
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count

from shared.roots.posix.files.port import FileType
from testing.disk.name_folding import EXACT, NameFolding

SECTOR = 512
"""Bytes that a device writes as one: a torn file is a mixture of such pieces."""

SET_GROUP = 0o2000
"""Set-gid, of a directory: what is made in it gets its group (stat.S_ISGID)."""

TICK_NS = 1_000_000
"""How far the default clock goes on at each look."""


@dataclass(slots=True)
class Inode:
    """A file, directory or other thing, apart from its names."""

    number: int
    type: FileType
    mode: int
    mtime_ns: int
    ctime_ns: int
    data: bytearray = field(default_factory=bytearray)
    entries: dict[str, int] = field(default_factory=dict)
    links: int = 1
    writers: int = 0
    """Programs that have it open for writing."""
    attributes: dict[str, bytes] = field(default_factory=dict)
    """What hangs on the inode: `owner`, an ACL, whatever people put there."""
    durable_data: bytes = b""
    durable_mode: int = 0o600
    durable_mtime_ns: int = 0
    durable_attributes: dict[str, bytes] = field(default_factory=dict)
    dirty: bool = True

    def sync(self) -> None:
        """Make bytes and metadata durable."""
        if self.dirty:
            self.durable_data = bytes(self.data)
            self.durable_mode, self.durable_mtime_ns = self.mode, self.mtime_ns
            self.durable_attributes = dict(self.attributes)
            self.dirty = False


@dataclass(frozen=True, slots=True)
class Edit:
    """One name of one directory now means `inode`, or nothing."""

    directory: int
    name: str
    inode: int | None


@dataclass(frozen=True, slots=True)
class NameChange:
    """Edits that happen as one."""

    edits: tuple[Edit, ...]
    emptied: int | None = None
    """The directory that this removes: it cannot be gone while what was moved out of it is not."""

    @property
    def directories(self) -> set[int]:
        """Inodes of the directories whose earlier changes this builds on."""
        return {edit.directory for edit in self.edits} | ({self.emptied} if self.emptied else set())

    @property
    def below(self) -> set[int]:
        """Inodes that this gives names to: nothing happens in a directory that was never made."""
        return {edit.inode for edit in self.edits if edit.inode is not None}


def numbers_by_path(path: str) -> int:
    """Number inodes as mergerfs does by default: 64 bits, another number after each rename."""
    return int.from_bytes(blake2b(path.encode(), digest_size=8).digest(), "little")


class MemoryDisk:
    """Inodes, names, and what of both is durable. It survives a crash; open files and roots do not."""

    def __init__(
        self,
        *,
        clock: Callable[[], int] | None = None,
        names: NameFolding = EXACT,
        numbers: Callable[[str], int] | None = None,
    ) -> None:
        """Make an empty disk.

        Args:
            clock: returns nanoseconds since 1970; the default one only counts.
            names: what the disk overlooks in names.
            numbers: returns the inode number that a path has, where it changes with the name.
        """
        self.names = names
        self.numbers = numbers
        ticks = count(TICK_NS, TICK_NS)
        self.clock: Callable[[], int] = clock or (lambda: next(ticks))
        self.epoch = 0
        """Counts crashes: what was opened before one is dead."""
        self.locks: dict[int, object] = {}
        """Inode of a lock file -> who holds it."""
        self.volumes: dict[str, int] = {}
        """Top directories of other file systems, by name; they stay when they are not mounted."""
        self.mounted: dict[int, str] = {}
        """Inode of a directory that is covered -> name of the volume that covers it."""
        self._numbers = count(2)
        self._inodes: dict[int, Inode] = {}
        self._durable: dict[int, dict[str, int]] = {}
        self._log: list[NameChange] = []
        self.root = self.new_inode(FileType.DIRECTORY, 0o755).number

    def inode(self, number: int) -> Inode:
        """Return the inode of a number that some name means, or what is mounted over it."""
        volume = self.mounted.get(number) if self.mounted else None
        return self._inodes[number if volume is None else self.volumes[volume]]

    def mounts(self) -> dict[str, str]:
        """Return which volume is mounted where."""
        found: dict[str, str] = {}
        waiting = [("", self.root)] if self.mounted else []
        while waiting:
            path, number = waiting.pop()
            if number in self.mounted:
                found[path] = self.mounted[number]
            inode = self.inode(number)
            waiting += [(f"{path}/{name}" if path else name, below) for name, below in inode.entries.items()]
        return found

    def new_inode(self, kind: FileType, mode: int) -> Inode:
        """Return a new inode that has no name yet."""
        now = self.clock()
        inode = Inode(next(self._numbers), kind, mode, mtime_ns=now, ctime_ns=now)
        self._inodes[inode.number] = inode
        return inode

    def entry(self, directory: Inode, name: str) -> str | None:
        """Return the entry of a directory that answers to a name; None where none does."""
        if self.names.exact:
            return name if name in directory.entries else None
        return self.names.find(name, directory.entries)

    def apply(self, *edits: Edit, emptied: int | None = None) -> None:
        """Change names, as one; `emptied` is the directory that this removes."""
        now = self.clock()
        for edit in edits:
            directory = self._inodes[edit.directory]
            directory.mtime_ns = directory.ctime_ns = now
            for number in (directory.entries.get(edit.name), edit.inode):
                if number is not None:
                    self._inodes[number].ctime_ns = now
            _set(directory.entries, edit)
        self._log.append(NameChange(edits, emptied))

    def used_bytes(self) -> int:
        """Bytes of all files that have a name."""
        return sum(len(self._inodes[number].data) for number in self._reachable())

    def sync_names(self, directory: int) -> None:
        """Make the names in a directory durable, with every earlier change that they build on."""
        touched, kept = {directory}, set()
        for index in range(len(self._log) - 1, -1, -1):
            if touched & self._log[index].directories:
                touched |= self._log[index].directories
                kept.add(index)
        self._settle([change for index, change in enumerate(self._log) if index in kept])
        self._log = [change for index, change in enumerate(self._log) if index not in kept]
        self._inodes[directory].sync()

    def sync_all(self) -> None:
        """Make everything durable."""
        self._settle(self._log)
        self._log = []
        for inode in self._inodes.values():
            inode.sync()

    def crash(self, random: randomness.Random) -> None:
        """Lose power: keep what is durable and a random part of the rest, forget who had what open."""
        self.epoch += 1
        self.locks.clear()
        self._settle(self._surviving(random))
        self._log = []
        for inode in self._inodes.values():
            inode.entries = dict(self._durable.get(inode.number, {}))
        alive = self._reachable()
        self._inodes = {number: inode for number, inode in self._inodes.items() if number in alive}
        self._durable = {number: names for number, names in self._durable.items() if number in alive}
        for inode in self._inodes.values():
            _tear(inode, random)

    def _surviving(self, random: randomness.Random) -> list[NameChange]:
        likelihood = random.random()
        cut: set[int] = set()
        kept = []
        for change in self._log:
            if cut.isdisjoint(change.directories) and random.random() < likelihood:
                kept.append(change)
            else:
                cut |= change.directories | change.below
        return kept

    def _settle(self, changes: list[NameChange]) -> None:
        for change in changes:
            for edit in change.edits:
                _set(self._durable.setdefault(edit.directory, {}), edit)

    def _reachable(self) -> set[int]:
        roots = {self.root, *self.volumes.values(), *self.mounted}
        found, waiting = set(roots), list(roots)
        while waiting:
            for number in self._inodes[waiting.pop()].entries.values():
                if number not in found:
                    found.add(number)
                    waiting.append(number)
        return found


def inherited(directory: Inode) -> dict[str, bytes]:
    """Return what a file that is made in a directory gets: its group, if that is set-gid, its default ACL."""
    given = {}
    if directory.mode & SET_GROUP:
        given["group"] = directory.attributes.get("group", b"0")
    if "default-acl" in directory.attributes:
        given["acl"] = directory.attributes["default-acl"]
    return given


def _set(entries: dict[str, int], edit: Edit) -> None:
    if edit.inode is None:
        entries.pop(edit.name, None)
    else:
        entries[edit.name] = edit.inode


def _tear(inode: Inode, random: randomness.Random) -> None:
    """Leave of an unsynced file its old bytes, its new ones, or a mixture; likewise its metadata."""
    if not inode.dirty:
        return
    if inode.type is FileType.FILE and inode.data != inode.durable_data:
        old, new = inode.durable_data, bytes(inode.data)
        inode.data = bytearray(random.choice((old, new, _mixed(old, new, random))))
    if random.random() < 1 / 2:
        inode.mode, inode.mtime_ns = inode.durable_mode, inode.durable_mtime_ns
        inode.attributes = dict(inode.durable_attributes)
    inode.dirty = True
    inode.sync()


def _mixed(old: bytes, new: bytes, random: randomness.Random) -> bytes:
    """Return each sector as it was, as it should be, or zero, and of any length up to the longer one."""
    length = max(len(old), len(new))
    pieces = bytearray()
    for start in range(0, length, SECTOR):
        size = min(SECTOR, length - start)
        piece = random.choice((old, new, b""))[start : start + size]
        pieces += piece.ljust(size, b"\0")
    return bytes(pieces[: random.randint(0, length)])

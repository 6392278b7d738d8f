"""`Files` over a `MemoryDisk`: what the simulation runs on. Faults are set, crashes are the disk's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from shared.model.links import MODE_MASK, is_link, is_ours, may_stand
from shared.model.paths import CONTROL_DIRECTORY, ancestors
from shared.roots.posix.files.components import components
from shared.roots.posix.files.port import (
    FileType,
    Listed,
    MissingError,
    NoSpaceError,
    OccupiedError,
    OtherDeviceError,
    ReadableFile,
    Status,
    StorageError,
    TwinError,
    WritableFile,
    WrongTypeError,
)
from testing.disk.disk import SET_GROUP, Edit, Inode, MemoryDisk, inherited
from testing.disk.open_file import MemoryReadable, MemoryWritable, to_status

__all__ = ["Faults", "MemoryDisk", "MemoryFiles"]

NAME_MAX = 255
"""Bytes in one name, as on Linux' own file systems."""

UNLIMITED = 1 << 60
"""Bytes free where no capacity is set."""


def no_fault(_operation: str, _path: str) -> None:
    """Let every operation happen."""


@dataclass(slots=True)
class Faults:
    """What goes wrong; set it at any time."""

    capacity: int | None = None
    """Bytes that fit on the disk; None for no bound."""
    before: Callable[[str, str], None] = no_fault
    """Called with the port's method name and the path before anything is done; may raise a StorageError,
    or whatever else stops the process there."""


class MemoryFiles:
    """One mount of a disk by one process. Make a new one after a crash."""

    def __init__(self, disk: MemoryDisk, *, faults: Faults | None = None, can_exchange: bool = True) -> None:
        self.faults = faults or Faults()
        self._disk = disk
        self._epoch = disk.epoch
        self._can_exchange = can_exchange

    @property
    def can_exchange(self) -> bool:
        """Whether names can be swapped atomically."""
        return self._can_exchange

    def begin(self, operation: str, path: str) -> None:
        """Let faults happen, and stop a process that did not survive a crash or is closed."""
        if self._epoch != self._disk.epoch:
            raise RuntimeError("this process's files went away with the crash, or were closed; open new ones")
        self.faults.before(operation, path)

    def reserve(self, size: int, path: str) -> None:
        """Raises NoSpaceError where `size` more bytes do not fit."""
        if size > self._free():
            raise NoSpaceError(f"cannot write {path!r}: no space left; free some space or raise the quota")

    def status(self, path: str) -> Status:
        """Return what stands at `path`."""
        self.begin("status", path)
        inode = self._find(path)
        return self.numbered(replace(to_status(inode), type=_type_at(inode, path)), path)

    def list(self, path: str) -> Sequence[Listed]:
        """Return the entries of a directory, sorted by name."""
        self.begin("list", path)
        entries = self._directory(path).entries
        below = f"{path}/" if path else ""
        return [
            Listed(name, _type_at(self._disk.inode(entries[name]), below + name)) for name in sorted(entries)
        ]

    def statuses(self, path: str) -> Sequence[tuple[Listed, Status | StorageError]]:
        """Return the entries of a directory, sorted by name, each with its status or why there is none."""
        listed = self.list(path)
        return [
            (entry, self._status_or_error(f"{path}/{entry.name}" if path else entry.name)) for entry in listed
        ]

    def open(self, path: str) -> ReadableFile:
        """Open a regular file for reading."""
        self.begin("open", path)
        inode = self._find(path)
        if _type_at(inode, path) is not FileType.FILE:
            raise WrongTypeError(f"cannot open {path!r}: it is no regular file")
        return MemoryReadable(self, inode, path)

    def create(self, path: str) -> WritableFile:
        """Create a new regular file, mode 0600."""
        self.begin("create", path)
        parent, name = self._vacant("create", path)
        inode = self._disk.new_inode(FileType.FILE, 0o600)
        inode.attributes |= inherited(parent)
        self._disk.apply(Edit(parent.number, name, inode.number))
        return MemoryWritable(self, self._disk, inode, path)

    def append(self, path: str, *, after: int) -> WritableFile:
        """Open a regular file to write on after its first `after` bytes."""
        self.begin("append", path)
        inode = self._find(path)
        if inode.type is not FileType.FILE:
            raise WrongTypeError(f"cannot append to {path!r}: it is no regular file")
        if len(inode.data) < after:
            raise StorageError(f"cannot append to {path!r}: it has {len(inode.data)} bytes, not {after}")
        file = MemoryWritable(self, self._disk, inode, path)
        file.cut(after)
        return file

    def make_directory(self, path: str, *, mode: int = 0o755) -> None:
        """Make one directory."""
        self.begin("make_directory", path)
        parent, name = self._vacant("make directory", path)
        inode = self._disk.new_inode(FileType.DIRECTORY, parent.mode & SET_GROUP | mode)
        inode.attributes = dict(parent.attributes) if inherited(parent) else {}
        inode.durable_mode, inode.durable_mtime_ns = mode, inode.mtime_ns
        self._disk.apply(Edit(parent.number, name, inode.number))

    def move(self, source: str, target: str) -> None:
        """Rename, only where `target` is absent."""
        self.begin("move", source)
        inode = self._find(source)
        parent, name = self._vacant("move", target)
        self._on_one_volume(source, target)
        self._not_below(inode, source, target)
        self._rename(source, inode, parent, name)

    def exchange(self, one: str, other: str) -> None:
        """Swap two names atomically."""
        self.begin("exchange", one)
        first, second = self._find(one), self._find(other)
        if not self._can_exchange:
            raise StorageError(f"cannot exchange {one!r}: the file system does not know how")
        self._on_one_volume(one, other)
        self._not_below(first, one, other)
        self._not_below(second, other, one)
        (one_parent, one_name), (other_parent, other_name) = self._parent(one), self._parent(other)
        self._disk.apply(
            Edit(one_parent.number, one_name, second.number),
            Edit(other_parent.number, other_name, first.number),
        )

    def replace(self, source: str, target: str) -> None:
        """Rename over whatever file is at `target`."""
        self.begin("replace", source)
        inode = self._find(source)
        parent, name = self._parent(target)
        if self._is_other(name, components(target)[-1], target):
            twin = "/".join([*target.split("/")[:-1], name])
            raise TwinError(f"cannot replace {target!r}: it is taken for {twin!r}", twin=twin)
        present = parent.entries.get(name)
        if present is not None and (
            FileType.DIRECTORY in (inode.type, self._disk.inode(present).type) and present != inode.number
        ):
            raise WrongTypeError(f"cannot replace {target!r}: a directory is in the way")
        self._rename(source, inode, parent, name)

    def remove(self, path: str) -> None:
        """Remove a file or other non-directory."""
        self.begin("remove", path)
        if self._find(path).type is FileType.DIRECTORY:
            raise WrongTypeError(f"cannot remove {path!r}: it is a directory")
        parent, name = self._parent(path)
        self._disk.apply(Edit(parent.number, name, None))

    def remove_directory(self, path: str) -> None:
        """Remove an empty directory."""
        self.begin("remove_directory", path)
        inode = self._find(path)
        if inode.type is not FileType.DIRECTORY:
            raise WrongTypeError(f"cannot remove directory {path!r}: it is no directory")
        if inode.entries:
            raise OccupiedError(f"cannot remove directory {path!r}: it is not empty")
        parent, name = self._parent(path)
        self._disk.apply(Edit(parent.number, name, None), emptied=inode.number)

    def set_metadata(self, path: str, *, mtime_ns: int | None = None, mode: int | None = None) -> None:
        """Set metadata of the file or directory at `path`."""
        self.begin("set_metadata", path)
        inode = self._not_other("set metadata of", path)
        if mode is not None and is_link(mode) != is_link(inode.mode) and not is_ours(path):
            raise WrongTypeError(f"cannot set metadata of {path!r}: a link and a file change places")
        inode.mtime_ns = inode.mtime_ns if mtime_ns is None else mtime_ns
        inode.mode = inode.mode if mode is None else inode.mode & ~MODE_MASK | mode
        inode.ctime_ns, inode.dirty = self._disk.clock(), True

    def carry_over(self, source: str, target: str) -> str:
        """Give the file at `target` what hangs on the one at `source`; all of it can be carried here."""
        self.begin("carry_over", source)
        hanging, inode = self._not_other("read", source).attributes, self._not_other("write", target)
        if hanging:
            inode.attributes |= hanging
            inode.ctime_ns, inode.dirty = self._disk.clock(), True
        return ""

    def inherit(self, directory: str, targets: Sequence[str]) -> None:
        """Give new files what they would have got if they were made in `directory`."""
        self.begin("inherit", directory)
        given = inherited(self._directory(directory))
        for target in targets if given else ():
            inode = self._not_other("write", target)
            inode.attributes |= given
            inode.ctime_ns, inode.dirty = self._disk.clock(), True

    def sync_file(self, path: str) -> None:
        """Make content and metadata of the file or directory at `path` durable."""
        self.begin("sync_file", path)
        self._not_other("sync", path).sync()

    def sync_files(self, paths: Sequence[str]) -> Mapping[str, StorageError]:
        """Make content and metadata of many files or directories durable; return what failed, by path."""
        errors: dict[str, StorageError] = {}
        for path in paths:
            try:
                self.sync_file(path)
            except StorageError as error:
                errors[path] = error
        return errors

    def sync_directory(self, path: str) -> None:
        """Make the names in a directory durable."""
        self.begin("sync_directory", path)
        self._disk.sync_names(self._directory(path).number)

    def sync_all(self) -> None:
        """Make everything below the root durable."""
        self.begin("sync_all", "")
        self._disk.sync_all()

    def is_read_only(self) -> bool:
        """Tell that it takes writes."""
        self.begin("is_read_only", "")
        return False

    def free_bytes(self) -> int:
        """Return how many bytes can still be written."""
        self.begin("free_bytes", "")
        return self._free()

    def mounts(self) -> Mapping[str, str]:
        """Return which volumes of the disk are mounted below the root."""
        self.begin("mounts", "")
        return self._disk.mounts()

    @contextmanager
    def lock(self, path: str) -> Iterator[None]:
        """Hold the lock file at `path`."""
        self.begin("lock", path)
        number = self._lock_file(path).number
        if number in self._disk.locks:
            raise OccupiedError(f"{path!r} is locked by another worker")
        self._disk.locks[number] = self
        try:
            yield
        finally:
            if self._disk.locks.get(number) is self:
                del self._disk.locks[number]

    def close(self) -> None:
        """End the process' use of the disk, its locks included. Nothing is synced by it."""
        self._epoch = -1
        held = [number for number, holder in self._disk.locks.items() if holder is self]
        for number in held:
            del self._disk.locks[number]

    def numbered(self, status: Status, path: str) -> Status:
        """Give a status the number that the disk gives to what has this name now."""
        if self._disk.numbers is None:
            return status
        return replace(status, fingerprint=replace(status.fingerprint, inode=self._disk.numbers(path)))

    def _status_or_error(self, path: str) -> Status | StorageError:
        try:
            return self.status(path)
        except StorageError as error:
            return error

    def _free(self) -> int:
        if self.faults.capacity is None:
            return UNLIMITED
        return max(0, self.faults.capacity - self._disk.used_bytes())

    def _find(self, path: str) -> Inode:
        inode = self._disk.inode(self._disk.root)
        for name in components(path):
            entry = self._disk.entry(inode, name) if inode.type is FileType.DIRECTORY else None
            if entry is None or self._is_other(entry, name, path):
                raise MissingError(f"nothing is at {path!r}: there is no {name!r}")
            inode = self._disk.inode(inode.entries[entry])
        return inode

    def _is_other(self, entry: str, name: str, path: str) -> bool:
        """Tell whether the entry that answered to a name is another one."""
        return entry != name and not path.startswith(f"{CONTROL_DIRECTORY}/")

    def _directory(self, path: str) -> Inode:
        inode = self._find(path)
        if inode.type is not FileType.DIRECTORY:
            raise WrongTypeError(f"{path!r} is no directory")
        return inode

    def _parent(self, path: str) -> tuple[Inode, str]:
        """Return the directory above `path`, and the last name."""
        names = components(path)
        if not names:
            raise StorageError("the root itself cannot be made, moved or removed")
        parent = self._find("/".join(names[:-1]))
        if parent.type is not FileType.DIRECTORY:
            raise MissingError(f"nothing is at {path!r}: what is above it is no directory")
        if len(names[-1].encode()) > NAME_MAX:
            raise StorageError(f"the name {names[-1]!r} has over {NAME_MAX} bytes")
        return parent, self._disk.entry(parent, names[-1]) or names[-1]

    def _vacant(self, operation: str, path: str) -> tuple[Inode, str]:
        parent, entry = self._parent(path)
        name = components(path)[-1]
        taken, kept = entry in parent.entries, self._disk.names.kept(name)
        if taken and not self._is_other(entry, name, path):
            raise OccupiedError(f"cannot {operation} {path!r}: something is there already")
        if taken or self._is_other(kept, name, path):
            twin = "/".join([*path.split("/")[:-1], entry if taken else kept])
            raise TwinError(f"cannot {operation} {path!r}: it is taken for {twin!r}", twin=twin)
        return parent, kept

    def _not_other(self, operation: str, path: str) -> Inode:
        inode = self._find(path)
        if _type_at(inode, path) is FileType.OTHER:
            raise WrongTypeError(f"cannot {operation} {path!r}: it is no file or directory")
        return inode

    def _on_one_volume(self, one: str, other: str) -> None:
        if self._disk.mounted and self._volume(one) != self._volume(other):
            raise OtherDeviceError(f"cannot rename {one!r} to {other!r}: they lie on different file systems")

    def _volume(self, path: str) -> str:
        """Return where the volume is mounted that holds the directory of a path."""
        above = set(ancestors(path))
        return max((mount for mount in self._disk.mounts() if mount in above), key=len, default="")

    def _not_below(self, inode: Inode, source: str, target: str) -> None:
        if inode.type is FileType.DIRECTORY and f"{target}/".startswith(f"{source}/"):
            raise StorageError(f"cannot move {source!r} below itself")

    def _rename(self, source: str, inode: Inode, target: Inode, name: str) -> None:
        parent, old_name = self._parent(source)
        self._disk.apply(Edit(parent.number, old_name, None), Edit(target.number, name, inode.number))

    def _lock_file(self, path: str) -> Inode:
        parent, name = self._parent(path)
        if name not in parent.entries:
            inode = self._disk.new_inode(FileType.FILE, 0o600)
            self._disk.apply(Edit(parent.number, name, inode.number))
        return self._not_other("lock", path)


def _type_at(inode: Inode, path: str) -> FileType:
    """Return what an inode is at a path: a link that leads out from there is none of the collection's."""
    leads_out = is_link(inode.mode) and not may_stand(path, bytes(inode.data))
    return FileType.OTHER if leads_out else inode.type

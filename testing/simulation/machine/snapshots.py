"""Copies of a whole disk, as a backup keeps them, and putting one back."""

from dataclasses import dataclass, field, replace

from shared.model.paths import CONTROL_DIRECTORY
from shared.roots.posix.files.port import FileType
from testing.disk.disk import Edit, Inode, MemoryDisk


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One file or directory of a copy, with all below it."""

    type: FileType
    mode: int
    mtime_ns: int
    data: bytes
    entries: dict[str, "Snapshot"] = field(default_factory=dict)


def take_snapshot(disk: MemoryDisk) -> Snapshot:
    """Return a copy of all files, SpiceRack's own included."""
    return _copy(disk, disk.inode(disk.root))


def without_control(snapshot: Snapshot) -> Snapshot:
    """Return what a backup keeps that leaves our own directory out."""
    entries = {name: copy for name, copy in snapshot.entries.items() if name != CONTROL_DIRECTORY}
    return replace(snapshot, entries=entries)


def put_back(disk: MemoryDisk, snapshot: Snapshot) -> None:
    """Let the disk hold what the copy holds, durably: other inodes, the old times of modification."""
    root = disk.inode(disk.root)
    for name in list(root.entries):
        disk.apply(Edit(root.number, name, None))
    _fill(disk, root, snapshot)
    disk.sync_all()


def paths_on(disk: MemoryDisk) -> set[str]:
    """Return the paths of all files and (with a slash) directories, those of SpiceRack left out."""
    found: set[str] = set()
    _list(disk, disk.inode(disk.root), "", found)
    return found


def _list(disk: MemoryDisk, directory: Inode, prefix: str, found: set[str]) -> None:
    for name, number in directory.entries.items():
        inode = disk.inode(number)
        if inode.type is not FileType.DIRECTORY:
            found.add(prefix + name)
        elif prefix + name != CONTROL_DIRECTORY:
            found.add(f"{prefix}{name}/")
            _list(disk, inode, f"{prefix}{name}/", found)


def _copy(disk: MemoryDisk, inode: Inode) -> Snapshot:
    entries = {name: _copy(disk, disk.inode(number)) for name, number in sorted(inode.entries.items())}
    return Snapshot(inode.type, inode.mode, inode.mtime_ns, bytes(inode.data), entries)


def _fill(disk: MemoryDisk, inode: Inode, snapshot: Snapshot) -> None:
    for name, copy in snapshot.entries.items():
        made = disk.new_inode(copy.type, copy.mode)
        made.data = bytearray(copy.data)
        disk.apply(Edit(inode.number, name, made.number))
        _fill(disk, made, copy)
        made.mtime_ns, made.mode = copy.mtime_ns, copy.mode

"""A simulated person, who edits the files of a `MemoryDisk` directly: no faults, no port, no manners."""

from shared.model.links import LINK_MODE, is_link, may_stand
from shared.model.paths import CONTROL_DIRECTORY
from shared.roots.posix.files.port import FileType
from testing.disk.disk import Edit, Inode, MemoryDisk


class MemoryUser:
    """Works on the disk as other programs on the host would. What it does is not synced."""

    def __init__(self, disk: MemoryDisk, *, umask: int = 0o022) -> None:
        self._disk = disk
        self._umask = umask

    def write(self, path: str, data: bytes) -> None:
        """Write a file in place: the same inode where it exists; directories above are made."""
        parent, name = self._parent(path)
        number = parent.entries.get(name)
        if number and is_link(self._disk.inode(number).mode):
            number = None  # another file takes the place of a link: nobody writes into one
        inode = self._disk.inode(number) if number else self._new(FileType.FILE)
        inode.data = bytearray(data)
        inode.mtime_ns = inode.ctime_ns = self._disk.clock()
        inode.dirty = True
        if not number:
            self._disk.apply(Edit(parent.number, name, inode.number))

    def save(self, path: str, data: bytes) -> None:
        """Write a file as editors do: a temporary one beside it, renamed over it."""
        *above, name = path.split("/")
        temporary = "/".join([*above, f".{name[:200]}.part"])
        self.write(temporary, data)
        self.rename(temporary, path)

    def make_link(self, path: str, target: str) -> None:
        """Make a symbolic link that stays inside, in the place of whatever file is there."""
        parent, name = self._parent(path)
        inode = self._disk.new_inode(FileType.FILE, LINK_MODE)
        inode.data = bytearray(target.encode())
        inode.mtime_ns = inode.ctime_ns = self._disk.clock()
        inode.sync()  # a link has its target with its name
        self._disk.apply(Edit(parent.number, name, inode.number))

    def stands_at(self, path: str, other: str) -> bool:
        """Tell whether a file would be one at another path: a link may lead out from there."""
        inode = self._at(path)
        return not is_link(inode.mode) or may_stand(other, bytes(inode.data))

    def link(self, path: str, other: str) -> None:
        """Let a file have one more name: a hard link."""
        inode, (parent, name) = self._at(path), self._parent(other)
        inode.links += 1
        self._disk.apply(Edit(parent.number, name, inode.number))

    def touch(self, path: str, mtime_ns: int) -> None:
        """Set the time of modification, be it one that nobody can keep."""
        inode = self._at(path)
        inode.mtime_ns, inode.ctime_ns, inode.dirty = mtime_ns, self._disk.clock(), True

    def rot(self, path: str) -> None:
        """Let a bit of a file turn over, as disks do: nobody wrote, so that no time of it changes."""
        self._at(path).data[0] ^= 1

    def hold_open(self, path: str) -> None:
        """Open a file for writing, and keep it open."""
        self._at(path).writers += 1

    def let_go(self, path: str) -> None:
        """Close what `hold_open` opened."""
        self._at(path).writers -= 1

    def delete(self, path: str) -> None:
        """Delete a file, or a directory with all below it."""
        parent, name = self._parent(path)
        self._disk.apply(Edit(parent.number, name, None))

    def rename(self, source: str, target: str) -> None:
        """Rename over whatever is at `target`."""
        (parent, name), (target_parent, target_name) = self._parent(source), self._parent(target)
        if (parent.number, name) == (target_parent.number, target_name):  # in another case, say
            target_name = self._disk.names.kept(target.rpartition("/")[2])
        number = parent.entries[name]
        self._disk.apply(Edit(parent.number, name, None), Edit(target_parent.number, target_name, number))

    def make_directory(self, path: str) -> None:
        """Make a directory, and those above it."""
        self._enter(path.split("/"))

    def make_other(self, path: str) -> None:
        """Make a link that leads out, or a special file: something that SpiceRack only reports."""
        parent, name = self._parent(path)
        inode = self._disk.new_inode(FileType.OTHER, 0o777)
        self._disk.apply(Edit(parent.number, name, inode.number))

    def mount(self, path: str, volume: str) -> None:
        """Mount a volume, made where there is none of this name, over the directory at `path`."""
        parent, name = self._parent(path)
        self.make_directory(path)
        if volume not in self._disk.volumes:
            self._disk.volumes[volume] = self._disk.new_inode(FileType.DIRECTORY, 0o755).number
        self._disk.mounted[parent.entries[name]] = volume

    def unmount(self, path: str) -> None:
        """Take the volume away that is mounted at `path`."""
        parent, name = self._parent(path)
        del self._disk.mounted[parent.entries[name]]

    def chmod(self, path: str, mode: int) -> None:
        """Change the permission bits."""
        inode = self._at(path)
        if not is_link(inode.mode):
            inode.mode, inode.ctime_ns, inode.dirty = mode, self._disk.clock(), True

    def hang(self, path: str, name: str, value: bytes) -> None:
        """Hang an attribute on a file or directory: `owner`, `group`, `acl`, `default-acl`, or any other."""
        inode = self._at(path)
        inode.attributes[name] = value
        inode.ctime_ns, inode.dirty = self._disk.clock(), True

    def hanging(self, path: str) -> dict[str, bytes]:
        """Return what hangs on a file or directory."""
        return dict(self._at(path).attributes)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None where no file is."""
        return self.files(control=True).get(path)

    def sync(self) -> None:
        """Make all durable."""
        self._disk.sync_all()

    def files(self, *, control: bool = False) -> dict[str, bytes]:
        """Return all files with their bytes, sorted by path; those of SpiceRack itself on demand."""
        found: dict[str, bytes] = {}
        self._collect(self._disk.inode(self._disk.root), "", found)
        return {
            path: data
            for path, data in sorted(found.items())
            if control or path.split("/", 1)[0] != CONTROL_DIRECTORY
        }

    def _collect(self, directory: Inode, prefix: str, found: dict[str, bytes]) -> None:
        for name, number in directory.entries.items():
            inode = self._disk.inode(number)
            if inode.type is FileType.DIRECTORY:
                self._collect(inode, f"{prefix}{name}/", found)
            elif inode.type is FileType.FILE:
                found[prefix + name] = bytes(inode.data)

    def _new(self, kind: FileType) -> Inode:
        """Make an inode with the bits that the person's umask leaves (umask(2))."""
        given = 0o777 if kind is FileType.DIRECTORY else 0o666
        return self._disk.new_inode(kind, given & ~self._umask)

    def _at(self, path: str) -> Inode:
        parent, name = self._parent(path)
        return self._disk.inode(parent.entries[name])

    def _parent(self, path: str) -> tuple[Inode, str]:
        *above, name = path.split("/")
        parent = self._enter(above)
        return parent, self._disk.entry(parent, name) or self._disk.names.kept(name)

    def _enter(self, names: list[str]) -> Inode:
        inode = self._disk.inode(self._disk.root)
        for name in names:
            entry = self._disk.entry(inode, name)
            if entry is None:
                made, entry = self._new(FileType.DIRECTORY), self._disk.names.kept(name)
                self._disk.apply(Edit(inode.number, entry, made.number))
            inode = self._disk.inode(inode.entries[entry])
            if inode.type is not FileType.DIRECTORY:
                raise NotADirectoryError(f"{entry!r} is no directory: nothing can be put below it")
        return inode

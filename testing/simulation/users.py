"""A simulated person at one site, who works on the files by seed and minds nobody."""

from collections.abc import Callable, Sequence

from blake3 import blake3

from shared.model.numbers import INT64_MAX, INT64_MIN
from shared.model.paths import ancestors
from shared.roots.posix.files.port import FileType
from testing.disk.disk import MemoryDisk
from testing.disk.person import MemoryUser
from testing.simulation.census import Happening
from testing.simulation.scheduling.choices import Choices

PATHS: tuple[str, ...] = (
    "a.bsp",
    "b.tls",
    "kernels/a.bsp",
    "kernels/c.tf",
    "kernels",
    "mk/all.tm",
    "deep/er/d.bc",
)
"""Few names, so that sites meet on them; `kernels` is a directory, or a file, or one after the other."""

SIZE_MAX = 3000
"""Bytes of one file: several sectors, so that a crash can tear it."""

APPENDS = 0.3
"""How often new bytes are old ones with some more, so that deltas travel."""

RECASES = 5
"""How many times as often as another act files are renamed in case alone, where that is looked for."""

ODDITIES = 3
"""As above, of links, times and empty files, where those are looked for."""

MODES = (0o644, 0o600, 0o444)

UMASKS = (0o022, 0o077, 0o002, 0o027)
"""Of people who share a collection: the bits of what they make differ."""

EDGE_TIMES = (0, -1, 10**9 - 1, INT64_MIN, INT64_MAX, INT64_MIN - 10**9, INT64_MAX + 10**9, 2**34 * 10**9)
"""Nanoseconds at and beyond the edges of what is kept: 1677, 1901, 1970, 2262; ext4 ends in 2446."""


class SimulatedUser:
    """Edits, renames, deletes, and swaps files for directories."""

    def __init__(
        self,
        choices: Choices,
        disk: MemoryDisk,
        *,
        name: str,
        paths: Sequence[str] = PATHS,
        recases: bool = False,
        oddities: bool = False,
        destroys: Callable[[str], None] | None = None,
        note: Callable[[str], None] | None = None,
        count: Callable[[Happening], None] | None = None,
    ) -> None:
        """Work on `disk`.

        Args:
            choices: the run's choices.
            disk: the site's disk.
            name: what labels and traces call the person.
            paths: where they work.
            recases: whether they also rename files in case alone.
            oddities: whether they also make links of both kinds, empty files and odd times, and have
                an umask of their own.
            destroys: called with the hash of each content of which a copy is about to go by their doing.
            note: called with a text for the trace.
            count: called for each thing that they did.
        """
        self.written: set[str] = set()
        """Hashes of all contents they ever wrote."""
        self.worked_at: set[str] = set()
        """Hashes of all contents that they wrote, or whose files they gave other names or attributes."""
        self.halves: set[str] = set()
        """Hashes of what stood where they were still writing: for nobody else to see."""
        self._choices = choices
        self._label = f"user.{name}"
        self._paths = tuple(paths)
        self._actions: tuple[Callable[[str], None], ...] = (
            *(self._save, self._write, self._delete, self._rename, self._chmod),
            *((self._recase,) * RECASES if recases else ()),
            *((self._link, self._touch, self._empty, self._point) * ODDITIES if oddities else ()),
        )
        self._disk = disk
        umask = choices.pick(f"{self._label}.umask", UMASKS) if oddities else UMASKS[0]
        self._user = MemoryUser(disk, umask=umask)
        self._destroys = destroys or (lambda _: None)
        self._note = note or (lambda _: None)
        self._counted = count or (lambda _: None)
        self._count = 0
        self._remembered: list[bytes] = []

    def works_at(self, path: str) -> bool:
        """Tell whether a path is one of theirs."""
        return path in self._paths

    def choose(self) -> str:
        """Return the path that they work at next."""
        return self._choices.pick(f"{self._label}.path", self._paths)

    def act(self, path: str | None = None) -> None:
        """Do one thing, at one of their paths or at this one."""
        path = path or self.choose()
        action = self._choices.pick(f"{self._label}.action", self._actions)
        self._note(f"{self._label} {action.__name__.strip('_')} {path}")
        # Whatever stands there when they are done is their work, and so is what they took away from there.
        self._works_at(path)
        action(path)
        self._works_at(path)

    def edit(self, path: str) -> None:
        """Give the file at this path another content, in one of the two ways of editors."""
        action = self._choices.pick(f"{self._label}.edit", (self._save, self._write))
        self._note(f"{self._label} {action.__name__.strip('_')} {path}")
        action(path)

    def scribble(self, path: str) -> None:
        """Write into the file at this path, in place: who has it open sees other bytes from now on."""
        self._note(f"{self._label} write {path}")
        self._write(path)

    def begin_download(self) -> Callable[[], None]:
        """Write the first half of a new file, and keep it open; return what writes the rest and closes it."""
        data = self._content()
        path, half = f"incoming/{self._count}.bin", data[: len(data) // 2]
        self.halves.add(_hash(half))
        self._user.write(path, half)
        self._user.hold_open(path)
        self._note(f"{self._label} begins {path}")
        self._counted(Happening.DOWNLOAD)

        def finish() -> None:
            self._note(f"{self._label} finishes {path}")
            self._user.write(path, data)
            self._user.let_go(path)

        return finish

    def write(self, path: str, data: bytes) -> None:
        """Put a file, whatever was there."""
        self._clear_for(path)
        self.written.add(_hash(data))
        self._user.write(path, data)

    def _save(self, path: str) -> None:
        self._clear_for(path)
        self._user.save(path, self._content())
        self._counted(Happening.EDIT)

    def _write(self, path: str) -> None:
        self._clear_for(path)
        self._user.write(path, self._content())
        self._counted(Happening.EDIT)

    def _delete(self, path: str) -> None:
        if self._goes(path):
            self._user.delete(path)
            self._counted(Happening.DELETION)

    def _rename(self, path: str) -> None:
        target = self._choices.pick(f"{self._label}.target", self._paths)
        nested = f"{target}/".startswith(f"{path}/") or f"{path}/".startswith(f"{target}/")
        if path in self._user.files() and not nested and self._user.stands_at(path, target):
            self._clear_for(target)
            self._user.rename(path, target)
            self._counted(Happening.RENAME)

    def _recase(self, path: str) -> None:
        """Rename a file in case alone, or back."""
        files, (directory, slash, name) = self._user.files(), path.rpartition("/")
        other = f"{directory}{slash}{name.swapcase()}"
        source, target = (path, other) if path in files else (other, path)
        if source in files and target not in files:
            self._user.rename(source, target)
            self._counted(Happening.CASE_CHANGE)

    def _chmod(self, path: str) -> None:
        if path in self._user.files():
            self._user.chmod(path, self._choices.pick(f"{self._label}.mode", MODES))
            self._counted(Happening.MODE_CHANGE)

    def _link(self, path: str) -> None:
        """Give a file another name, so that who writes through one changes both."""
        target = self._choices.pick(f"{self._label}.target", self._paths)
        path = self._there(path)
        nested = f"{target}/".startswith(f"{path}/") or f"{path}/".startswith(f"{target}/")
        if path and not nested and self._user.stands_at(path, target):
            self._clear_for(target)
            self._user.link(path, target)
            self._counted(Happening.LINK)

    def _point(self, path: str) -> None:
        """Make a symbolic link to another of their paths, whether a file is there or not."""
        target = self._choices.pick(f"{self._label}.target", self._paths)
        pointed = "../" * path.count("/") + target
        self._clear_for(path)
        self.written.add(_hash(pointed.encode()))
        self._user.make_link(path, pointed)
        self._counted(Happening.SYMBOLIC_LINK)

    def _touch(self, path: str) -> None:
        if path := self._there(path):
            self._user.touch(path, self._choices.pick(f"{self._label}.time", EDGE_TIMES))
            self._counted(Happening.EDGE_TIME)

    def _works_at(self, path: str) -> None:
        """Take note of the contents at a path, in whatever case its name is, and of all they wrote."""
        key = self._disk.names.key
        here = (data for at, data in self._user.files().items() if key(at) == key(path))
        self.worked_at |= {*map(_hash, here), *self.written}

    def _there(self, path: str) -> str:
        """Return the path of a file: this one, or where nothing is there another one's; empty for none.

        What is in it is worked at, whoever wrote it.
        """
        files = [one for one in self._paths if one in self._user.files()]
        if path not in files:
            path = self._choices.pick(f"{self._label}.other", files) if files else ""
        if path:
            self._works_at(path)
        return path

    def _empty(self, path: str) -> None:
        self.write(path, b"")
        self._counted(Happening.EMPTIED)

    def _clear_for(self, path: str) -> None:
        """Make room for a file: nothing below its path, no file above it."""
        key = self._disk.names.key
        files = {key(at) for at in self._user.files()}
        for above in ancestors(path):
            if key(above) in files:  # in another case, too, where this disk takes both for one name
                self._goes(above)
                self._user.delete(above)
                self._counted(Happening.SWAP)
        self._goes(path)
        if self._is_directory(path):
            self._user.delete(path)
            self._counted(Happening.SWAP)

    def _is_directory(self, path: str) -> bool:
        inode = self._disk.inode(self._disk.root)
        for name in path.split("/"):
            entry = self._disk.entry(inode, name)
            if entry is None:
                return False
            inode = self._disk.inode(inode.entries[entry])
        return inode.type is FileType.DIRECTORY

    def _goes(self, path: str) -> bool:
        """Tell who asks of each content at and below a path; return whether there is any."""
        key = self._disk.names.key
        files, own = self._user.files(), key(path)
        gone = [data for at, data in files.items() if key(at) == own or key(at).startswith(f"{own}/")]
        for data in gone:
            self._destroys(_hash(data))
        return bool(gone)

    def _content(self) -> bytes:
        """Return new bytes, or now and then bytes that were there before."""
        if self._remembered and self._choices.chance(f"{self._label}.reverts", 0.1):
            return self._choices.pick(f"{self._label}.reverts-to", self._remembered)
        self._count += 1
        words = f"{self._label} {self._count} ".encode()
        size = self._choices.integer(f"{self._label}.size", len(words), SIZE_MAX)
        data = (words * (size // len(words) + 1))[:size]
        if self._remembered and self._choices.chance(f"{self._label}.appends", APPENDS):
            data = self._remembered[-1][:SIZE_MAX] + words
        self._remembered.append(data)
        self.written.add(_hash(data))
        return data


def _hash(data: bytes) -> str:
    return blake3(data).hexdigest()

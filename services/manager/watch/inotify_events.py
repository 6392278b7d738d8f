"""Dirty directories, from inotify events. Pure: inotify(7) is the source of the rules.

Files being written tell by IN_CLOSE_WRITE, not by IN_MODIFY, which would flood the queue with every
write; who keeps a file open for ever is found by the look at the whole root every now and then.
"""

from dataclasses import dataclass, field

from shared.model.paths import CONTROL_DIRECTORY, PathError, check_path, lies_in_control

ATTRIB = 0x00000004
CLOSE_WRITE = 0x00000008
MOVED_FROM = 0x00000040
MOVED_TO = 0x00000080
CREATE = 0x00000100
DELETE = 0x00000200
DELETE_SELF = 0x00000400
MOVE_SELF = 0x00000800
UNMOUNT = 0x00002000
Q_OVERFLOW = 0x00004000
IGNORED = 0x00008000
ONLYDIR = 0x01000000
EXCL_UNLINK = 0x04000000
ISDIR = 0x40000000

WATCHED = ATTRIB | CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE | DELETE_SELF | MOVE_SELF
APPEARED = CREATE | MOVED_TO
COMPLETED = CLOSE_WRITE | MOVED_TO
DISAPPEARED = DELETE | MOVED_FROM
CLOSED_MAX = 64
"""Files named as closed between two tellings: of more that come at once, all wait until they are quiet."""

ROOT_LOST = DELETE_SELF | MOVE_SELF | IGNORED


class WatchTable:
    """Which watch descriptor stands for which directory. A moved directory keeps its descriptor."""

    def __init__(self) -> None:
        self._paths: dict[int, str] = {}
        self._descriptors: dict[str, int] = {}

    def __len__(self) -> int:
        """Return how many directories are watched."""
        return len(self._paths)

    def __contains__(self, path: str) -> bool:
        """Tell whether the directory is watched."""
        return path in self._descriptors

    def path(self, descriptor: int) -> str | None:
        """Return the directory of a descriptor, or None for one that is not watched any more."""
        return self._paths.get(descriptor)

    def add(self, descriptor: int, path: str) -> None:
        """Note that `descriptor` stands for `path`, and nothing else does."""
        self.drop(descriptor)
        former = self._descriptors.get(path)
        if former is not None:
            self.drop(former)
        self._paths[descriptor] = path
        self._descriptors[path] = descriptor

    def drop(self, descriptor: int) -> None:
        """Forget a descriptor."""
        path = self._paths.pop(descriptor, None)
        if path is not None:
            self._descriptors.pop(path, None)

    def below(self, directories: set[str]) -> list[int]:
        """Return the descriptors of these directories and of all below them."""
        return [number for number, path in self._paths.items() if _is_in(path, directories)]


def _is_in(path: str, directories: set[str]) -> bool:
    end = len(path)
    while end > 0:
        if path[:end] in directories:
            return not lies_in_control(path)
        end = path.rfind("/", 0, end)
    return False


@dataclass(slots=True, kw_only=True)
class Gathered:
    """What events have told since it was last taken."""

    directories_max: int
    dirty: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    """Files that were closed after writing, or renamed into place; not all of many."""
    appeared: set[str] = field(default_factory=set)
    """Directories to be watched, with all below."""
    disappeared: set[str] = field(default_factory=set)
    """Directories whose watches, and all below, stand for a wrong path now."""
    lost: str = ""
    """Why events are missing, or watches cannot be trusted; empty while all is well."""

    @property
    def anything(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.dirty or self.lost)

    def note(self, table: WatchTable, *, descriptor: int | None, mask: int, name: str | None) -> None:
        """Take one event in. `name` is the entry's, or None for an event on the directory itself."""
        if mask & Q_OVERFLOW:
            self.lost = "the kernel's queue of events overflowed"
        path = table.path(descriptor) if descriptor is not None else None
        if path is None or descriptor is None:
            return  # Its directory was moved or replaced: that event, or the walk under way, tells more.
        if mask & UNMOUNT or (path == "" and name is None and mask & ROOT_LOST):
            self.lost = f"{path or 'the root'} was unmounted, moved or removed"
        if mask & IGNORED:
            table.drop(descriptor)
        elif name is not None:
            self._entry(table, path, name, mask)

    def _entry(self, table: WatchTable, directory: str, name: str, mask: int) -> None:
        if directory == "" and name == CONTROL_DIRECTORY:
            return
        self.dirty.add(directory)
        child = f"{directory}/{name}" if directory else name
        if mask & COMPLETED and not mask & ISDIR and len(self.closed) < CLOSED_MAX:
            self.closed.add(child)
        if mask & ISDIR:
            if (mask & APPEARED or (mask & ATTRIB and child not in table)) and may_be_watched(child):
                self.appeared.add(child)
            if mask & DISAPPEARED:
                self.disappeared.add(child)
        if len(self.dirty) + len(self.appeared) + len(self.disappeared) > self.directories_max:
            self.lost = f"over {self.directories_max} directories changed at once"


def may_be_watched(path: str) -> bool:
    """Tell whether a directory can be part of a collection, and so is worth a watch."""
    try:
        check_path(path)
    except PathError:
        return False
    return not lies_in_control(path)

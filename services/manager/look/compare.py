"""The comparison of a scan with what the index last held. Pure.

Evidence is positive only: a path is gone when a complete listing of its directory lacks it, or when a
directory above it is gone by that rule. Everything else that was not seen is unknown, and left alone.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from services.manager.look.directory.scan import Listing, ScanItem, Seen
from services.manager.look.finished.in_work import companions
from services.manager.look.ignores.ignored_paths import by_directory
from services.manager.look.problems import InWork, Problem, Twins, Unreadable
from shared.model.entry import Fingerprint, Kind
from shared.model.links import MODE_MASK
from shared.model.paths import parent
from shared.roots.posix.files.port import FileType, Status

CHANGED_MAX = 100_000
"""Changes of one look, some 1 KiB of memory each; the rest waits for the next look."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the index held at a path when it was last looked at. Never a tombstone."""

    path: str
    kind: Kind
    fingerprint: Fingerprint | None
    """None for a directory, or where a file must be hashed again."""
    mode: int


class KnownPaths(Protocol):
    """What the index last held."""

    def children(self, directory: str) -> Iterable[Known]:
        """Return what is directly in `directory`, in any order; the root is the empty string."""

    def below(self, directory: str) -> Iterable[Known]:
        """Return all that is below `directory`, at any depth, in any order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look found, set against the index."""

    changed: tuple[Seen, ...] = ()
    """New, or of another kind, fingerprint or mode: to be hashed. Ordered as scanned."""
    gone: tuple[Known, ...] = ()
    """In the index and certainly not in the directory any more, sorted by path. Empty if `postponed`."""
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    files: int = 0
    """Files seen, changed or not."""
    directories: int = 0
    """Directories that were listed whole."""
    postponed: int = 0
    """Changes over the bound, left to the next look; deletions wait until there are none."""
    root_listed: bool = False
    """Whether the root itself was listed whole in this look."""
    ignored: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """By directory: how many names are not published, and the first of them."""

    @property
    def complete(self) -> bool:
        """Whether everything in the scope was read and is in this look."""
        return not self.postponed and not any(isinstance(problem, Unreadable) for problem in self.problems)


def never(seen: Seen) -> bool:  # noqa: ARG001
    """Tell that nothing is ignored."""
    return False


def compare(
    items: Iterable[ScanItem],
    known: KnownPaths,
    *,
    changed_max: int = CHANGED_MAX,
    is_ignored: Callable[[Seen], bool] = never,
) -> Look:
    """Set the items of a scan, as they come, against what the index held.

    An exception of `items` passes through: a scan that broke off is no look.

    Args:
        items: of the scan.
        known: what the index held.
        changed_max: changes in one look.
        is_ignored: whether what the index does not know is left alone. What it knows is never: another rule
            is no deletion.
    """
    tally = _Tally(known=known, changed_max=changed_max, is_ignored=is_ignored)
    for item in items:
        if isinstance(item, Listing):
            tally.listing(item)
        else:
            tally.problems.append(item)
    return tally.look()


@dataclass(slots=True, kw_only=True)
class _Tally:
    """The running result of one look."""

    known: KnownPaths
    changed_max: int
    is_ignored: Callable[[Seen], bool]
    ignored: list[str] = field(default_factory=list)
    changed: list[Seen] = field(default_factory=list)
    gone: dict[str, Known] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0
    files: int = 0
    directories: int = 0
    postponed: int = 0
    root_listed: bool = False

    def listing(self, listing: Listing) -> None:
        """Take one directory in."""
        self.directories += 1
        self.root_listed = self.root_listed or listing.directory == ""
        self.problems.extend(listing.problems)
        held = {item.path: item for item in self.known.children(listing.directory)}
        beside = companions(seen.path for seen in listing.seen)
        for seen in listing.seen:
            known = held.pop(seen.path, None)
            if known is None and self.is_ignored(seen):
                self.ignored.append(seen.path)
            elif seen.path in beside and not (known is not None and matches(known, seen.status)):
                self.files += seen.status.type is FileType.FILE
                self.problems.append(InWork(seen.path, beside[seen.path]))
            else:
                self._seen(seen, known)
        # Something stands, or stood a moment ago, where these were: blocked, not gone.
        blocked = {problem.path for problem in listing.problems if not isinstance(problem, Twins)}
        blocked.update(listing.vanished)
        for item in held.values():
            if item.path not in blocked:
                self._gone(item)

    def _seen(self, seen: Seen, held: Known | None) -> None:
        self.files += seen.status.type is FileType.FILE
        if held is not None and matches(held, seen.status):
            self.unchanged += 1
            return
        if held is not None and held.kind is Kind.DIRECTORY and seen.status.type is not FileType.DIRECTORY:
            self.gone.update((item.path, item) for item in self.known.below(seen.path))
        if len(self.changed) < self.changed_max:
            self.changed.append(seen)
        else:
            self.postponed += 1

    def _gone(self, item: Known) -> None:
        self.gone[item.path] = item
        if item.kind is Kind.DIRECTORY:
            self.gone.update((below.path, below) for below in self.known.below(item.path))

    def look(self) -> Look:
        """Return the result."""
        return Look(
            changed=tuple(self.changed),
            gone=() if self.postponed else tuple(sorted(self.gone.values(), key=lambda item: item.path)),
            unchanged=self.unchanged,
            problems=tuple(self.problems),
            files=self.files,
            directories=self.directories,
            postponed=self.postponed,
            root_listed=self.root_listed,
            ignored=by_directory(self.ignored),
        )


def matches(known: Known, status: Status) -> bool:
    """Tell whether nothing has touched the path since the index noted it.

    A directory's times and size change with its entries, so its mode alone counts; at a store nobody gave it.
    """
    if status.keeps_attributes and known.mode != status.mode & MODE_MASK:
        return False
    if status.type is FileType.DIRECTORY:
        return known.kind is Kind.DIRECTORY
    return known.kind is Kind.FILE and known.fingerprint == status.fingerprint


class KnownTable:
    """`KnownPaths` over memory."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._sorted: Sequence[Known] = sorted(known, key=lambda item: item.path)
        self._children: defaultdict[str, list[Known]] = defaultdict(list)
        for item in self._sorted:
            self._children[parent(item.path)].append(item)

    def children(self, directory: str) -> Sequence[Known]:
        """Return what is directly in `directory`."""
        return self._children.get(directory, ())

    def below(self, directory: str) -> Sequence[Known]:
        """Return all that is below `directory`."""
        if not directory:
            return self._sorted
        # "0" is the character after "/", so everything that starts with "directory/" lies between.
        start = bisect_left(self._sorted, f"{directory}/", key=lambda item: item.path)
        end = bisect_left(self._sorted, f"{directory}0", key=lambda item: item.path)
        return self._sorted[start:end]

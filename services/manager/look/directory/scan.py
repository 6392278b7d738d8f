"""The walk from a directory to facts, through the port `Files`. Blocks: run it in a thread.

A deletion can only be told from a complete listing that lacks the path. So the walk yields one
`Listing` for each directory that it could read whole, and an `Unreadable` for each that it could not:
what lies below that is unknown, which is not the same as gone (invariant I3).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from services.manager.look.problems import OddTime, Problem, Skipped, Twins, Unreadable
from shared.model.numbers import FILE_BYTES_MAX, INT64_MAX, INT64_MIN
from shared.model.paths import (
    CONTROL_DIRECTORY,
    IGNORE_FILE,
    SIDE_PREFIX,
    PathError,
    belongs_to_site,
    check_path,
    folded,
    lies_in_control,
    parent,
)
from shared.roots.posix.files.port import (
    Files,
    FileType,
    Listed,
    MissingError,
    Status,
    StorageError,
    WrongTypeError,
)

ROOT = ""
"""The root directory, as the port `Files` names it."""

OWN_NAMES = frozenset((CONTROL_DIRECTORY, IGNORE_FILE))
"""Of the root, which are no part of a collection whatever a log says of them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file or directory that stands at a path."""

    path: str
    status: Status


@dataclass(frozen=True, slots=True)
class Listing:
    """One directory, read whole: what it does not name was not there."""

    directory: str
    seen: tuple[Seen, ...] = ()
    problems: tuple[Problem, ...] = ()
    vanished: tuple[str, ...] = ()
    """Listed, and not there a moment later: something is under way, so the next look shall tell."""


ScanItem: TypeAlias = Listing | Unreadable


@dataclass(frozen=True, slots=True)
class Scope:
    """What to look at: the whole root, or some directories, each by itself.

    Subdirectories that the caller does not know yet are walked as well. One that took the place of a known
    one must be named with all below it, as watchers do.
    """

    directories: frozenset[str] | None = None
    """None: the whole root."""

    @property
    def whole(self) -> bool:
        """Whether the whole root is looked at."""
        return self.directories is None


WHOLE = Scope()


def scan(files: Files, scope: Scope = WHOLE, *, is_known: Callable[[str], bool]) -> Iterator[ScanItem]:
    """Walk `scope` and yield one item for each directory; memory holds one listing and the names ahead.

    Args:
        files: The root.
        scope: What to walk. Of a directory that is not there (any more) its parent is listed instead,
            which is what shows that it has gone.
        is_known: Tells whether the index holds a directory at this path. Only asked in a partial scope.
    """
    ahead = _first(scope)
    done: set[str] = set()
    while ahead:
        directory = ahead.pop()
        if directory in done:
            continue
        done.add(directory)
        try:
            item: ScanItem = _read(files, directory)
        except (MissingError, WrongTypeError) as error:
            if directory != ROOT and not scope.whole:
                ahead.append(parent(directory))
            elif directory == ROOT:
                yield Unreadable(ROOT, str(error))
            continue
        yield item
        if isinstance(item, Listing):
            ahead.extend(_further(item, None if scope.whole else is_known))


def _first(scope: Scope) -> list[str]:
    if scope.directories is None:
        return [ROOT]
    return sorted((path for path in scope.directories if not belongs_to_site(path)), reverse=True)


def _further(listing: Listing, is_known: Callable[[str], bool] | None) -> Iterable[str]:
    """Name the subdirectories to walk, last first, since they go on a stack."""
    for seen in reversed(listing.seen):
        if seen.status.type is FileType.DIRECTORY and not (is_known and is_known(seen.path)):
            yield seen.path


def _read(files: Files, directory: str) -> ScanItem:
    try:
        entries = files.statuses(directory)
    except (MissingError, WrongTypeError):
        raise
    except StorageError as error:
        return Unreadable(directory, str(error))
    seen: list[Seen] = []
    problems: list[Problem] = []
    vanished: list[str] = []
    for entry, status in entries:
        if (directory == ROOT and entry.name in OWN_NAMES) or entry.name.startswith(SIDE_PREFIX):
            continue
        path = f"{directory}/{entry.name}" if directory else entry.name
        match _examine(path, entry, status):
            case Seen() as found:
                seen.append(found)
            case (Unreadable() | Skipped()) as problem:
                problems.append(problem)
            case None:
                vanished.append(path)
    problems.extend(_twins(seen))
    problems.extend(OddTime(item.path) for item in seen if _is_odd(item.status))
    return Listing(directory, tuple(seen), tuple(problems), tuple(vanished))


def _examine(path: str, entry: Listed, status: Status | StorageError) -> Seen | Unreadable | Skipped | None:
    """Return what stands at `path`; None when it went between the listing and the look at it."""
    refusal = _refusal(path)
    if refusal is not None:
        return Skipped(printable(path), refusal)
    match status:
        case MissingError():
            return None
        case StorageError() if entry.type is not FileType.OTHER:
            return Unreadable(path, str(status))
        case Status() if status.type is FileType.FILE and status.fingerprint.size > FILE_BYTES_MAX:
            return Skipped(path, f"has {status.fingerprint.size} bytes, at most {FILE_BYTES_MAX} can be kept")
        case Status() if FileType.OTHER not in (entry.type, status.type):
            return Seen(path, status)
        case _:
            return Skipped(path, f"is a special file, or a symbolic link that leads out of here: {path}")


def _is_odd(status: Status) -> bool:
    """Tell whether a file's time is at the edge, where the port puts what is beyond."""
    return status.type is FileType.FILE and status.fingerprint.mtime_ns in (INT64_MIN, INT64_MAX)


def _refusal(path: str) -> str | None:
    """Return why no collection can hold a path, whatever stands there; None where it can."""
    try:
        check_path(path)
    except PathError as error:
        return str(error)
    if "/" not in path and belongs_to_site(path):
        own = CONTROL_DIRECTORY if lies_in_control(path) else IGNORE_FILE
        return f"{path!r} is taken for {own} by some file systems: rename it to share it"
    return None


def printable(path: str) -> str:
    """Return `path` with what is no UTF-8 written as escapes, so that it can be logged and sent."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _twins(seen: Iterable[Seen]) -> Iterator[Twins]:
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for item in seen:
        alike[folded(item.path)].append(item.path)
    return (Twins(tuple(paths)) for paths in alike.values() if len(paths) > 1)

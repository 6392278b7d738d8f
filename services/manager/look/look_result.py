"""A look as the tasks of a manager know it: what it is judged against, and what it came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.manager.look.directory.scan import WHOLE, Scope
from services.manager.look.hashing.hash_file import Found
from services.manager.look.problems import CutShort, Problem
from services.manager.look.safeguards.brake import Hold, Identity
from shared.catalog.fold.position import LogPosition
from shared.roots.posix.groups.group import Group
from shared.roots.posix.marker import Marker


@dataclass(frozen=True, slots=True, kw_only=True)
class LookResult:
    """What a look came to."""

    found: tuple[Found, ...] = ()
    gone: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    hold: Hold | None = None
    stamp: int = 0
    """The index' stamp when the look began."""
    hashed_bytes: int = 0
    again: frozenset[str] = frozenset()
    """Paths that were moving while they were hashed."""
    postponed: bool = False
    """Whether there was more than one look can take."""
    withheld: frozenset[str] = frozenset()
    """Paths that are gone, and wait for those that are not quiet yet."""
    waiting: frozenset[str] = frozenset()
    """Paths that are not quiet yet."""
    unfinished: frozenset[str] = frozenset()
    """Paths that are quiet and not finished, or never quiet: problems, for which no answer waits."""
    quarantined: frozenset[str] = frozenset()
    """Paths of files that stay here until a person has looked."""
    ignored: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """By directory: how many names are not published, and the first of them."""
    cut_short: tuple[CutShort, ...] = ()
    """Kernels that were taken as they stand."""
    look_again_in: float | None = None
    """Seconds; None when nothing waits to become quiet."""
    marker: Marker | None = None
    broken_off: bool = False
    """Whether the file system failed the look as a whole."""
    mounts: Mapping[str, str] | None = None
    """What is mounted below the root; None where nobody could tell."""
    remounted: frozenset[str] = frozenset()
    """Where that is not what was mounted before."""
    lost: bool = False
    """Whether files were deleted or replaced, renames aside. False where mass changes were not judged."""
    groups: tuple[Group, ...] = ()
    """Closed, and seen whole: what is found and gone of each is all of it."""
    over: tuple[Group, ...] = ()
    """Withdrawn, and seen to be."""
    scope: Scope = WHOLE
    """What was looked at: groups that were closed are looked at whole, wherever they lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a look is judged against."""

    identity: Identity
    """Which root this should be."""
    folded: LogPosition | None = None
    """How far the log was folded."""
    log: LogPosition | None = None
    """What the log says of itself; None when it was not asked."""
    mounts: Mapping[str, str] | None = None
    """What was mounted below the root when all of it was last as the index says; None before that."""
    braked: bool = True
    """Whether mass changes are judged; not right after a person released the site."""


class Patience:
    """Lets deletions wait for files that are being written, but not for ever."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._since: float | None = None

    def wait(self, wanted: bool, *, now: float) -> bool:
        """Tell whether to wait, if that is `wanted`; not after it was wanted for so many seconds on end."""
        if not wanted:
            self._since = None
            return False
        if self._since is None:
            self._since = now
        return now < self._since + self._seconds


@dataclass(slots=True)
class HashedFigures:
    """What was hashed since the process was started: what did not change is not."""

    files: int = 0
    bytes: int = 0
    waiting: int = 0
    """Files that the look under way has still to hash."""
    seen: int = 0
    """Paths that the look under way, or the last one, has listed."""

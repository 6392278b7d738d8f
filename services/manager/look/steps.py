"""Steps of a look: what was scanned, which of it is hashed now, and what of that is taken over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.manager.look.compare import Known, Look
from services.manager.look.directory.scan import Scope, Seen
from services.manager.look.finished.quiet import QuietResult
from services.manager.look.finished.unfinished import Finished
from services.manager.look.groups import LookedGroups
from services.manager.look.hashing.budget import Portion
from services.manager.look.hashing.hash_file import Found, Hashed, Moved
from services.manager.look.look_result import LookResult
from services.manager.look.problems import Quarantined, Restless, Unreadable
from shared.model.entry import Kind
from shared.model.paths import ancestors
from shared.roots.posix.groups.group import Group
from shared.roots.posix.marker import Marker


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """A directory as one scan saw it, compared with what was known."""

    look: Look
    """Without what groups hold back."""
    held_back: frozenset[str]
    groups: LookedGroups
    scope: Scope
    """What was looked at: groups that were closed are looked at whole."""
    marker: Marker | None
    mounts: Mapping[str, str]
    rules_changed: bool = False
    """Whether what is ignored is other than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which of the changed files are hashed in this look, and why the others are not."""

    declared: tuple[Seen, ...]
    """Files that stand as a group has put them: they wait for nothing."""
    settled: QuietResult
    finished: Finished
    kept: Mapping[str, Quarantined]
    share: Portion

    @property
    def now(self) -> tuple[Seen, ...]:
        """The files that are hashed."""
        return (*self.declared, *self.share.now)

    @property
    def writes_go_on(self) -> bool:
        """Whether something is still being written."""
        return bool(self.settled.waiting or self.finished.waiting)

    @property
    def left(self) -> tuple[str, ...]:
        """The paths that are not hashed."""
        seen = (one.path for one in (*self.settled.waiting, *self.share.left))
        return (*seen, *(one.path for one in self.finished.waiting), *self.kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a look takes over, and what it leaves for another."""

    found: tuple[Found, ...]
    gone: tuple[Known, ...]
    groups: tuple[Group, ...]
    incomplete: frozenset[str]
    """Paths of groups of which this look has a half."""
    moved: frozenset[str]
    """Paths that were moving while they were hashed."""
    restless: tuple[Restless, ...]


def taken_of(scanned: Scanned, chosen: Chosen, hashed: Sequence[Hashed], gone: tuple[Known, ...]) -> Taken:
    """Return what is taken over; who is restless is told by the caller."""
    look = scanned.look
    # What another group holds back is no more there to be taken than what is not quiet.
    unfinished = unfinished_of(hashed, look, chosen.left, gone) | scanned.held_back
    groups, incomplete = scanned.groups.taken_whole(unfinished, look.problems)
    return Taken(
        found=tuple(item for item in hashed if isinstance(item, Found) and item.path not in incomplete),
        gone=tuple(item for item in gone if item.path not in incomplete),
        groups=groups,
        incomplete=incomplete,
        moved=frozenset(item.path for item in hashed if isinstance(item, Moved)),
        restless=(),
    )


def displaced(gone: Iterable[Known], hashed: Iterable[Hashed]) -> tuple[Known, ...]:
    """Return what is gone since a file stands where its directory was: nobody says one without the other."""
    files = {item.path for item in hashed if isinstance(item, Found) and item.state.kind is Kind.FILE}
    return tuple(item for item in gone if not files.isdisjoint(ancestors(item.path)))


def unfinished_of(
    hashed: Iterable[Hashed], look: Look, waiting: Iterable[str], gone: Iterable[Known]
) -> frozenset[str]:
    """Return the paths that a look saw changed, and that it does not take."""
    unhashed = (item.path for item in hashed if not isinstance(item, Found))
    withheld = {item.path for item in look.gone}.difference(item.path for item in gone)
    return frozenset((*unhashed, *waiting, *withheld))


def result_of(scanned: Scanned, chosen: Chosen, hashed: Sequence[Hashed], taken: Taken) -> LookResult:
    """Return what a look came to, but for what the brake says of it."""
    look, finished = scanned.look, chosen.finished
    named = frozenset(one.path for one in (*finished.waiting, *taken.restless))
    unreadable = (item for item in hashed if isinstance(item, Unreadable))
    return LookResult(
        found=taken.found,
        gone=tuple(item.path for item in taken.gone),
        problems=(
            *chosen.kept.values(),
            *look.problems,
            *unreadable,
            *finished.waiting,
            *taken.restless,
        ),
        hashed_bytes=sum(item.state.size for item in taken.found),
        again=taken.moved - named,
        postponed=bool(look.postponed or chosen.share.left or scanned.rules_changed),
        ignored=look.ignored,
        withheld=frozenset(item.path for item in look.gone) - {item.path for item in taken.gone},
        waiting=scanned.held_back.union(taken.incomplete, chosen.left) - named - chosen.kept.keys(),
        unfinished=named,
        quarantined=frozenset(chosen.kept),
        cut_short=finished.cut_short,
        look_again_in=chosen.settled.look_again_in,
        marker=scanned.marker,
        mounts=scanned.mounts,
        groups=taken.groups,
        over=scanned.groups.over,
        scope=scanned.scope,
    )

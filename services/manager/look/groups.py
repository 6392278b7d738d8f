"""The share of a look that groups have: what of it is held back, what is taken at once. Pure.

A group that is not closed when a look begins may be half made when it ends. Its paths are then left as they
were: they are looked at again when it is closed, or was withdrawn.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.manager.look.compare import Known, Look
from services.manager.look.directory.scan import Scope, Seen
from services.manager.look.problems import InWork, Problem, Unreadable
from shared.model.entry import Kind
from shared.model.paths import ancestors, parent
from shared.roots.posix.files.port import FileType
from shared.roots.posix.groups.group import Group, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedGroups:
    """The groups that a look met."""

    takeable: tuple[Group, ...] = ()
    """Closed before the look began: it sees all of each."""
    over: tuple[Group, ...] = ()
    """Withdrawn before the look began: what it sees of them stood there before."""
    blocked: frozenset[str] = frozenset()
    """Paths of which this look may see a half."""
    declared: frozenset[tuple[str, int, int]] = frozenset()
    """Path, size and time of each file that a takeable group has put; several may have put one."""

    @classmethod
    def of(
        cls, before: Iterable[Group], after: Iterable[Group], *, postponed: bool = False
    ) -> "LookedGroups":
        """Return what a look may take.

        Args:
            before: the groups that were declared before it began.
            after: those that were when it had ended.
            postponed: whether not all that changed is in this look: of a closed group, too, it may be a half.
        """
        known = {group.id: group for group in before}
        takeable = tuple(group for group in known.values() if group.stage is Stage.CLOSED and not postponed)
        over = tuple(group for group in known.values() if group.stage is Stage.WITHDRAWN)
        ended = {group.id for group in (*takeable, *over)}
        unended = (group for group in (*known.values(), *after) if group.id not in ended)
        blocked = frozenset(path for group in unended for path in group.paths)
        declared = frozenset(
            (change.path, change.state.size, change.state.mtime_ns)
            for group in takeable
            for change in group.changes
            if change.state.kind is Kind.FILE
        )
        return cls(takeable=takeable, over=over, blocked=blocked, declared=declared)

    def divide(self, look: Look) -> tuple[Look, frozenset[str]]:
        """Return the look without what groups hold back, and the paths that they do."""
        held = {seen.path for seen in look.changed if seen.path in self.blocked}
        held |= {item.path for item in look.gone if item.path in self.blocked}
        if not held:
            return look, frozenset()
        changed = tuple(seen for seen in look.changed if seen.path not in held)
        gone = tuple(item for item in look.gone if item.path not in held)
        return replace(look, changed=changed, gone=gone), frozenset(held)

    def is_whole(self, seen: Seen) -> bool:
        """Tell whether a file stands as a group has put it: there is nothing to wait for."""
        print_ = seen.status.fingerprint
        is_file = seen.status.type is FileType.FILE
        return is_file and (seen.path, print_.size, print_.mtime_ns) in self.declared

    def certainly_gone(self, gone: Iterable[Known]) -> tuple[Known, ...]:
        """Return those that a group has deleted: they turn up nowhere else."""
        deleted = frozenset(path for group in self.takeable for path in group.deleted)
        return tuple(item for item in gone if item.path in deleted)

    def taken_whole(
        self, unfinished: frozenset[str], problems: Iterable[Problem]
    ) -> tuple[tuple[Group, ...], frozenset[str]]:
        """Return the groups of which nothing is unfinished, and the paths that wait with those that are.

        Args:
            unfinished: paths that changed, and that this look cannot take.
            problems: what could not be seen at all.
        """
        unseen = frozenset(one.path for one in problems if isinstance(one, Unreadable | InWork))
        left, waiting = list(self.takeable), unfinished
        while broken := [group for group in left if _is_broken(group, waiting, unseen)]:
            left = [group for group in left if group not in broken]
            waiting = waiting.union(path for group in broken if group.together for path in group.paths)
        return tuple(left), waiting - unfinished


def _is_broken(group: Group, waiting: frozenset[str], unseen: frozenset[str]) -> bool:
    if not group.paths.isdisjoint(waiting):
        return True
    return bool(unseen) and any(not unseen.isdisjoint((path, *ancestors(path))) for path in group.paths)


def widened(scope: Scope, groups: Iterable[Group]) -> Scope:
    """Return a scope in which all of the groups that ended is seen as well."""
    if scope.directories is None:
        return scope
    ended = (group for group in groups if group.stage is not Stage.OPEN)
    more = {parent(path) for group in ended for path in group.paths}
    return Scope(directories=scope.directories | more) if more else scope

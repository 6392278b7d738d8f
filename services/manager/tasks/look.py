"""Looking at the directory wherever something may have changed."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import aclosing
from dataclasses import replace

from services.manager.context import ManagerContext
from services.manager.look.directory.mounts import is_below, known_mounts
from services.manager.look.directory.scan import ROOT, Scope
from services.manager.look.directory.unreadable import UnreadablePaths
from services.manager.look.finished.unfinished import LOOK_AGAIN
from services.manager.look.look_result import Expectation, LookResult
from services.manager.look.problems import Problem, Quarantined, Unreadable
from services.manager.look.safeguards.brake import (
    ENDED_BY_PERSONS,
    ENDED_BY_RETURN,
    HoldReason,
    outlasts,
)
from services.manager.state.cut_short import note_cut_short
from services.manager.state.database.site_values import SiteValue
from shared.model.paths import parent
from shared.model.steps import Step
from shared.roots.posix.groups.group import Group

LOOK_AGAIN_MIN = 0.2
"""Seconds between two looks at what was moving: a file that is written all the time must not spin us."""

REST_SHARE = 2.0
"""Of the time of a look, to wait after it: while thousands of files arrive in one directory, every look at it
shows a few more, and looks without a pause took most of a site's time."""

REST_SHARE_ARRIVING = 9.0
"""The same while what was asked for is being placed, which its report will tell: a tenth of the time is
looked."""

REST_MAX = 2.0
"""Seconds."""

UNREADABLE_AGAIN = 30.0
"""Seconds until another look at what could not be read: no watcher tells that a device is well again."""

PROBLEMS_MAX = 1000
"""Problems remembered; status shows the first."""


class LookTask:
    """The two tasks that see: one hears of changes, one looks."""

    def __init__(self, context: ManagerContext) -> None:
        self._context = context
        self._whole_since = 0
        """The last ask after which the whole root was looked at; answered once nothing is unfinished."""
        self._unreadable = UnreadablePaths()
        self._began_at = ""
        """The root that the last look looked at, by its id: a person's release gives it a new one."""
        self._whole_root = ""
        """The root that was last looked at as a whole."""
        self._taken: tuple[Group, ...] = ()
        """Groups that the last look saw whole, and that were noted."""
        self._remounted: frozenset[str] = frozenset()
        """Where the last look saw something else mounted than before."""
        self._try_again_at = 0.0
        """When what could not be read is tried again, by the loop's time."""

    async def watch(self) -> None:
        """Turn the watcher's hints into dirt."""
        context = self._context
        async with aclosing(context.watcher.events()) as events:
            async for dirty in events:
                context.traces.change_seen(context.clock.time_ns())
                self._context.observed.watching = self._context.watcher.degraded
                now = asyncio.get_running_loop().time()
                # What was asked for is renamed into place by us: its report tells, and nothing is hashed.
                saved = dirty.closed - context.publisher.awaited if dirty.closed else dirty.closed
                context.directory_look.quiet.closed(saved, now=now)
                if dirty.overflow:
                    self._context.dirty.add_all()
                else:
                    self._context.dirty.add(*dirty.directories)

    async def guard(self) -> None:
        """Have a look whenever the root is not at its place: an unmounted directory tells no watcher."""
        context = self._context
        while True:
            await asyncio.sleep(context.timing.check_root)
            if context.hold is None and not await context.root.stands():
                context.dirty.add_all()

    async def look(self) -> None:
        """Look, for ever: when something was heard, and again at what was not quiet yet."""
        context = self._context
        again: tuple[float, Scope] | None = None
        while True:
            scope = await context.dirty.take(timeout=again[0] if again else None)
            scope = _joined(scope, again[1]) if again else scope
            began = asyncio.get_running_loop().time()
            again = await self.look_once(scope)
            looked = asyncio.get_running_loop().time() - began
            await _rest(looked, share=REST_SHARE_ARRIVING if context.publisher.awaited else REST_SHARE)

    async def look_once(self, scope: Scope) -> tuple[float, Scope] | None:
        """Look at `scope`, and take in what is found; return when and where to look again by itself."""
        context = self._context
        scope = with_problems(scope, context.observed.problems)
        asked = context.observed.asked.last
        self._began_at = context.state.values.text(SiteValue.ROOT_ID)
        context.traces.change_seen(context.clock.time_ns())
        context.observed.scanning = True
        try:
            result = await context.directory_look.look(scope, self._expectation())
        finally:
            context.observed.scanning = False
        again = self._digest(result, result.scope, asked)
        await self._forget_groups(result)
        context.wake()
        return again

    async def _forget_groups(self, result: LookResult) -> None:
        """Remove the files of groups of which nothing is left to see; after what was seen was noted."""
        ended = [group.id for group in (*self._taken, *result.over)]
        self._taken = ()
        if ended:
            await asyncio.to_thread(self._context.directory_look.forget_groups, ended)

    def _expectation(self) -> Expectation:
        context = self._context
        return Expectation(
            identity=context.root.root_identity(),
            folded=context.state.projection.position,
            log=context.observed.log_seen,
            mounts=context.state.values.mounts(),
            braked=context.observed.braked,
        )

    def _digest(self, result: LookResult, scope: Scope, asked: int) -> tuple[float, Scope] | None:
        """Take in what a look found; return when and where to look again although nothing is heard."""
        context = self._context
        standing = context.hold
        if result.hold is not None:
            if standing is None or not outlasts(standing.hold.reason, result.hold.reason):
                context.hold_site(result.hold)
            return (context.timing.check_log, Scope())
        if result.broken_off:
            self._note_problems(result, scope)
            return (UNREADABLE_AGAIN, scope)
        if not self._free_to_go_on(scope, lost=result.lost):
            return (context.timing.check_log, Scope())
        if standing is not None and standing.hold.reason is HoldReason.MOUNT_CHANGED:
            result = self._without_hidden(result)
        context.root.seen(result.marker)
        stale = context.state.note(result.found, result.gone, stamp=result.stamp, groups=result.groups)
        self._taken = tuple(group for group in result.groups if group.paths.isdisjoint(stale))
        self._take_unreadable(result, scope)
        finished = not result.postponed and ROOT not in self._unreadable.paths
        unhashed = result.again | result.waiting | result.unfinished | result.quarantined
        context.observed.unhashed.take(scope, unhashed, finished=finished)
        note_cut_short(context.state, result)
        context.steps.reached(Step.LOOK_TAKEN)
        self._note_problems(result, scope)
        if result.postponed:
            return (LOOK_AGAIN_MIN, Scope())
        if scope.whole and finished:
            context.observed.braked = True
            self._whole_since = asked
            self._whole_root = self._began_at
        open_paths = (*stale, *result.again, *result.waiting, *result.withheld)
        self._take_mounts(result, scope, (*open_paths, *result.unfinished))
        unfinished = frozenset(parent(path) for path in open_paths)
        later = frozenset(parent(path) for path in result.unfinished)
        if unfinished:
            delay = max(result.look_again_in or 0.0, LOOK_AGAIN_MIN)
            due = self._unreadable.paths if self._try_again_in() <= delay else frozenset[str]()
            return (delay, Scope(directories=unfinished | due | later))
        if not later and self._whole_root == context.state.values.text(SiteValue.ROOT_ID):
            context.state.provenance.looked()
        if not result.found and not result.gone:
            context.traces.calm()
        context.observed.asked.has_looked(self._whole_since)
        return self._look_later(later)

    def _look_later(self, unfinished: frozenset[str]) -> tuple[float, Scope] | None:
        """Return when and where to look again at what nothing waits for."""
        unreadable = self._unreadable.paths
        if unfinished:
            return (LOOK_AGAIN, Scope(directories=unfinished | unreadable))
        if unreadable:
            return (max(self._try_again_in(), LOOK_AGAIN_MIN), Scope(directories=unreadable))
        return None

    def _without_hidden(self, result: LookResult) -> LookResult:
        """Forget what is not on a volume that was away: it may have been placed beneath meanwhile."""
        mounts = frozenset(result.mounts or ())
        hidden = [path for path in result.gone if is_below(path, mounts)]
        self._context.state.forget_paths(hidden)
        return replace(result, gone=tuple(path for path in result.gone if not is_below(path, mounts)))

    def _take_mounts(self, result: LookResult, scope: Scope, unfinished: Iterable[str]) -> None:
        """Remember what is mounted once all below was looked at; ask for that look where it is new."""
        context = self._context
        if result.mounts is None:
            return
        if scope.whole and not any(isinstance(problem, Unreadable) for problem in result.problems):
            before = context.state.values.mounts()
            context.state.values.keep_mounts(known_mounts(before, result.mounts, unfinished=unfinished))
        elif result.remounted and result.remounted != self._remounted:
            context.dirty.add_all()
        self._remounted = result.remounted

    def _take_unreadable(self, result: LookResult, scope: Scope) -> None:
        """Note what could not be read; look below what can be read again, of which nothing was seen."""
        context = self._context
        for path in sorted(self._unreadable.take(scope, result.problems)):
            if path == ROOT:
                context.dirty.add_all()
            else:
                context.dirty.add(path, *context.state.index.directories_below(path))
        if scope.directories is None or not scope.directories.isdisjoint(self._unreadable.paths):
            self._try_again_at = asyncio.get_running_loop().time() + UNREADABLE_AGAIN

    def _try_again_in(self) -> float:
        return self._try_again_at - asyncio.get_running_loop().time()

    def _free_to_go_on(self, scope: Scope, *, lost: bool) -> bool:
        """End a hold whose cause has gone: only a look at the whole root can tell.

        A mass change is over when all is back, and so is an emptied root. That fewer files count as lost is
        not enough: earlier losses are forgotten with time, and with a restart.
        """
        standing = self._context.hold
        if standing is None:
            return True
        reason = standing.hold.reason
        if reason in ENDED_BY_PERSONS or not scope.whole or (reason in ENDED_BY_RETURN and lost):
            return False
        self._context.end_hold()
        return True

    def _note_problems(self, result: LookResult, scope: Scope) -> None:
        if not result.broken_off:
            self._context.observed.ignored.take(scope, result.ignored)
        problems = self._context.observed.problems
        undecided = _undecided(problems, result)
        if scope.directories is None:
            problems.clear()
        else:
            for path in [path for path in problems if {path, parent(path)} & scope.directories]:
                del problems[path]
        problems.update(undecided)
        problems.update((item.path, item) for item in result.problems[:PROBLEMS_MAX])


def _undecided(problems: Mapping[str, Problem], result: LookResult) -> dict[str, Problem]:
    """Return the files in quarantine that a look could not judge yet: they stay there until one can."""
    waiting = result.again | result.waiting | result.unfinished
    return {
        path: one
        for path, one in problems.items()
        if isinstance(one, Quarantined) and (result.postponed or path in waiting)
    }


async def _rest(looked: float, *, share: float) -> None:
    """Let some more be heard of after a look that took `looked` seconds; it is looked at together then."""
    await asyncio.sleep(min(share * looked, REST_MAX))


def with_problems(scope: Scope, problems: Iterable[str]) -> Scope:
    """Look also at what is a problem in the directories of a scope: a subdirectory that could not be read.

    The listing of its parent shows that it is there, and not that it still cannot be read.
    """
    if scope.directories is None:
        return scope
    return Scope(directories=scope.directories.union(p for p in problems if parent(p) in scope.directories))


def _joined(one: Scope, other: Scope) -> Scope:
    if one.directories is None or other.directories is None:
        return Scope()
    return Scope(directories=one.directories | other.directories)

"""Looking at the directory wherever something may have changed."""

import asyncio
from collections.abc import Iterable
from contextlib import aclosing

from services.manager.context import Core
from services.manager.look.brake import HoldReason
from services.manager.look.look import Expectation, Sight
from services.manager.look.scan import ROOT, Scope
from services.manager.look.unreadable import Unread
from shared.model.paths import parent
from shared.model.steps import Step

LOOK_AGAIN_MIN = 0.2
"""Seconds between two looks at what was moving: a file that is written all the time must not spin us."""

REST_SHARE = 2.0
"""Of the time of a look, to wait after it: while thousands of files arrive in one directory, every look at it
shows a few more, and looks without a pause took most of a site's time."""

REST_MAX = 2.0
"""Seconds."""

UNREADABLE_AGAIN = 30.0
"""Seconds until another look at what could not be read: no watcher tells that a device is well again."""

PROBLEMS_MAX = 1000
"""Problems remembered; status shows the first."""


class Lookout:
    """The two tasks that see: one hears of changes, one looks."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._whole_since = 0
        """The last ask after which the whole root was looked at; answered once nothing is unfinished."""
        self._unread = Unread()
        self._try_again_at = 0.0
        """When what could not be read is tried again, by the loop's time."""

    async def watch(self) -> None:
        """Turn the watcher's hints into dirt."""
        parts = self._core.parts
        async with aclosing(parts.watcher.events()) as events:
            async for dirty in events:
                parts.traces.stirred(parts.clock.time_ns())
                self._core.notes.watching = self._core.parts.watcher.degraded
                if dirty.overflow:
                    self._core.dirt.add_all()
                else:
                    self._core.dirt.add(*dirty.directories)

    async def guard(self) -> None:
        """Have a look whenever the root is not at its place: an unmounted directory tells no watcher."""
        core = self._core
        while True:
            await asyncio.sleep(core.parts.timing.check_root)
            if core.hold is None and not await core.parts.root.stands():
                core.dirt.add_all()

    async def look(self) -> None:
        """Look, for ever: when something was heard, and again at what was not quiet yet."""
        core = self._core
        again: tuple[float, Scope] | None = None
        while True:
            scope = await core.dirt.take(timeout=again[0] if again else None)
            scope = _joined(scope, again[1]) if again else scope
            scope = with_problems(scope, core.notes.problems)
            asked = core.notes.asked.last
            core.parts.traces.stirred(core.parts.clock.time_ns())
            core.notes.scanning = True
            began = asyncio.get_running_loop().time()
            try:
                sight = await core.parts.looking.look(scope, self._expectation())
            finally:
                core.notes.scanning = False
            again = self._digest(sight, scope, asked)
            core.stir()
            await _rest(asyncio.get_running_loop().time() - began)

    def _expectation(self) -> Expectation:
        core = self._core
        return Expectation(
            identity=core.parts.root.identity(),
            folded=core.parts.state.projection.position,
            log=core.notes.log_seen,
            braked=core.notes.braked,
        )

    def _digest(self, sight: Sight, scope: Scope, asked: int) -> tuple[float, Scope] | None:
        """Take in what a look found; return when and where to look again although nothing is heard."""
        core = self._core
        if sight.hold is not None:
            core.hold_site(sight.hold)
            return (core.parts.timing.check_log, Scope())
        if sight.broken_off:
            self._note_problems(sight, scope)
            return (UNREADABLE_AGAIN, scope)
        if not self._free_to_go_on(scope, lost=sight.lost):
            return (core.parts.timing.check_log, Scope())
        core.parts.root.seen(sight.marker)
        stale = core.parts.state.note(sight.found, sight.gone, stamp=sight.stamp)
        self._take_unread(sight, scope)
        finished = not sight.postponed and ROOT not in self._unread.paths
        core.notes.unseen.take(scope, sight.again | sight.waiting, finished=finished)
        core.parts.steps.reached(Step.LOOK_TAKEN)
        self._note_problems(sight, scope)
        if sight.postponed:
            return (LOOK_AGAIN_MIN, Scope())
        if scope.whole and finished:
            core.notes.braked = True
            self._whole_since = asked
        unfinished = frozenset(
            parent(path) for path in (*stale, *sight.again, *sight.waiting, *sight.withheld)
        )
        if unfinished:
            delay = max(sight.look_again_in or 0.0, LOOK_AGAIN_MIN)
            due = self._unread.paths if self._try_again_in() <= delay else frozenset[str]()
            return (delay, Scope(directories=unfinished | due))
        if not sight.found and not sight.gone:
            core.parts.traces.calm()
        core.notes.asked.has_looked(self._whole_since)
        unread = self._unread.paths
        return (max(self._try_again_in(), LOOK_AGAIN_MIN), Scope(directories=unread)) if unread else None

    def _take_unread(self, sight: Sight, scope: Scope) -> None:
        """Note what could not be read; look below what can be read again, of which nothing was seen."""
        core = self._core
        for path in sorted(self._unread.take(scope, sight.problems)):
            if path == ROOT:
                core.dirt.add_all()
            else:
                core.dirt.add(path, *core.parts.state.index.directories_below(path))
        if scope.directories is None or not scope.directories.isdisjoint(self._unread.paths):
            self._try_again_at = asyncio.get_running_loop().time() + UNREADABLE_AGAIN

    def _try_again_in(self) -> float:
        return self._try_again_at - asyncio.get_running_loop().time()

    def _free_to_go_on(self, scope: Scope, *, lost: bool) -> bool:
        """End a hold whose cause has gone: only a look at the whole root can tell.

        A mass change is over when all is back. That fewer files count as lost is not enough: earlier
        losses are forgotten with time, and with a restart.
        """
        standing = self._core.hold
        if standing is None:
            return True
        reason = standing.hold.reason
        if reason is HoldReason.KEY_TAKEN or not scope.whole or (reason is HoldReason.MASS_CHANGE and lost):
            return False
        self._core.end_hold()
        return True

    def _note_problems(self, sight: Sight, scope: Scope) -> None:
        problems = self._core.notes.problems
        if scope.directories is None:
            problems.clear()
        else:
            for path in [path for path in problems if {path, parent(path)} & scope.directories]:
                del problems[path]
        problems.update((item.path, item.reason) for item in sight.problems[:PROBLEMS_MAX])


async def _rest(looked: float) -> None:
    """Let some more be heard of after a look that took `looked` seconds; it is looked at together then."""
    await asyncio.sleep(min(REST_SHARE * looked, REST_MAX))


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

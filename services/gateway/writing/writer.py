"""The writer of a gateway: changes of callers, into the site's root and on to the log.

A change is made in the directory as an author makes it, and the site's manager publishes it. The gateway
knows what became of it by the log alone.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException

from services.gateway.writing.body import Bodies, new_id, while_allowed
from services.gateway.writing.change import Change, ChangedPath, Fate
from services.gateway.writing.changes import Changes
from services.gateway.writing.demands import Demands
from services.gateway.writing.place.placing import Placing
from services.gateway.writing.place.to_its_end import WrittenError
from services.gateway.writing.plan import Planned, changes_nothing
from services.gateway.writing.refusals import Refusals
from services.gateway.writing.settings import WritingLimits
from shared.catalog.store.projection import Projection
from shared.model.entry import Kind
from shared.observability.clock import Clock
from shared.roots.posix.groups.sources import FromUpload
from shared.service.ask_look import LookAsker
from shared.web.problem import BusyError, MalformedError, ProblemError


def never_hidden() -> bool:
    """Tell of no path that it is hidden."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class PutRequest:
    """A file that a caller puts."""

    caller: str
    path: str
    conditions: Mapping[str, str]
    said: Mapping[str, str]
    """Digests, hexadecimal, by algorithm."""
    length: int | None
    mtime_ns: int | None = None
    by: str | None = None
    """Who puts it, as the log shall say."""
    told: bool = True
    """Whether its caller may read there."""
    judge: Callable[[], bool] = never_hidden
    """Tells whether rules hide the path from the caller; raises ProblemError where it may not write there.
    Asked before the first byte, with each piece, and when all bytes are here: rights may end meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes for callers. What they may was asked before."""

    projection: Projection
    demands: Demands
    changes: Changes
    placing: Placing
    bodies: Bodies
    refusals: Refusals
    limits: WritingLimits
    asker: LookAsker
    clock: Clock

    async def put(self, request: PutRequest, body: AsyncIterator[bytes]) -> Change:
        """Put a file; what is wrong with it already is said before a byte of it is read.

        Raises:
            ProblemError: nothing was changed.
        """
        path = request.path
        try:
            await self.demands.publishing()
            hidden = request.judge()
            plan = Planned(
                path=path, kind=Kind.FILE, conditions=request.conditions, told=request.told, hidden=hidden
            )
            self.demands.permitted(request.caller, plan)
            pieces = while_allowed(body, request.judge)
            async with self.bodies.received(pieces, said=request.said, length=request.length) as received:
                plan = Planned(
                    path=path,
                    kind=Kind.FILE,
                    content=received.content,
                    size=received.size,
                    mtime_ns=request.mtime_ns,
                    source=FromUpload(received.upload, hashed=received.hashed),
                    conditions=request.conditions,
                    by=request.by,
                    told=request.told,
                    hidden=request.judge(),
                )
                change = await self.write(request.caller, [plan])
        except (ProblemError, HTTPException):
            self.refusals.note(request.caller, path)
            raise
        self.refusals.forget(request.caller, path)
        return change

    async def remove(self, caller: str, plan: Planned) -> Change:
        """Delete a file, or an empty directory."""
        await self.demands.publishing()
        self.demands.not_refused(caller, plan.path)
        self.demands.there(plan)
        self.demands.empty([plan])
        return await self.write(caller, [plan])

    async def commit(self, caller: str, plans: Sequence[Planned], *, message: str) -> Change:
        """Make changes that belong together: all are committed, or none."""
        await self.demands.publishing()
        paths = [plan.path for plan in plans]
        if len(set(paths)) != len(paths):
            twice = next(path for path in paths if paths.count(path) > 1)
            raise MalformedError(f"{twice!r} is named twice: a commit changes a path once")
        for plan in plans:
            if plan.kind is Kind.DELETED:
                self.demands.there(plan)
                self.demands.not_refused(caller, plan.path)
        self.demands.empty(plans)
        return await self.write(caller, plans, together=True, message=message)

    async def write_to_site(self, caller: str, plans: Sequence[Planned], *, together: bool = False) -> Change:
        """Make a change, where the site publishes what is written."""
        await self.demands.publishing()
        return await self.write(caller, plans, together=together)

    async def write(
        self, caller: str, plans: Sequence[Planned], *, together: bool = False, message: str = ""
    ) -> Change:
        """Make a change in the directory, and have it published.

        Raises:
            ProblemError: nothing was changed.
        """
        paths = frozenset(plan.path for plan in plans)
        self.demands.permitted(caller, *plans)
        if not await self.changes.until_free(paths, seconds=self.limits.free_seconds):
            raise BusyError("an earlier change of a path waits for its commit: ask again", retry_after=5)
        self.demands.in_order(plans)
        change = Change(
            id=new_id(),
            caller=caller,
            at=self.clock.now(),
            since=self.projection.position.revision,
            together=together,
            message=message,
            paths=tuple(ChangedPath(path=one.path, kind=one.kind, content=one.content) for one in plans),
        )
        left: list[Planned] = []
        there: list[Planned] = []
        for plan in plans:
            known = changes_nothing(plan, self.projection.head(plan.path))
            (there if known else left).append(plan)
        await self.placing.mend(change, there)
        if not left:
            return self._nothing_to_do(change)
        await self.demands.whole(left)
        self.changes.begin(change)
        try:
            await self.placing.place(change, left)
        except WrittenError:
            raise
        except BaseException as error:
            self.changes.fail(change.id, str(error))
            raise
        await self.asker.ask([plan.path for plan in left])
        return change

    def _nothing_to_do(self, change: Change) -> Change:
        heads = [self.projection.head(one.path) for one in change.paths]
        revision = max((head.revision for head in heads if head is not None), default=change.since)
        done = change.model_copy(update={"fate": Fate.COMMITTED, "revision": revision})
        self.changes.note(done)
        return done

"""The writer of a gateway: changes of callers, into the site's root and on to the log.

A change is made in the directory as an author makes it, and the site's manager publishes it. The gateway
knows what became of it by the log alone.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from starlette.exceptions import HTTPException

from services.gateway.writing.body import Bodies, new_id
from services.gateway.writing.change import Change, ChangedPath, Fate
from services.gateway.writing.changes import Changes
from services.gateway.writing.place.broken_file import BrokenFileError
from services.gateway.writing.place.examine import Broken, broken_of, to_examine
from services.gateway.writing.place.placing import Placing
from services.gateway.writing.place.to_its_end import WrittenError
from services.gateway.writing.plan import Planned, changes_nothing, permits
from services.gateway.writing.refusals import Refusals
from services.gateway.writing.settings import WritingLimits
from shared.catalog.store.projection import Projection
from shared.model.entry import Entry, Kind
from shared.model.paths import SIDE_PREFIX, PathError, check_path, lies_in_control
from shared.observability.clock import Clock
from shared.roots.errors import StorageError
from shared.roots.posix.files.port import Files
from shared.roots.posix.groups.sources import FromFile, FromUpload
from shared.roots.posix.uploads.upload import Upload
from shared.service.ask_look import LookAsker
from shared.service.site_condition import SiteCondition
from shared.web.problem import (
    BusyError,
    ChangedError,
    ForbiddenError,
    MalformedError,
    NotFoundError,
    ProblemError,
    RefusedError,
    nothing_at,
)

HISTORY_LOOKED_AT = 1000
"""Older contents of a path among which the one that stands there is sought."""


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
    hidden: bool = False
    """See `Planned`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes for callers. What they may was asked before."""

    collection: str
    site: str
    projection: Projection
    changes: Changes
    placing: Placing
    bodies: Bodies
    condition: SiteCondition
    refusals: Refusals
    limits: WritingLimits
    asker: LookAsker
    clock: Clock
    open_files: Callable[[], Files]

    async def put(self, request: PutRequest, body: AsyncIterator[bytes]) -> Change:
        """Put a file; what is wrong with it already is said before a byte of it is read.

        Raises:
            ProblemError: nothing was changed.
        """
        path = request.path
        try:
            await self.demand_site()
            plan = Planned(path=path, kind=Kind.FILE, conditions=request.conditions, hidden=request.hidden)
            self.demand(request.caller, plan)
            async with self.bodies.received(body, said=request.said, length=request.length) as received:
                plan = Planned(
                    path=path,
                    kind=Kind.FILE,
                    content=received.content,
                    size=received.size,
                    mtime_ns=request.mtime_ns,
                    source=FromUpload(received.upload),
                    conditions=request.conditions,
                )
                change = await self.write(request.caller, [plan])
        except (ProblemError, HTTPException):
            self.refusals.note(request.caller, path)
            raise
        self.refusals.forget(request.caller, path)
        return change

    async def remove(self, caller: str, plan: Planned) -> Change:
        """Delete a file, or an empty directory."""
        await self.demand_site()
        self.demand_not_refused(caller, plan.path)
        self._demand_there(plan)
        return await self.write(caller, [plan])

    async def commit(self, caller: str, plans: Sequence[Planned], *, message: str) -> Change:
        """Make changes that belong together: all are committed, or none."""
        await self.demand_site()
        paths = [plan.path for plan in plans]
        if len(set(paths)) != len(paths):
            twice = next(path for path in paths if paths.count(path) > 1)
            raise MalformedError(f"{twice!r} is named twice: a commit changes a path once")
        for plan in plans:
            if plan.kind is Kind.DELETED:
                self._demand_there(plan)
                self.demand_not_refused(caller, plan.path)
        return await self.write(caller, plans, together=True, message=message)

    def uploaded(self, upload: Upload, path: str, *, conditions: Mapping[str, str]) -> Planned:
        """Return the plan of a put of an upload. Raises RefusedError where bytes are missing."""
        if upload.content is None:
            raise RefusedError(
                f"upload {upload.id} has {upload.offset} bytes, and is not complete: go on with it"
            )
        return Planned(
            path=path,
            kind=Kind.FILE,
            content=upload.content,
            size=upload.offset,
            mtime_ns=upload.mtime_ns,
            source=FromUpload(upload.id),
            conditions=conditions,
        )

    def copied(self, source: str, target: str, *, conditions: Mapping[str, str]) -> Planned:
        """Return the plan of a copy. Raises NotFoundError where no file stands at the source."""
        state = self.head(source).state
        if state.kind is not Kind.FILE:
            raise RefusedError(f"{source!r} is a directory: copy what is in it, file by file")
        return Planned(
            path=target,
            kind=Kind.FILE,
            content=state.content,
            size=state.size,
            mtime_ns=state.mtime_ns,
            source=FromFile(source),
            conditions=conditions,
        )

    def head(self, path: str) -> Entry:
        """Return what stands at a path. Raises NotFoundError."""
        head = self.projection.head(path)
        if head is None:
            raise NotFoundError(nothing_at(self.collection, path))
        if not head.live:
            raise NotFoundError(
                f"nothing stands at {path!r} any more: it was removed by revision {head.revision}"
            )
        return head

    def _demand_there(self, plan: Planned) -> None:
        """Make sure that something stands where a plan removes it. Raises NotFoundError."""
        if plan.hidden:
            raise NotFoundError(nothing_at(self.collection, plan.path))
        self.head(plan.path)

    def demand_not_refused(self, caller: str, path: str) -> None:
        """Make sure that the caller does not remove what it could not replace. Raises RefusedError."""
        if self.refusals.stands(caller, path):
            raise RefusedError(
                f"a write to {path!r} was refused a short while ago, so that it is not removed now: "
                "the older version stays; delete it later if you mean it"
            )

    def demand(self, caller: str, plan: Planned) -> None:
        """Make sure that a write is in form, that the tree permits it, and that its author sees the path."""
        self._demand(plan)
        _demand_seen(caller, [plan])

    async def demand_site(self) -> None:
        """Make sure that the site publishes what is written. Raises RefusedError."""
        why = await self.condition.refusal()
        if why is not None:
            raise RefusedError(why)

    async def write_to_site(self, caller: str, plans: Sequence[Planned], *, together: bool = False) -> Change:
        """Make a change, where the site publishes what is written."""
        await self.demand_site()
        return await self.write(caller, plans, together=together)

    async def write(
        self, caller: str, plans: Sequence[Planned], *, together: bool = False, message: str = ""
    ) -> Change:
        """Make a change in the directory, and have it published.

        Raises:
            ProblemError: nothing was changed.
        """
        paths = frozenset(plan.path for plan in plans)
        for plan in plans:
            self._demand(plan)
        _demand_seen(caller, plans)
        if not await self.changes.until_free(paths, seconds=self.limits.free_seconds):
            raise BusyError("an earlier change of a path waits for its commit: ask again", retry_after=5)
        for plan in plans:
            self._demand(plan)
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
        await self._demand_whole(left)
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

    async def _demand_whole(self, plans: Sequence[Planned]) -> None:
        """Make sure that the site's quarantine would keep none of the files back. Raises BrokenFileError."""
        asked = to_examine(plans)
        if not asked:
            return
        policy = await self.condition.policy()
        if policy.idle:
            return
        replaced = frozenset(plan.path for plan in asked if _is_file(self.projection.head(plan.path)))

        def examine() -> Broken | None:
            with closing(self.open_files()) as files:
                return broken_of(files, asked, policy, replaced=replaced)

        try:
            broken = await asyncio.to_thread(examine)
        except StorageError as error:
            raise RefusedError(f"{error}; nothing was changed") from error
        if broken is not None:
            raise BrokenFileError(broken.path, broken.problem, site=self.site)

    def _demand(self, plan: Planned) -> None:
        """Make sure that a write is in form, and that the tree permits it."""
        try:
            check_path(plan.path)
        except PathError as error:
            raise MalformedError(str(error)) from error
        if lies_in_control(plan.path) or f"/{SIDE_PREFIX}" in f"/{plan.path}":
            raise MalformedError(f"{plan.path!r} is a name that SpiceRack keeps for itself")
        head = None if plan.hidden else self.projection.head(plan.path)
        if not permits(plan, head):
            raise ChangedError(_differs(plan, head))
        if plan.kind is Kind.FILE and head is not None and head.state.kind is Kind.DIRECTORY:
            raise RefusedError(f"{plan.path!r} is a directory: no file can take its place here")

    def _nothing_to_do(self, change: Change) -> Change:
        heads = [self.projection.head(one.path) for one in change.paths]
        revision = max((head.revision for head in heads if head is not None), default=change.since)
        done = change.model_copy(update={"fate": Fate.COMMITTED, "revision": revision})
        self.changes.note(done)
        return done


def _demand_seen(caller: str, plans: Sequence[Planned]) -> None:
    """Make sure that nothing is written that its author may not see. Raises ForbiddenError."""
    if any(plan.hidden for plan in plans):
        raise ForbiddenError(f"{caller} may not do this: ask an admin for a token with scope write")


def _differs(plan: Planned, head: Entry | None) -> str:
    if head is None or not head.live:
        return f"nothing stands at {plan.path!r}"
    return f"content {head.state.content} of revision {head.revision} stands at {plan.path!r}"


def _is_file(head: Entry | None) -> bool:
    return head is not None and head.state.kind is Kind.FILE

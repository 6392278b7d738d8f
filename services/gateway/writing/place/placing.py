"""The placing of a change in the site's root, by attempts: each over what it finds there.

What stands in the directory may not be what the tree has. A version that the quarantine keeps back is no part
of the collection, and is replaced. Bytes that a person has just written are not: they are published first, so
that the history has them, and the change goes over them.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial

from services.gateway.writing.body import new_id
from services.gateway.writing.change import Change
from services.gateway.writing.changes import Changes
from services.gateway.writing.place.examine import is_kept_back, to_examine
from services.gateway.writing.place.to_its_end import WrittenError, to_its_end
from services.gateway.writing.plan import Planned, condition_of, permits, prior_of, state_of
from services.gateway.writing.settings import WritingLimits
from shared.catalog.store.projection import Projection
from shared.contracts.messages.transfers.report import Reason
from shared.contracts.messages.transfers.want import Held
from shared.heads.quarantine import Policy
from shared.model.entry import Entry, Kind
from shared.observability.clock import Clock
from shared.roots.errors import MissingError, StorageError, WrongTypeError
from shared.roots.errors import NoSpaceError as DiskFullError
from shared.roots.posix.files.port import Files
from shared.roots.posix.groups.group import Group, GroupChange
from shared.roots.posix.groups.site_writer import HalfWrittenError, NotWritten, SiteWriter
from shared.roots.posix.hashing import observe
from shared.service.ask_look import LookAsker
from shared.service.site_condition import SiteCondition
from shared.web.problem import BusyError, ChangedError, NoSpaceError, RefusedError

HISTORY_LOOKED_AT = 1000
"""Older contents of a path among which the one that stands there is sought."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands at a path, as the directory has it."""

    held: Held
    broken: bool
    """Whether the site's quarantine keeps it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Places the changes of one gateway."""

    projection: Projection
    changes: Changes
    site_writer: SiteWriter
    condition: SiteCondition
    limits: WritingLimits
    clock: Clock
    open_files: Callable[[], Files]
    asker: LookAsker

    async def place(self, change: Change, plans: Sequence[Planned]) -> None:
        """Place a change that has begun; it waits for its commit then.

        Raises:
            ProblemError: it is not in place.
            WrittenError: the caller went away, and it is in place.
        """
        priors: dict[str, Held] = {}
        for _ in range(self.limits.attempts):
            for plan in plans:
                # The tree may have moved on while the change was examined, or since the attempt before.
                self._demand_permitted(plan)
            group = self.group(change, plans, priors)
            self.changes.attempt(change.id, group.id, group.conditions)
            try:
                refused = await self.write(group, plans)
            except WrittenError:
                self.changes.placed(change.id)
                raise
            if refused is None:
                self.changes.placed(change.id)
                return
            for one in refused.all:
                prior = await self._other_prior(plans, group, one)
                priors.pop(one.path, None) if prior is None else priors.update({one.path: prior})
        raise BusyError("others keep writing to the path: ask again", retry_after=5)

    async def mend(self, change: Change, plans: Iterable[Planned]) -> None:
        """Place what the tree has already, where the quarantine keeps back what stands in its place.

        A caller who sends a whole file again means that. No commit follows: the tree has it.

        Raises:
            ProblemError: it is not in place.
        """
        for plan in to_examine(plans):
            head = self.projection.head(plan.path)
            if head is None or plan.source is None or await self._is_in_place(head):
                continue
            standing = await self.standing(plan.path, await self.condition.policy())
            if standing.broken:
                alone = change.model_copy(update={"together": False})
                priors = {plan.path: standing.held}
                group = self.group(alone, [plan], priors, now_ns=head.state.mtime_ns)
                refused = await self.write(group, [plan])
                if refused is not None:
                    raise RefusedError(f"{plan.path!r} cannot be written: {refused.words}")
                await self.asker.ask([plan.path])

    async def write(self, group: Group, plans: Sequence[Planned]) -> NotWritten | None:
        """Write a group, to its end. Raises ProblemError, WrittenError."""
        sources = {plan.path: plan.source for plan in plans if plan.source is not None}
        try:
            return await to_its_end(partial(self.site_writer.write, group, sources))
        except HalfWrittenError as error:
            raise RefusedError(str(error)) from error
        except DiskFullError as error:
            raise NoSpaceError(f"{error}; nothing was changed") from error
        except StorageError as error:
            raise RefusedError(f"{error}; nothing was changed") from error

    def group(
        self,
        change: Change,
        plans: Sequence[Planned],
        priors: Mapping[str, Held],
        *,
        now_ns: int | None = None,
    ) -> Group:
        """Return the group of one attempt, under an id of its own.

        Args:
            change: that is made.
            plans: of its paths.
            priors: what stands at paths that are not as the tree has them.
            now_ns: the time that new files get which have none of their own. Default: that of the clock.
        """
        at_ns = self.clock.time_ns() if now_ns is None else now_ns

        def one(plan: Planned) -> GroupChange:
            head = self.projection.head(plan.path)
            return GroupChange(
                path=plan.path,
                prior=priors.get(plan.path) or prior_of(head),
                state=state_of(plan, head, now_ns=at_ns),
                condition=condition_of(plan, head),
                by=plan.by,
            )

        return Group(
            id=new_id(),
            at=self.clock.now(),
            together=change.together,
            message=change.message,
            changes=tuple(map(one, plans)),
        )

    async def _other_prior(self, plans: Sequence[Planned], group: Group, refused: NotWritten) -> Held | None:
        """Return what stands at a path and may be replaced, None where the tree has it by now.

        Raises:
            ProblemError: it may not.
        """
        plan = next((one for one in plans if one.path == refused.path), plans[0])
        if refused.reason is Reason.NO_SPACE:
            raise NoSpaceError(refused.words)
        if refused.reason is not Reason.CHANGED:
            raise RefusedError(f"{plan.path!r} cannot be written: {refused.words}")
        policy = await self.condition.policy()
        standing = await self.standing(plan.path, policy)
        if standing.broken and plan.kind is not Kind.DIRECTORY:
            return standing.held
        tried = next((one.prior for one in group.changes if one.path == plan.path), None)
        if standing.held == tried:
            raise RefusedError(f"{plan.path!r} cannot be written: {refused.words}")
        if standing.held == prior_of(self.projection.head(plan.path)):
            self._demand_permitted(plan)
            return None  # It was published meanwhile.
        self._demand_replaceable(plan, standing.held, refused)
        if standing.held.kind is Kind.DELETED:
            return standing.held
        await self._until_published(plan, standing.held)
        return None

    def _demand_replaceable(self, plan: Planned, standing: Held, refused: NotWritten) -> None:
        if standing.content is not None and self._is_older(plan.path, standing.content):
            raise BusyError(
                f"this site has an older version of {plan.path!r} in place: ask again", retry_after=2
            )
        if plan.conditional:
            raise ChangedError(f"what stands at {plan.path!r} is changing: {refused.words}")
        if Kind.DIRECTORY in (standing.kind, plan.kind):
            raise RefusedError(f"{plan.path!r} cannot be written: {refused.words}")

    async def _until_published(self, plan: Planned, standing: Held) -> None:
        """Have what a person has written published, before it is written over.

        Raises:
            RefusedError: it takes too long.
            ChangedError: what was published is not what the change may replace.
        """
        await self.asker.ask([plan.path])

        def known() -> bool:
            head = self.projection.head(plan.path)
            return prior_of(head) == standing or self._is_older(plan.path, standing.content or "")

        if not await self.changes.until_folded(known, seconds=self.limits.free_seconds):
            raise RefusedError(
                f"somebody has written to {plan.path!r} in the directory of this site, and that is not "
                "published yet: ask again in a while; where it stays so, its operator sees in "
                "`spicerack status` what it waits for"
            )
        self._demand_permitted(plan)

    def _demand_permitted(self, plan: Planned) -> None:
        if not permits(plan, self.projection.head(plan.path)):
            raise ChangedError(f"somebody has written to {plan.path!r} meanwhile")

    async def standing(self, path: str, policy: Policy) -> Standing:
        """Return what stands at a path of the directory. Raises StorageError."""
        head = self.projection.head(path)
        replaces_whole = head is not None and head.state.kind is Kind.FILE

        def look() -> Standing:
            with closing(self.open_files()) as files:
                try:
                    held = Held(kind=Kind.FILE, content=observe(files, path).content)
                except WrongTypeError:
                    return Standing(Held(kind=Kind.DIRECTORY), broken=False)
                except MissingError:
                    return Standing(Held(kind=Kind.DELETED), broken=False)
                broken = is_kept_back(files, path, policy, replaces_whole=replaces_whole)
                return Standing(held, broken=broken)

        return await asyncio.to_thread(look)

    async def _is_in_place(self, head: Entry) -> bool:
        """Tell whether a file is in place by its size and time, which tell nearly always."""

        def look() -> bool:
            with closing(self.open_files()) as files, suppress(MissingError):
                fingerprint = files.status(head.path).fingerprint
                return (fingerprint.size, fingerprint.mtime_ns) == (head.state.size, head.state.mtime_ns)
            return False

        return await asyncio.to_thread(look)

    def _is_older(self, path: str, content: str) -> bool:
        head = self.projection.head(path)
        history = self.projection.history(path, limit=HISTORY_LOOKED_AT)
        return any(
            entry.state.content == content and head is not None and entry.revision < head.revision
            for entry in history
        )

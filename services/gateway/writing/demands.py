"""Demands that a write has to meet before anything is changed."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from services.gateway.writing.place.broken_file import BrokenFileError
from services.gateway.writing.place.examine import Broken, broken_of, to_examine
from services.gateway.writing.plan import Planned, permits
from services.gateway.writing.refusals import Refusals
from shared.catalog.store.projection import Projection
from shared.catalog.store.rows import beginning_with
from shared.model.entry import Entry, Kind
from shared.model.paths import SIDE_PREFIX, PathError, ancestors, belongs_to_site, check_path
from shared.roots.errors import StorageError
from shared.roots.posix.files.port import Files
from shared.service.site_condition import SiteCondition
from shared.web.problem import (
    ChangedError,
    ForbiddenError,
    MalformedError,
    NotFoundError,
    RefusedError,
    nothing_at,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """Judges writes by the tree, the site and what was refused before."""

    collection: str
    site: str
    projection: Projection
    condition: SiteCondition
    refusals: Refusals
    open_files: Callable[[], Files]

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

    def there(self, plan: Planned) -> None:
        """Make sure that something stands where a plan removes it. Raises NotFoundError."""
        if plan.hidden:
            raise NotFoundError(nothing_at(self.collection, plan.path))
        self.head(plan.path)

    def empty(self, plans: Sequence[Planned]) -> None:
        """Make sure that nothing is left in the directories that plans remove. Raises RefusedError."""
        removed = {plan.path for plan in plans if plan.kind is Kind.DELETED}
        for path in removed:
            head = self.projection.head(path)
            if head is None or head.state.kind is not Kind.DIRECTORY:
                continue
            if not removed.isdisjoint(ancestors(path)):
                continue  # What is in it is in the outer one, too.
            below = self.projection.live_between(*beginning_with(f"{path}/"), limit=len(removed))
            if any(entry.path not in removed for entry in below):
                raise RefusedError(
                    f"{path!r} is a directory that is not empty: `spicerack rm -r` removes it with all that "
                    "is in it, as a DELETE of it below /data/ does; where it looks empty, or that says this, "
                    "rules of visibility keep from you what lies in it, and it stays"
                )

    def not_refused(self, caller: str, path: str) -> None:
        """Make sure that the caller does not remove what it could not replace. Raises RefusedError."""
        if self.refusals.stands(caller, path):
            raise RefusedError(
                f"a write to {path!r} was refused a short while ago, so that it is not removed now: "
                "the older version stays; delete it later if you mean it"
            )

    def permitted(self, caller: str, *plans: Planned) -> None:
        """Make sure that writes are in form, that the tree permits them, and that their author sees them.

        Raises:
            ProblemError: one is not.
        """
        self.in_order(plans)
        if any(plan.hidden for plan in plans):
            raise ForbiddenError(
                f"{caller} may write here, and rules of visibility keep from it what is at this path: ask an "
                "admin for a token of a group that sees it (`spicerack token create --group`)"
            )

    def in_order(self, plans: Sequence[Planned]) -> None:
        """Make sure that writes are in form, and that the tree permits them. Raises ProblemError."""
        for plan in plans:
            self._in_order(plan)

    async def publishing(self) -> None:
        """Make sure that the site publishes what is written. Raises RefusedError."""
        why = await self.condition.refusal()
        if why is not None:
            raise RefusedError(why)

    async def whole(self, plans: Sequence[Planned]) -> None:
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

    def _in_order(self, plan: Planned) -> None:
        """Make sure that a write is in form, and that the tree permits it."""
        try:
            check_path(plan.path)
        except PathError as error:
            raise MalformedError(str(error)) from error
        if belongs_to_site(plan.path) or f"/{SIDE_PREFIX}" in f"/{plan.path}":
            raise MalformedError(f"{plan.path!r} is a name that SpiceRack, or each site, keeps for itself")
        head = None if plan.hidden else self.projection.head(plan.path)
        if plan.asks_what_stands:
            raise ForbiddenError(
                "who may not read here may ask for one condition alone, that no file is replaced "
                "(`If-None-Match: *`): others would tell what stands here"
            )
        if plan.is_to_be_weighed and not permits(plan, head):
            raise ChangedError(_differs(plan, head))
        if plan.kind is Kind.FILE and head is not None and head.state.kind is Kind.DIRECTORY:
            raise RefusedError(f"{plan.path!r} is a directory: no file can take its place here")


def _differs(plan: Planned, head: Entry | None) -> str:
    if not plan.told:
        return f"what stands at {plan.path!r}, or that nothing does, is not what the condition asks for"
    if head is None or not head.live:
        return f"nothing stands at {plan.path!r}"
    return f"content {head.state.content} of revision {head.revision} stands at {plan.path!r}"


def _is_file(head: Entry | None) -> bool:
    return head is not None and head.state.kind is Kind.FILE

"""New versions of the rules of replicas: looked at before they are taken, and taken once."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from services.manager.context import ManagerContext
from services.manager.copies.count import Copies, copies_of, needed_of
from services.manager.copies.decide import groups_of
from services.manager.copies.look import see_sites
from services.manager.copies.seen import SeenSite
from services.manager.meaning.resolve import Resolved, resolved
from services.manager.plan.live import live_entries
from services.manager.plan.rule_plan import Meant, plan_rules
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.contracts.http.sites.replica_rules import RulesPlan, RulesWanted, SiteRulePlan
from shared.contracts.messages.sites.replica_rules import Followed, ReplicaRules, RuleWords
from shared.model.entry import Entry
from shared.model.path_set import TooManyPathsError
from shared.service.rack_view import RackView
from shared.service.rule_store import RuleStore
from shared.web.problem import RefusedError

FILES_MAX = 200_000
"""Looked at for one plan: some seconds of one thread for each site with patterns."""


class RuleDesk:
    """Answers people, and takes what they decide."""

    def __init__(self, context: ManagerContext, rack: RackView) -> None:
        self._context = context
        self._rack = rack
        self.store = RuleStore(context.said, context.identity.collection)

    async def plan(self, wanted: RulesWanted) -> RulesPlan:
        """Return what a new version would do. Raises BusError."""
        return await self._plan(await self.store.newest(), self._version(wanted, 0, ""))

    async def add(self, wanted: RulesWanted, *, by: str) -> ReplicaRules:
        """Take a new version.

        Raises:
            RefusedError: somebody was quicker, or no site would follow a file.
            BusError: the bus does not take it.
        """
        before = await self.store.newest()
        if wanted.replaces not in (None, before.version):
            raise RefusedError(
                f"version {before.version} of the rules stands by now, not {wanted.replaces}: nothing was "
                "changed; look at it, and say yours again"
            )
        after = self._version(wanted, before.version + 1, by)
        await self._check(before, after)
        context = self._context
        if not await self.store.add(after, site=context.identity.site, key=context.key):
            raise RefusedError(
                "somebody else changed the rules at this moment: nothing was changed; ask again"
            )
        return after

    async def check(self, after: ReplicaRules) -> None:
        """Make sure that a version, signed by an operator, is the next one, and leaves no file to nobody.

        Raises:
            RefusedError: it is not.
            BusError: the bus does not answer.
        """
        before = await self.store.newest()
        if after.version != before.version + 1:
            raise RefusedError(
                f"version {before.version} of the rules stands by now: nothing was changed; look at it, and "
                "say yours again"
            )
        await self._check(before, after)

    async def _check(self, before: ReplicaRules, after: ReplicaRules) -> None:
        plan = await self._plan(before, after)
        if plan.unfollowed:
            raise RefusedError(
                f"no site would follow {_counted(plan.unfollowed)}, e.g. {plan.unfollowed_shown[0]!r}: "
                "nothing was changed; have some site follow each file"
            )

    def _version(self, wanted: RulesWanted, version: int, by: str) -> ReplicaRules:
        return ReplicaRules(
            collection=self._context.identity.collection,
            version=version,
            made_at=self._context.clock.now(),
            by=by[:200],
            message=wanted.message,
            copies=wanted.copies,
            labels=wanted.labels,
            stand_ins=wanted.stand_ins,
            away_hours=wanted.away_hours,
            rules=wanted.rules,
        )

    async def _plan(self, before: ReplicaRules, after: ReplicaRules) -> RulesPlan:
        sites = [record.site for record in await self._rack.sites(after.collection)]
        resolve = await self._resolving((*before.rules, *after.rules))
        seen, _ = await see_sites(self._context, after)

        def look(view: ProjectionView) -> RulesPlan:
            heads = live_entries(view)
            plan = plan_rules(before, after, sites=sites, heads=heads, files_max=FILES_MAX, resolved=resolve)
            return _with_stand_ins(plan, seen, view, copies=after.copies)

        try:
            return await ask(self._context.open_view, look)
        except TooManyPathsError as error:
            raise RefusedError(f"a rule comes to too many kernels: {error}: nothing was changed") from error

    async def _resolving(self, rules: Iterable[RuleWords]) -> Callable[[Followed], Meant]:
        """Return what finds the paths of rules; kernels are read where any of these asks what they mean."""
        if not any(rule.by_meaning for rule in rules):
            return lambda followed: (followed, Resolved())
        known = await self._context.meaning.kernels()
        return lambda followed: resolved(followed, known)


def _counted(files: int) -> str:
    return "1 file" if files == 1 else f"{files} files"


def _with_stand_ins(
    plan: RulesPlan, seen: Sequence[SeenSite], view: ProjectionView, *, copies: int
) -> RulesPlan:
    """Return a plan with what sites would hold for those that are gone now. Blocks."""
    if all(site.counts for site in seen):
        return plan

    def heads() -> Iterable[Entry]:
        return islice(live_entries(view), FILES_MAX)

    needed = needed_of(heads(), groups_of(seen), copies=copies).bytes
    names = {site.name for site in seen}
    told = {
        one.name: copies_of(one.name, seen, heads(), copies=copies, needed=needed)
        for one in plan.sites
        if one.name in names
    }
    sites = tuple(_standing_in(one, told[one.name]) if one.name in told else one for one in plan.sites)
    unmended = max((one.unmended for one in told.values()), default=0)
    return plan.model_copy(update={"sites": sites, "unmended": unmended})


def _standing_in(plan: SiteRulePlan, copies: Copies) -> SiteRulePlan:
    if copies.taken is None:
        return plan
    said = {"stands_in_for": copies.taken.sites, "stand_in_files": copies.files}
    return plan.model_copy(update={**said, "stand_in_bytes": copies.bytes})

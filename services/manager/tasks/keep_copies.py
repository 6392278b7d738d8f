"""The task that has the site stand in for others that are gone, as far as the rules ask for copies."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.manager.context import ManagerContext
from services.manager.copies.count import Copies, copies_of, needed_of
from services.manager.copies.decide import groups_of
from services.manager.copies.look import see_sites
from services.manager.copies.returns import Returns
from services.manager.copies.seen import SeenSite
from services.manager.plan.live import live_entries
from shared.bus.codec import encode
from shared.catalog.store.projection_view import ProjectionView, ask
from shared.contracts.messages.ask import Ask, AskKind
from shared.contracts.messages.presence import ManagerPresence
from shared.contracts.messages.sites.replica_rules import ReplicaRules

log = logging.getLogger(__name__)

WHOLE_RESTS = 10
"""Times as long between two rounds at a site that holds all already: it only tells what lacks."""


async def keep_copies(context: ManagerContext) -> None:
    """Decide anew now and then, without end."""
    keeper = CopyKeeper(context)
    context.observed.absences.begin(context.state.values.absences())
    while True:
        await keeper.round()
        for _ in range(WHOLE_RESTS):
            await asyncio.sleep(context.timing.copies)
            if not context.state.rule.now.followed.whole:
                break


@dataclass(slots=True)
class CopyKeeper:
    """Remembers who was asked to verify, and what was counted."""

    context: ManagerContext
    returns: Returns = field(default_factory=Returns)
    _counted: tuple[object, Copies] | None = None

    async def round(self) -> None:
        """Look at all sites, and hold what follows from that."""
        context, rules = self.context, self.context.observed.rules
        if rules is None or not context.receives or context.observed.pause is not None:
            return
        # Without either nobody asked for more copies than there are, and nobody could hold any more.
        if rules.copies > 1 or not all(rule.everything for rule in rules.rules):
            sites, present = await see_sites(context, rules)
            await self._count(rules, await self._doubted(sites, present))
        elif context.state.rule.now.followed.stand_in is not None:
            self._take(Copies())

    async def _doubted(self, sites: list[SeenSite], present: Mapping[str, ManagerPresence]) -> list[SeenSite]:
        """Return the sites without those that this one stands in for, until what they hold was verified."""
        standing = self.context.state.rule.now.followed.stand_in
        doubted = () if standing is None else standing.sites
        found = []
        for site in sites:
            if not site.counts:
                self.returns.forget(site.name)
            counts = site.counts and (
                site.name not in doubted or await self._verified(site.name, present.get(site.name))
            )
            found.append(replace(site, counts=counts))
        return found

    async def _verified(self, site: str, presence: ManagerPresence | None) -> bool:
        """Tell whether a site that is back has read all that it holds; ask it to."""
        now = asyncio.get_running_loop().time()
        if presence is None:
            return False
        if self.returns.is_to_be_asked(site, presence, now):
            asked = Ask(collection=presence.collection, kind=AskKind.VERIFY, site=site)
            subject = self.context.topology.ask(asked.collection, site)
            ack = await self.context.bus.publish(subject, encode(asked))
            self.returns.note(site, ack.sequence, now)
        return self.returns.is_verified(site, presence)

    async def _count(self, rules: ReplicaRules, sites: list[SeenSite]) -> None:
        """Find what lacks, and take the site's share of it."""
        name, copies = self.context.identity.site, rules.copies
        if name not in {site.name for site in sites}:
            return
        if all(site.counts for site in sites):
            self._take(Copies(copies))
            return

        def look(view: ProjectionView) -> Copies:
            needed = needed_of(live_entries(view), groups_of(sites), copies=copies)
            if not needed.files:
                return Copies(copies)
            return copies_of(name, sites, live_entries(view), copies=copies, needed=needed.bytes)

        key = (self.context.state.projection.position, copies, tuple(sites))
        if self._counted is None or self._counted[0] != key:
            self._counted = (key, await ask(self.context.open_view, look))
        self._take(self._counted[1])

    def _take(self, copies: Copies) -> None:
        """Hold what the site is to hold beside its rule."""
        context = self.context
        context.observed.copies = copies
        if not context.state.stand_in(copies.taken):
            return
        site, lines = context.identity.site, copies.lines
        log.warning("site %s %s", site, lines[0] if copies.taken is not None else "stands in for nobody now")
        context.dirty.add_all()
        context.rule_taken.set()
        context.wake()
